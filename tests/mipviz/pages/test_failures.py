import errno

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import AsyncClient, RequestFactory

from mipviz.pages import failures


async def test_a_page_that_does_not_exist_says_what_does():
    response = await AsyncClient().get("/nowhere/<b>here</b>")
    assert response.status_code == 404
    text = response.content.decode()
    assert "There is no page /nowhere/" in text
    assert "<b>" not in text
    assert '<a href="/">' in text


async def test_a_foreign_host_name_is_refused(settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    response = await AsyncClient().get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert b"evil" not in response.content


@pytest.mark.parametrize(
    ("handler", "status"),
    [(failures.bad_request, 400), (failures.forbidden, 403), (failures.not_found, 404)],
)
def test_every_failure_has_a_page_and_its_json(handler, status):
    error = SuspiciousOperation("<secret>")
    shown = handler(RequestFactory().get("/x"), exception=error)
    assert shown.status_code == status
    assert b"secret" not in shown.content
    told = handler(RequestFactory().get("/api/v1/x"), exception=error)
    assert told.status_code == status
    assert told["Content-Type"] == "application/json"


def test_our_own_fault_says_that_it_is_ours():
    assert b"fault" in failures.server_error(RequestFactory().get("/")).content
    told = failures.server_error(RequestFactory().get("/api/v1/catalogue"))
    assert told.status_code == 500
    assert b'"failed"' in told.content


@pytest.mark.parametrize("path", ["/", "/api/v1/catalogue"])
async def test_what_the_surroundings_fail_at_is_told_as_what_it_is(path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mipviz.pages.views.runs", full)
    monkeypatch.setattr("mipviz.api.views.tables.encoded", full)
    response = await AsyncClient(raise_request_exception=False).get(path)
    assert response.status_code == 507
    assert "disk is full" in response.content.decode()
