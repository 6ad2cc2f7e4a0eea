"""What may happen to a file that lies on a disk."""

DAMAGE = {
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "missing": lambda path: path.unlink(),
    "garbage": lambda path: path.write_bytes(bytes(255 - each for each in path.read_bytes())),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"x"),
}
