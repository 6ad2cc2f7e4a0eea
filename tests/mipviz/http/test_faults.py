import errno
import sqlite3

import pytest
from django.db import DatabaseError

from mipviz.http.faults import refusal_for, surroundings, writing_fails


def system(number, path="/"):
    return OSError(number, "words of the system", path)


def database(words):
    error = DatabaseError(words)
    error.__cause__ = sqlite3.OperationalError(words)
    return error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (system(errno.ENOSPC), "no-space"),
        (system(errno.EDQUOT), "no-space"),
        (system(errno.EROFS), "read-only"),
        (system(errno.EACCES), "read-only"),
        (system(errno.EIO), "broken-disk"),
        (system(errno.EMFILE), "busy"),
        (database("database or disk is full"), "no-space"),
        (database("attempt to write a readonly database"), "read-only"),
        (database("database is locked"), "busy"),
        (database("disk I/O error"), "broken-disk"),
        (database("file is not a database"), "broken-database"),
        (database("database disk image is malformed"), "broken-database"),
        (database("no such table: traces_link"), "broken-database"),
    ],
)
def test_a_fault_of_the_surroundings_is_told_as_what_it_is(error, code, caplog):
    refusal = refusal_for(error, "testing")
    assert refusal.code == code
    assert refusal.accepted
    assert "Traceback" not in caplog.text
    assert refusal.message in caplog.text


def test_our_own_fault_is_logged_with_its_traceback_and_told_without(caplog):
    try:
        {}["secret"]
    except KeyError as error:
        refusal = refusal_for(error, "testing")
    assert refusal.code == "failed"
    assert "secret" not in refusal.message
    assert "Traceback" in caplog.text


def test_a_cause_is_looked_for_behind_other_errors():
    error = RuntimeError("wrapped")
    error.__cause__ = system(errno.ENOSPC)
    assert surroundings(error)[0] == "no-space"
    assert surroundings(RuntimeError("alone")) is None
    assert surroundings(FileNotFoundError(errno.ENOENT, "gone", "/x")) is None


def test_a_database_that_cannot_be_opened_is_asked_why(tmp_path, monkeypatch):
    error = database("unable to open database file")
    assert surroundings(error, tmp_path)[0] == "read-only"
    monkeypatch.setattr("mipviz.http.faults.writing_fails", lambda folder: system(errno.ENOSPC))
    assert surroundings(error, tmp_path)[0] == "no-space"


def test_whether_a_folder_can_be_written_is_found_by_writing(tmp_path):
    assert writing_fails(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    assert isinstance(writing_fails(tmp_path / "missing"), FileNotFoundError)
