import pytest

from mipviz.http.origin import admits

HERE = (b"host", b"localhost:8000")


@pytest.fixture(autouse=True)
def names(settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]


@pytest.mark.parametrize("origin", [b"http://localhost:8000", b"https://LOCALHOST:8000"])
def test_our_own_page_may_connect(origin):
    assert admits([HERE, (b"origin", origin)])


def test_a_program_without_origin_may_connect():
    assert admits([HERE])


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
def test_another_page_may_not(origin):
    assert not admits([HERE, (b"origin", origin)])


@pytest.mark.parametrize("host", [b"evil.example", b"", b"localhost@evil.example", b"\xff"])
def test_another_host_name_may_not(host):
    assert not admits([(b"host", host), (b"origin", b"http://" + host)])
    assert not admits([(b"host", host)])
