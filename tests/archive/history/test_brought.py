"""What somebody brought is no word of the server: it stands beside what was fetched and never vouches for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from archive import Archive, open_archive, refresh
from archive.store import captures
from archive.store.response import Response
from parsers.model import Context
from tests.archive.kept import START, body_of, read_all, store, url_of

FIELD = "t3.new_received.total"
NOW = START + timedelta(days=9)


def bring(archive: Archive, url: str, body: bytes, at: datetime, origin: str | None = None) -> str:
    """A capture as `ingest` (no origin) or `merge` writes it; returns its key."""
    headers = [("Content-Type", "text/html; charset=utf-8"), ("ETag", '"v2"')]
    stored = captures.store(archive, Response(url, at, 200, "OK", headers, body))
    with archive.transaction():
        row = captures.insert(
            archive,
            stored,
            run_id=None,
            portal_id=None,
            grade="ok",
            why=None,
            role="report",
            context=Context(url=url),
            source=captures.brought("somebody"),
            origin=origin,
        )
    return str(archive.value("select key from captures where id = ?", row))


def shown(archive: Archive) -> int:
    read_all(archive)
    refresh.refresh_stale(archive)
    return int(archive.value("select value from report_figures where field = ?", FIELD))


@pytest.mark.parametrize("origin", [None, "a stranger"])
@pytest.mark.parametrize("days", [-3, -1, 1, 3], ids=lambda days: f"{days:+} days")
def test_the_server_is_believed(tmp_path: Path, days: int, origin: str | None) -> None:
    """Whenever the forgery says that it was made: the figure is that of the last fetch, unless it is newer, and then it is marked."""
    with open_archive(tmp_path, lambda: NOW) as archive:
        store(archive, url_of(0), body_of(0, 23), START)
        assert shown(archive) == 23
        forged = bring(archive, url_of(0), body_of(0, 9023), START + timedelta(days=days), origin)
        newer = days > 0 and origin is None
        assert shown(archive) == (9023 if newer else 23)
        assert captures.brought_by(archive.conn, forged) == (origin or "somebody")
        assert captures.validators(archive, url_of(0)).headers == {}
        store(archive, url_of(0), body_of(0, 23), START + timedelta(days=4))
        assert shown(archive) == 23
        told = archive.rows(
            "select kind from changes where passing = 0 and confirmed_at is not null and kind <> 'new'"
        )
        assert not told or days < 0


@pytest.mark.parametrize("origin", [None, "a stranger"])
def test_another_address_does_not_win(tmp_path: Path, origin: str | None) -> None:
    """The forgery stands elsewhere, is as whole and newer: the report shows what was fetched."""
    with open_archive(tmp_path, lambda: NOW) as archive:
        store(archive, url_of(0), body_of(0, 23), START)
        bring(archive, "http://forged.example/1.html", body_of(0, 9023), START + timedelta(days=2), origin)
        assert shown(archive) == 23


def test_the_same_bytes_from_the_server(tmp_path: Path) -> None:
    """Once the server gives the bytes that somebody brought, they are no longer marked."""
    with open_archive(tmp_path, lambda: NOW) as archive:
        key = bring(archive, url_of(0), body_of(0, 23), START, "a stranger")
        assert shown(archive) == 23 and captures.brought_by(archive.conn, key) == "a stranger"
        store(archive, url_of(0), body_of(0, 23), START + timedelta(days=1))
        assert shown(archive) == 23 and captures.brought_by(archive.conn, key) is None
        row = archive.row("select first_seen, last_seen from renditions")
        assert row is not None and {r[:10] for r in row} == {"2026-02-01"}


def test_a_304_speaks_of_the_capture_whose_validators_were_sent(tmp_path: Path) -> None:
    with open_archive(tmp_path, lambda: NOW) as archive:
        headers = [("ETag", '"v1"')]
        for number in (0, 1):
            at = START + timedelta(days=number)
            stored = captures.store(
                archive, Response(url_of(0), at, 200, "OK", headers, body_of(0, 23 + number))
            )
            with archive.transaction():
                captures.insert(
                    archive,
                    stored,
                    run_id=None,
                    portal_id=None,
                    grade="ok",
                    why=None,
                    role="report",
                    context=Context(),
                )
            if number == 0:
                condition = captures.validators(archive, url_of(0))
        answer = Response(url_of(0), START + timedelta(days=2), 304, "Not Modified", [], b"")
        digest = archive.value("select body_sha256 from captures where key = ?", condition.capture)
        assert captures.store(archive, answer, condition.capture).slice.body_sha256 == digest
