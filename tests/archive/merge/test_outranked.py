"""Whatever a stranger's archive or a file holds: each report that we had shows the same figures of the same capture, and has the same past."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import parsers
from archive import Archive, open_archive, refresh
from archive.exchange.ingest import take_in
from archive.history.events import Observation
from archive.history.observations import observations_of
from archive.merge.merge import merge
from archive.parsing.reparse import reparse
from archive.store import captures
from archive.store.response import Response
from parsers.model import Context
from tests.archive.kept import START, body_of, read_all, url_of
from tests.capturing import captured

NOW = START + timedelta(days=60)
SHELL = b"<html><head><title>x</title></head><body><div id=app></div><script>load()</script></body></html>"
FILE = "http://www.county2.example/zfxxgk/2022/report.html"
FORGED = "http://forged.example/t1.html"
HTML = [("Content-Type", "text/html; charset=utf-8")]


def linking(number: int) -> bytes:
    """A report page that links a file which holds it too."""
    return body_of(number).replace(b"</body>", f'<p><a href="{FILE}">report</a></p></body>'.encode())


def settled(archive: Archive) -> None:
    read_all(archive)
    refresh.refresh_stale(archive)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on a page, one that our browser was shown, and one with its file."""
    data = tmp_path_factory.mktemp("made") / "ours"
    with open_archive(data, lambda: NOW) as archive:
        captured(archive, Response(url_of(0), START, 200, "OK", HTML, body_of(0)))
        shell = captured(archive, Response(url_of(1), START, 200, "OK", HTML, SHELL), "page")
        page = captures.by_key(archive.conn, shell)
        render(archive, page, body_of(1), START + timedelta(seconds=9), None)
        captured(archive, Response(url_of(2), START, 200, "OK", HTML, linking(2)))
        late = START + timedelta(seconds=5)
        context = Context(url=FILE, parent=url_of(2))
        captured(archive, Response(FILE, late, 200, "OK", HTML, body_of(2)), "attachment", context=context)
        settled(archive)
    return data


@pytest.fixture
def ours(made: Path, tmp_path: Path) -> Iterator[Archive]:
    shutil.copytree(made, tmp_path / "ours")
    with open_archive(tmp_path / "ours", lambda: NOW) as archive:
        yield archive


@pytest.fixture
def theirs(made: Path, tmp_path: Path) -> Iterator[Archive]:
    """Whatever is forged is forged in a copy of ours: its keys and records are public."""
    shutil.copytree(made, tmp_path / "theirs")
    with open_archive(tmp_path / "theirs", lambda: NOW) as archive:
        yield archive


def render(
    archive: Archive, page: captures.CaptureRow, body: bytes, at: datetime, source: str | None = None
) -> str:
    stored = captures.store_rendered(archive, page, body, at)
    context = Context(url=page["url"])
    with archive.transaction():
        row = captures.insert(
            archive, stored, run_id=None, portal_id=None, grade="ok", why=None, role="report", context=context,
            source=source, page_key=page["key"],
        )  # fmt: skip
    return str(archive.value("select key from captures where id = ?", row))


@dataclass(frozen=True)
class Told:
    """What a report tells that was here before."""

    report: tuple[object, ...]
    figures: tuple[tuple[object, ...], ...]
    places: tuple[tuple[object, ...], ...]
    past: tuple[tuple[object, ...], ...]
    observations: tuple[object, ...]


def told(archive: Archive, keys: list[str] | None = None) -> dict[str, Told]:
    """By key of a report: all of them, or those of before."""
    found = {}
    for row in archive.rows(_REPORTS):
        if keys is not None and row["key"] not in keys:
            continue
        seen = observations_of(archive, row["id"], parsers.PARSER_VERSION)
        found[row["key"]] = Told(
            tuple(row)[1:],
            tuple(map(tuple, archive.rows(_FIGURES, row["reading_id"]))),
            tuple(map(tuple, archive.rows(_PLACES, row["id"]))),
            tuple(map(tuple, archive.rows(_PAST, row["id"]))),
            named(seen.observations),
        )
    return found


def named(observations: list[Observation]) -> tuple[Observation, ...]:
    """What they show by a number: of a single content the archive does not work out what it says."""
    numbers = {shows: str(n) for n, shows in enumerate(dict.fromkeys(o.shows for o in observations))}
    return tuple(replace(o, shows=numbers[o.shows]) for o in observations)


_REPORTS = """
select r.id, r.key, r.reading_id, r.title, r.published_on, r.first_seen, r.year, p.name, c.key, c.origin, c.source
from reports r left join publishers p on p.id = r.publisher_id
join readings g on g.id = r.reading_id join captures c on c.id = g.capture_id
"""
_FIGURES = "select field_id, value, state, raw from figures where reading_id = ? order by field_id"
_PLACES = """
select n.address, n.first_seen, n.last_seen, c.key from renditions n join versions v on v.rendition_id = n.id
join captures c on c.id = v.capture_id where n.report_id = ? and c.origin is null order by n.address, c.key
"""
_PAST = (
    "select key, kind, at, difference, confirmed_at, passing from changes where report_id = ? order by key"
)


def forge(archive: Archive, rng: random.Random, *, newer: bool = True) -> None:
    """A record of any kind, of any page of ours or another, of any instant."""
    number = rng.randrange(3)
    url = rng.choice([url_of(number), url_of(number), FILE, FORGED])
    days = rng.choice([-9, -1, 1, 30] if newer or url == FORGED else [-9, -1])
    at = START + timedelta(days=days, seconds=rng.randrange(1, 10_000))
    body = rng.choice([body_of(number, 9000 + rng.randrange(900)), body_of(number), SHELL, linking(number)])
    kind = rng.choice(["response", "attachment", "gone", "conversion", "conversion"])
    if kind == "conversion":
        sql = "select * from captures where record_type = 'response' order by id"
        page = rng.choice(archive.typed(captures.CaptureRow, sql))
        render(archive, page, body, at)
        return
    status = 404 if kind == "gone" else 200
    answer = Response(url, at, status, "?", HTML, body)
    captured(archive, answer, "attachment" if kind == "attachment" else "report")


def hands_in(archive: Archive, other: Path) -> None:
    merge(archive, other)
    settled(archive)
    reparse(archive, parsers.PARSER_VERSION, workers=1)


@pytest.mark.parametrize("seed", range(2))
def test_a_stranger_outranks_nothing(ours: Archive, theirs: Archive, seed: int) -> None:
    before = told(ours)
    assert len(before) == 3
    rng = random.Random(seed)
    for _ in range(25):
        forge(theirs, rng)
    other = theirs.data_dir
    theirs.close()
    hands_in(ours, other)
    assert ours.value("select count(*) from captures where origin is not null") > 5
    assert told(ours, list(before)) == before


@pytest.mark.parametrize("seed", range(2))
def test_a_file_outranks_nothing_that_was_fetched(ours: Archive, theirs: Archive, seed: int) -> None:
    """But a page of the same address that was saved later, which is marked."""
    before = {key: (t.report[:3], t.figures) for key, t in told(ours).items()}
    rng = random.Random(seed)
    for _ in range(25):
        forge(theirs, rng, newer=False)
    folder = theirs.warcs.directory
    theirs.close()
    take_in(ours, folder)
    settled(ours)
    assert ours.value("select count(*) from captures where source is not null") > 5
    after = {key: (t.report[:3], t.figures) for key, t in told(ours, list(before)).items()}
    assert after == before
    assert not ours.value(
        "select count(*) from captures made join captures page on page.key = made.page_key"
        " where made.source is not null and page.source is null"
    )


def test_a_rendered_document_of_our_page(ours: Archive, theirs: Archive) -> None:
    """It names our record by its id, which is public, and is left out with its reason, from a stranger and from a file."""
    before = told(ours)
    page = theirs.typed(captures.CaptureRow, "select * from captures where url = ?", url_of(0))[0]
    render(theirs, page, body_of(0, 9023), START + timedelta(seconds=1))
    other, folder = theirs.data_dir, theirs.warcs.directory
    theirs.close()
    left = merge(ours, other).left_out
    assert left.count >= 1 and any("was rendered from" in line for line in left.lines)
    assert take_in(ours, folder).left_out.count == 1
    settled(ours)
    assert told(ours) == before


def test_one_that_an_earlier_version_took_in(ours: Archive) -> None:
    before = told(ours)
    page = ours.typed(captures.CaptureRow, "select * from captures where url = ?", url_of(0))[0]
    forged = render(ours, page, body_of(0, 9023), START + timedelta(seconds=1), captures.brought("x"))
    with ours.transaction() as conn:
        conn.execute("update captures set origin = 'x' where key = ?", (forged,))
    settled(ours)
    assert told(ours) == before
