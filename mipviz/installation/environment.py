"""What the environment decides: address, data directory, allowed hosts, secret key.

Everything has a default that is safe on a laptop; a variable that makes no sense is refused
in one line that says what would be accepted.
"""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mipviz.installation.assets import PACKAGE

LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "[::1]")
SHORTEST_KEY: Final = 32
"""Characters of a secret key that somebody may have written into its file."""


class SettingError(ValueError):
    """A variable of the environment that cannot be used; the message is one line for people."""


def host(environ: Mapping[str, str] = os.environ) -> str:
    """Return the address to listen on: HOST, or the loopback address."""
    return environ.get("HOST") or "127.0.0.1"


def port(environ: Mapping[str, str] = os.environ) -> int:
    """Return the TCP port to listen on: PORT, or 8000.

    Raises `SettingError` for anything but a number from 1 to 65535.
    """
    text = environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:6]) <= 65535):
        raise SettingError(f"PORT: {text[:40]!r} is no port; accepted: 1 to 65535")
    return int(text)


def allowed_hosts(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names under which the lab answers.

    MIPVIZ_ALLOWED_HOSTS lists them, separated by commas.  Without it the lab answers to the
    loopback names and to HOST; listening on every address (as a classroom does) means answering
    to every name, which gives a foreign page nothing: the lab has no accounts and no cookies.
    """
    behind = [_named_in(origin) for origin in own_origins(environ)]
    if listed := _listed(environ, "MIPVIZ_ALLOWED_HOSTS"):
        return [*listed, *behind]
    address = host(environ)
    if is_wildcard(address):
        return ["*"]
    return [*LOCAL_NAMES, f"[{address}]" if ":" in address else address, *behind]


def own_origins(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the addresses under which a proxy shows the lab to browsers.

    MIPVIZ_ORIGINS lists them, as in ``https://lab.example``; only a proxy that passes another
    Host on than the browser's needs it.  Raises `SettingError` for what is no such address.
    """
    found = []
    for origin in _listed(environ, "MIPVIZ_ORIGINS"):
        if not re.fullmatch(r"https?://[^/?#@\s]+", origin.lower()):
            raise SettingError(
                f"MIPVIZ_ORIGINS: {origin[:80]!r} is no origin; accepted: such as https://lab.example"
            )
        found.append(origin.lower())
    return found


def trusted_proxies(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the addresses and networks of the proxies whose X-Forwarded headers are believed.

    MIPVIZ_TRUSTED_PROXIES lists them; without it there are none.  Raises `SettingError` for what
    is no address.
    """
    found = _listed(environ, "MIPVIZ_TRUSTED_PROXIES")
    for each in found:
        try:
            ipaddress.ip_network(each)
        except ValueError as error:
            raise SettingError(
                f"MIPVIZ_TRUSTED_PROXIES: {each[:80]!r} is no address; "
                "accepted: such as 127.0.0.1 or 10.0.0.0/8, separated by commas"
            ) from error
    return found


def _listed(environ: Mapping[str, str], name: str) -> list[str]:
    return [each.strip() for each in environ.get(name, "").split(",") if each.strip()]


def _named_in(origin: str) -> str:
    """Return the host that *origin* names, without its port."""
    return re.sub(r":\d+$", "", origin.partition("://")[2])


def is_wildcard(address: str) -> bool:
    """Return whether *address* stands for every address of this machine."""
    try:
        return ipaddress.ip_address(address).is_unspecified
    except ValueError:
        return False


def data_directory(environ: Mapping[str, str] = os.environ, package: Path = PACKAGE) -> Path:
    """Return the folder of the database, the kept runs and the secret key, made if missing.

    MIPVIZ_DATA names it; a checkout uses its ignored ``var/``, an installed wheel the user's
    own data folder.
    """
    if named := environ.get("MIPVIZ_DATA"):
        folder = Path(named).expanduser().resolve()
    elif (package.parent / "pyproject.toml").is_file():
        folder = package.parent / "var"
    else:
        home = environ.get("XDG_DATA_HOME") or "~/.local/share"
        folder = Path(home).expanduser() / "mipviz"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(
            f"MIPVIZ_DATA: {folder} cannot be made ({error.strerror}); accepted: a writable folder"
        ) from error
    return folder


def lessons_directory(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Return the folder with lessons of one's own, or nothing: MIPVIZ_LESSONS names it.

    Raises `SettingError` for what is no folder.
    """
    named = environ.get("MIPVIZ_LESSONS")
    if not named:
        return None
    folder = Path(named).expanduser().resolve()
    if not folder.is_dir():
        raise SettingError(
            f"MIPVIZ_LESSONS: {named[:200]!r} is no folder; accepted: a folder with lessons"
        )
    return folder


def secret_key(folder: Path, environ: Mapping[str, str] = os.environ) -> str:
    """Return Django's secret key: MIPVIZ_SECRET_KEY, or one drawn once and kept in *folder*.

    A file that holds no key (the disk was full, somebody emptied it) gets a new one.
    """
    if given := environ.get("MIPVIZ_SECRET_KEY"):
        return given
    path = folder / "secret.key"
    kept = _kept_key(path)
    if kept is None:
        kept = _keep_key(path, secrets.token_urlsafe(48))
    return kept


def _kept_key(path: Path) -> str | None:
    try:
        kept = path.read_text("ascii").strip()
    except (FileNotFoundError, UnicodeError):
        return None
    return kept if len(kept) >= SHORTEST_KEY else None


def _keep_key(path: Path, drawn: str) -> str:
    """Keep *drawn* in *path*, seen whole or not at all; return what another server kept before."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(drawn)
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(part)
        except FileExistsError:
            if kept := _kept_key(path):
                return kept
            part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return drawn
