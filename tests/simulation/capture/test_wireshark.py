import csv
from pathlib import Path

import pytest

from simulation.capture.wireshark import write_wireshark_directory
from simulation.trace import KeyHeld, Trace

FILES = [
    "esp_sa",
    "ikev1_decryption_table",
    "ikev2_decryption_table",
    "plugins/mipviz.lua",
    "preferences",
    "wireguard_keys",
]


def trace_with(*keys: tuple[str, str, dict[str, str], dict[str, str]]) -> Trace:
    """Return a trace in which two nodes came to hold each of these keys."""
    trace = Trace(head={})
    for name, algorithm, secret, binding in keys:
        for node in ("mn", "vpn-gw"):
            fields = (name, "data", algorithm, secret, binding)
            trace.events.append(KeyHeld(node, *fields).at(0))
    return trace


def esp(spi: str, algorithm: str, **secret: str) -> tuple[str, str, dict[str, str], dict[str, str]]:
    binding = {"spi": spi, "source": "192.0.2.129", "destination": "192.0.2.10"}
    return f"esp:{spi}", algorithm, secret, binding


def rows(file: Path) -> list[list[str]]:
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return list(csv.reader(lines))


def test_the_directory_is_made_with_every_file(tmp_path: Path):
    write_wireshark_directory(Trace(head={}), tmp_path / "new" / "dir")
    made = sorted(
        path.relative_to(tmp_path / "new" / "dir").as_posix()
        for path in (tmp_path / "new").rglob("*")
        if path.is_file()
    )
    assert made == FILES


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (
            esp("0x1001", "aes-cbc-sha1", encryption="aa" * 16, authentication="bb" * 20),
            ["AES-CBC [RFC3602]", "0x" + "aa" * 16, "HMAC-SHA-1-96 [RFC2404]", "0x" + "bb" * 20],
        ),
        (
            esp("0x1001", "3des-sha1", encryption="aa" * 24, authentication="bb" * 20),
            [
                "TripleDES-CBC [RFC2451]",
                "0x" + "aa" * 24,
                "HMAC-SHA-1-96 [RFC2404]",
                "0x" + "bb" * 20,
            ],
        ),
        (
            esp("0x1001", "aes-gcm", encryption="aa" * 16, authentication="", salt="cc" * 4),
            ["AES-GCM with 16 octet ICV [RFC4106]", "0x" + "aa" * 16 + "cc" * 4, "NULL", ""],
        ),
    ],
)
def test_an_esp_key_is_one_line_for_any_address(tmp_path: Path, key, expected):
    write_wireshark_directory(trace_with(key), tmp_path)
    assert rows(tmp_path / "esp_sa") == [["IPv4", "*", "*", "0x00001001", *expected]]


def test_an_ikev1_key_is_named_by_the_initiators_cookie(tmp_path: Path):
    secret = {"encryption": "0011", "skeyid": "22"}
    binding = {"cookie_i": "0123456789abcdef", "cookie_r": "fedcba9876543210"}
    write_wireshark_directory(
        trace_with(("ikev1:0123456789abcdef:fedcba9876543210", "aes", secret, binding)), tmp_path
    )
    assert rows(tmp_path / "ikev1_decryption_table") == [["0123456789abcdef", "0011"]]


def test_a_wireguard_key_is_written_as_wireshark_reads_it(tmp_path: Path):
    trace = Trace(head={})
    static = ("wg-static:11", "WireGuard static key", "x25519", {"private": "11" * 32}, {})
    trace.events.append(KeyHeld("mn", *static).at(0))
    write_wireshark_directory(trace, tmp_path)
    line = "LOCAL_STATIC_PRIVATE_KEY = ERERERERERERERERERERERERERERERERERERERERERE="
    assert (tmp_path / "wireguard_keys").read_text().splitlines()[1:] == [line]


def test_an_ikev2_key_names_every_secret_and_algorithm(tmp_path: Path):
    secret = {name: f"{number:02x}" * 4 for number, name in enumerate(("ei", "er", "ai", "ar"))}
    write_wireshark_directory(
        trace_with(
            (
                "ikev2:01:02",
                "3des sha1 modp1024",
                {f"sk_{name}": value for name, value in secret.items()},
                {"spi_i": "01" * 8, "spi_r": "02" * 8},
            )
        ),
        tmp_path,
    )
    assert rows(tmp_path / "ikev2_decryption_table") == [
        [
            *("01" * 8, "02" * 8),
            *(secret["ei"], secret["er"], "3DES [RFC2451]"),
            *(secret["ai"], secret["ar"], "HMAC_SHA1_96 [RFC2404]"),
        ]
    ]


def test_exporting_again_replaces_our_own_files(tmp_path: Path):
    key = esp("0x1001", "aes-cbc-sha1", encryption="aa" * 16, authentication="bb" * 20)
    write_wireshark_directory(trace_with(key), tmp_path)
    write_wireshark_directory(Trace(head={}), tmp_path)
    assert rows(tmp_path / "esp_sa") == []


def test_other_files_in_the_directory_stay(tmp_path: Path):
    (tmp_path / "recent").write_text("mine")
    write_wireshark_directory(Trace(head={}), tmp_path)
    assert (tmp_path / "recent").read_text() == "mine"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_ours_is_never_replaced(tmp_path: Path, name: str):
    foreign = tmp_path / name
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_text("somebody's own\n")
    with pytest.raises(FileExistsError, match="not written by mipviz"):
        write_wireshark_directory(Trace(head={}), tmp_path)
    assert foreign.read_text() == "somebody's own\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [foreign]


def test_a_symbolic_link_is_never_written_through(tmp_path: Path):
    target = tmp_path / "elsewhere"
    write_wireshark_directory(Trace(head={}), target)
    before = (target / "preferences").read_text()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "preferences").symlink_to(target / "preferences")
    with pytest.raises(FileExistsError, match="symbolic link"):
        write_wireshark_directory(
            trace_with(esp("0x1", "aes-gcm", encryption="aa" * 16, salt="bb" * 4)), linked
        )
    assert (target / "preferences").read_text() == before
