import pytest

from mipviz.runs.sealed import SEAL, DamagedError, Sealed, is_kept, keep, seal, signature, write


@pytest.fixture
def folder(tmp_path):
    for name in "ab":
        write(tmp_path / name, name.encode() * 100)
    seal(tmp_path, ["a", "b"])
    return tmp_path


def test_a_file_is_seen_whole_or_not_at_all(tmp_path):
    write(tmp_path / "a", b"x")
    with pytest.raises(TypeError):
        write(tmp_path / "a", "no octets")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert [each.name for each in tmp_path.iterdir()] == ["a"]


def test_what_was_sealed_is_read_back(folder):
    assert Sealed(folder).read("b") == b"b" * 100
    assert sorted(Sealed(folder).names) == ["a", "b", SEAL]


@pytest.mark.parametrize("name", ["a", "b", SEAL])
@pytest.mark.parametrize(
    "octets", [b"", b"a" * 99, b"z" * 100, b"a" * 101, b'{"a":[1,""]}\n', None]
)
def test_nothing_else_counts(folder, name, octets):
    (folder / name).unlink()
    if octets is not None:
        (folder / name).write_bytes(octets)
    with pytest.raises(DamagedError):
        Sealed(folder).check()


def test_a_file_that_the_seal_does_not_name_is_not_believed(folder):
    (folder / "c").write_bytes(b"c")
    with pytest.raises(DamagedError):
        Sealed(folder).read("c")


def test_a_signature_changes_when_somebody_writes(folder):
    names = Sealed(folder).names
    before = signature(folder, names)
    assert signature(folder, names) == before == Sealed(folder).check()
    (folder / "a").write_bytes(b"a" * 100)
    assert signature(folder, names) != before
    (folder / "a").unlink()
    with pytest.raises(DamagedError):
        signature(folder, names)


def test_a_file_alone_has_a_seal_of_its_own(tmp_path):
    path = tmp_path / "trace.json.gz"
    assert not is_kept(path)
    keep(path, b"octets")
    assert is_kept(path)
    path.write_bytes(b"octet")
    assert not is_kept(path)
    assert not path.exists(), "on any doubt it is removed"
