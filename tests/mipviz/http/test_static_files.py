import gzip

import pytest
from django.test import AsyncClient

from mipviz.http.static_files import StaticFiles


@pytest.fixture
def client(tmp_path, settings):
    assets = tmp_path / "assets"
    assets.mkdir()
    (assets / "main-BvRk9kiK.js").write_text("export {};" * 100)
    (assets / "main-BvRk9kiK.js.gz").write_bytes(gzip.compress(b"export {};" * 100))
    (tmp_path / "plain.txt").write_text("plain")
    (tmp_path.parent / "outside.txt").write_text("secret")
    settings.STATICFILES_DIRS = [tmp_path]
    from django.contrib.staticfiles import finders

    finders.get_finder.cache_clear()
    yield AsyncClient()
    finders.get_finder.cache_clear()


async def test_a_file_with_a_hash_in_its_name_is_kept_for_good(client):
    response = await client.get("/static/assets/main-BvRk9kiK.js")
    assert response.content == b"export {};" * 100
    assert response["Content-Type"].startswith("text/javascript")
    assert "immutable" in response["Cache-Control"]
    assert "immutable" not in (await client.get("/static/plain.txt"))["Cache-Control"]


async def test_a_compressed_file_is_sent_to_who_takes_it(client):
    path = "/static/assets/main-BvRk9kiK.js"
    response = await client.get(path, headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == b"export {};" * 100


async def test_an_unchanged_file_is_not_sent_again(client):
    first = await client.get("/static/plain.txt")
    again = await client.get(
        "/static/plain.txt", headers={"if-modified-since": first["Last-Modified"]}
    )
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["../outside.txt", "%2e%2e/outside.txt", "..%2foutside.txt", ""])
async def test_nothing_outside_the_folder_is_served(client, path):
    response = await client.get(f"/static/{path}")
    assert response.status_code == 404
    assert b"secret" not in response.content


async def test_a_file_that_was_removed_is_not_found(client, tmp_path):
    assert (await client.get("/static/plain.txt")).status_code == 200
    (tmp_path / "plain.txt").unlink()
    assert (await client.get("/static/plain.txt")).status_code == 404


def test_it_never_leaves_the_event_loop():
    assert StaticFiles.async_capable
    assert not StaticFiles.sync_capable
