import pytest

from mipviz.http.origin import admits

BOTH = pytest.mark.parametrize("kind", ["http", "websocket"])
HERE = (b"host", b"localhost:8000")


@pytest.fixture(autouse=True)
def names(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


@BOTH
@pytest.mark.parametrize("origin", [b"http://localhost:8000", b"https://LOCALHOST:8000"])
def test_our_own_page_may_connect(kind, origin):
    assert admits(kind, [HERE, (b"origin", origin)])


@BOTH
def test_a_program_without_origin_may_connect(kind):
    assert admits(kind, [HERE])


@BOTH
@pytest.mark.parametrize(
    "origin",
    [
        b"http://evil.example",
        b"http://localhost:8001",
        b"http://localhost:8000.evil.example",
        b"null",
        b"",
        b"http://[",
        b"\xff\xfe",
    ],
)
def test_another_page_may_not(kind, origin):
    assert not admits(kind, [HERE, (b"origin", origin)])


@pytest.mark.parametrize("host", [b"evil.example", b"", b"localhost@evil.example", b"\xff"])
def test_another_host_name_may_not(host):
    assert not admits("websocket", [(b"host", host), (b"origin", b"http://" + host)])
    assert not admits("websocket", [(b"host", host)])


def fetched(site, mode, destination):
    values = {b"sec-fetch-site": site, b"sec-fetch-mode": mode, b"sec-fetch-dest": destination}
    return [HERE, *((name, value.encode()) for name, value in values.items())]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_link_on_another_page_may_be_followed_but_nothing_of_ours_shown_there(site):
    assert admits("http", fetched(site, "navigate", "document"))
    for mode, destination in [("navigate", "iframe"), ("no-cors", "image"), ("cors", "empty")]:
        assert not admits("http", fetched(site, mode, destination))


def test_our_own_page_and_an_address_that_was_typed_may_ask():
    assert admits("http", fetched("same-origin", "cors", "empty"))
    assert admits("http", fetched("none", "navigate", "document"))


@BOTH
def test_a_page_behind_a_proxy_that_rewrites_host_is_ours_where_its_address_is_set(settings, kind):
    headers = [HERE, (b"origin", b"https://lab.example")]
    assert not admits(kind, headers)
    settings.OWN_ORIGINS = ["https://lab.example"]
    assert admits(kind, headers)
    assert not admits(kind, [HERE, (b"origin", b"http://lab.example")])
    assert not admits(kind, [HERE, (b"origin", b"https://lab.example:81")])
