import pytest

from mipviz.http.clients import NOBODY, Clients, asking, share


async def seen(client, headers=(), proxies=("10.0.0.0/8", "127.0.0.1")):
    """Return what an application behind `Clients` sees of a request."""
    found = {}

    async def application(scope, receive, send):
        found.update(scope, asking=asking())

    scope = {"type": "http", "scheme": "http", "client": client, "headers": list(headers)}
    await Clients(application, list(proxies))(scope, None, None)
    assert asking() == NOBODY
    return found


FORWARDED = (
    (b"host", b"127.0.0.1:8000"),
    (b"x-forwarded-for", b"198.51.100.7, 192.0.2.1"),
    (b"x-forwarded-proto", b"https"),
    (b"x-forwarded-host", b"lab.example"),
)


async def test_a_trusted_proxy_says_who_asks_and_for_which_host():
    found = await seen(("10.1.2.3", 5), FORWARDED)
    assert found["asking"] == "192.0.2.1"
    assert found["client"][0] == "192.0.2.1"
    assert found["scheme"] == "https"
    assert dict(found["headers"])[b"host"] == b"lab.example"


async def test_nobody_else_is_believed():
    found = await seen(("203.0.113.9", 5), FORWARDED)
    assert found["asking"] == "203.0.113.9"
    assert found["scheme"] == "http"
    assert dict(found["headers"])[b"host"] == b"127.0.0.1:8000"
    assert (await seen(("127.0.0.1", 5), FORWARDED, proxies=()))["asking"] == "127.0.0.1"


async def test_a_socket_of_both_families_changes_nobodys_address():
    assert (await seen(("::ffff:127.0.0.1", 5), FORWARDED))["asking"] == "192.0.2.1"
    assert (await seen(("::ffff:203.0.113.9", 5), FORWARDED))["client"][0] == "203.0.113.9"


@pytest.mark.parametrize("client", [None, ("", 0)])
async def test_a_connection_without_an_address_is_served(client):
    assert (await seen(client))["asking"] in (NOBODY, "")


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("no address", "no address"),
        ("x" * 5_000, "x" * 80),
    ],
)
def test_an_ipv6_host_counts_once_however_many_addresses_it_has(address, name):
    assert share(address) == name
