import stat
from pathlib import Path

import pytest

from mipviz.installation import environment
from mipviz.installation.environment import SettingError


def test_the_lab_stays_on_this_machine_unless_told():
    assert environment.host({}) == "127.0.0.1"
    assert environment.port({}) == 8000
    assert set(environment.allowed_hosts({})) == {"localhost", "127.0.0.1", "[::1]"}


def test_host_and_port_move_the_server():
    assert environment.host({"HOST": "lab.example"}) == "lab.example"
    assert environment.port({"PORT": "8123"}) == 8123
    assert "lab.example" in environment.allowed_hosts({"HOST": "lab.example"})


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000x", "٨٠٠٠", " 80", "9" * 9_000])
def test_a_port_that_is_none_is_refused_in_one_line(port):
    with pytest.raises(SettingError, match=r"PORT: .*; accepted: 1 to 65535") as refusal:
        environment.port({"PORT": port})
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 120


@pytest.mark.parametrize("address", ["0.0.0.0", "::"])
def test_listening_everywhere_answers_to_every_name(address):
    assert environment.allowed_hosts({"HOST": address}) == ["*"]


def test_the_environment_may_list_the_names():
    listed = {"HOST": "0.0.0.0", "MIPVIZ_ALLOWED_HOSTS": "lab.example, 192.0.2.7"}
    assert environment.allowed_hosts(listed) == ["lab.example", "192.0.2.7"]


def test_a_checkout_keeps_its_data_in_var(tmp_path: Path):
    (tmp_path / "pyproject.toml").touch()
    assert environment.data_directory({}, tmp_path / "mipviz") == tmp_path / "var"


def test_a_wheel_keeps_its_data_in_the_users_folder(tmp_path: Path):
    home = tmp_path / "data"
    folder = environment.data_directory({"XDG_DATA_HOME": str(home)}, tmp_path / "site" / "mipviz")
    assert folder == home / "mipviz"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(SettingError, match=r"MIPVIZ_DATA: .*accepted: a writable folder"):
        environment.data_directory({"MIPVIZ_DATA": str(tmp_path / "file" / "data")})


def test_the_secret_key_is_drawn_once_and_only_for_the_owner(tmp_path: Path):
    first = environment.secret_key(tmp_path, {})
    assert len(first) >= 60
    assert environment.secret_key(tmp_path, {}) == first
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert environment.secret_key(tmp_path, {"MIPVIZ_SECRET_KEY": "given"}) == "given"
    assert environment.secret_key(tmp_path / "..", {"MIPVIZ_SECRET_KEY": "x"}) == "x"


@pytest.mark.parametrize("octets", [b"", b"short", b"\xff" * 60])
def test_a_file_that_holds_no_key_gets_a_new_one(tmp_path, octets):
    (tmp_path / "secret.key").write_bytes(octets)
    drawn = environment.secret_key(tmp_path, {})
    assert len(drawn) > 60
    assert environment.secret_key(tmp_path, {}) == drawn
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_key_that_another_server_kept_meanwhile_is_taken(tmp_path, monkeypatch):
    first = environment.secret_key(tmp_path, {})
    asked = iter([None])
    kept = environment._kept_key
    monkeypatch.setattr(environment, "_kept_key", lambda path: next(asked, kept(path)))
    assert environment.secret_key(tmp_path, {}) == first


def test_proxies_and_origins_are_named_and_checked():
    assert environment.trusted_proxies({}) == []
    assert environment.trusted_proxies({"MIPVIZ_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,"}) == [
        "127.0.0.1",
        "10.0.0.0/8",
    ]
    named = {"MIPVIZ_ORIGINS": "https://Lab.example:8443"}
    assert environment.own_origins(named) == ["https://lab.example:8443"]
    assert "lab.example" in environment.allowed_hosts(named)


@pytest.mark.parametrize(
    ("read", "name", "value"),
    [
        (environment.trusted_proxies, "MIPVIZ_TRUSTED_PROXIES", "proxy"),
        (environment.trusted_proxies, "MIPVIZ_TRUSTED_PROXIES", "10.0.0.1/8"),
        (environment.own_origins, "MIPVIZ_ORIGINS", "lab.example"),
        (environment.own_origins, "MIPVIZ_ORIGINS", "https://lab.example/"),
        (environment.own_origins, "MIPVIZ_ORIGINS", "*"),
    ],
)
def test_a_proxy_or_origin_that_is_none_is_refused(read, name, value):
    with pytest.raises(SettingError, match=f"{name}: .*; accepted: such as "):
        read({name: value})


def test_a_folder_with_lessons_is_named_or_there_is_none(tmp_path):
    assert environment.lessons_directory({}) is None
    assert environment.lessons_directory({"MIPVIZ_LESSONS": str(tmp_path)}) == tmp_path
    with pytest.raises(environment.SettingError, match="MIPVIZ_LESSONS"):
        environment.lessons_directory({"MIPVIZ_LESSONS": str(tmp_path / "none")})
