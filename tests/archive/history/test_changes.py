"""Changes in the archive: crawls in time order, by their kinds and differences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archive import Archive, open_archive
from archive.history.changes import REREAD
from archive.record import record
from archive.reports import query
from parsers.model import PARSER_VERSION, Reading
from tests.archive.conftest import READING, URL
from tests.archive.visiting import HOME, Answer, SetClock, capture, found_in, list_row, visit

OTHER = f"{HOME}gk/2021nb.html"


@pytest.fixture
def clock() -> SetClock:  # type: ignore[override]
    return SetClock(datetime(2022, 2, 1, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path: Path, clock: SetClock) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", clock) as opened:
        yield opened


BETTER = str(int(PARSER_VERSION) + 1)
"""A later version of the parsers than today's."""


def reading(requests: int = 12, **parts: Any) -> Reading:
    first = replace(READING.figures[0], value=requests, raw=str(requests))
    content = f"{requests}{sorted((k, str(v)) for k, v in parts.items())}"
    return replace(READING, figures=(first, *READING.figures[1:]), content_sha256=content, **parts)


def shown(url: str = URL, of: Reading = READING) -> Answer:
    return Answer(url, of, of.content_sha256.encode())


def gone(url: str = URL) -> Answer:
    return Answer(url, status=404, grade="gone", role="page")


def changes(archive: Archive) -> list[Any]:
    return archive.rows("select * from changes order by at, kind")


def kinds(archive: Archive) -> list[str]:
    return [r["kind"] for r in changes(archive) if r["confirmed_at"] and not r["passing"]]


def crawl(
    archive: Archive, clock: SetClock, day: str, *answers: Answer, outcome: Any = "complete", hour: int = 4
) -> None:
    clock.set(day, hour)
    visit(archive, list(answers), outcome)


def test_a_revision_is_confirmed_by_the_next_crawl(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown(of=reading(12)))
    crawl(archive, clock, "2022-03-01", shown(of=reading(13)))
    assert kinds(archive) == ["new"]
    crawl(archive, clock, "2022-04-01", shown(of=reading(13)))
    assert kinds(archive) == ["new", "revised_figures"]
    difference = json.loads(changes(archive)[1]["difference"])
    assert difference == {"t3.new_received.total": [["value", 12, None], ["value", 13, None]]}


def test_the_same_number_in_other_writing_is_no_revision(archive: Archive, clock: SetClock) -> None:
    one = replace(READING, content_sha256="1")
    carried = replace(one.figures[1], raw="1200", flags=())
    other = replace(one, figures=(one.figures[0], carried, *one.figures[2:]), content_sha256="2")
    text = replace(one.sections[0], text="本年度\n行政复议 2件。")
    for answer in (one, other, replace(other, sections=(text,), content_sha256="3")):
        crawl(archive, clock, "2022-02-01", shown(of=answer))
    assert archive.value("select count(*) from versions") == 3
    assert [r["kind"] for r in changes(archive)] == ["new"]


def test_withdrawn_after_two_healthy_days_only(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    crawl(archive, clock, "2022-03-01", gone(), outcome="blocked")
    crawl(archive, clock, "2022-03-02", gone(), outcome="failed")
    crawl(archive, clock, "2022-03-03", gone(), outcome="interrupted")
    crawl(archive, clock, "2022-03-04", Answer(URL, status=412, grade="challenge", role="page"))
    crawl(archive, clock, "2022-03-05", gone())
    crawl(archive, clock, "2022-03-05", gone(), hour=9)
    assert kinds(archive) == ["new"]
    crawl(archive, clock, "2022-03-06", gone())
    assert kinds(archive) == ["new", "withdrawn"]
    assert len(query.reports(archive)) == 1, "what was withdrawn is shown still"
    crawl(archive, clock, "2022-05-01", shown())
    assert kinds(archive) == ["new", "withdrawn", "back"]


@pytest.mark.parametrize(
    ("outcome", "state", "withdrawn"),
    [
        ("partial", "read", True),
        ("needs_family", "read", True),
        ("budget", "read", True),
        ("partial", "known", False),
        ("partial", "open", False),
        ("blocked", "read", False),
        ("silent", "read", False),
    ],
)
def test_withdrawn_where_its_own_list_was_read_whatever_is_open_elsewhere(
    archive: Archive, clock: SetClock, outcome: Any, state: Any, withdrawn: bool
) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    found_in(archive, URL, f"{HOME}nb/")
    for day in ("2022-03-01", "2022-03-02"):
        clock.set(day)
        rows = (list_row(f"{HOME}nb/", state), list_row(f"{HOME}other/", "open"))
        visit(archive, [gone()], outcome, claims=rows)
    assert kinds(archive) == (["new", "withdrawn"] if withdrawn else ["new"])


def test_overwritten_by_the_next_year_is_a_new_report_and_no_revision(
    archive: Archive, clock: SetClock
) -> None:
    following = reading(40, report_year=2022)
    crawl(archive, clock, "2022-02-01", shown())
    crawl(archive, clock, "2023-02-01", shown(of=following))
    assert [(r["kind"], r["report_id"]) for r in changes(archive)] == [("new", 1), ("new", 2)]
    crawl(archive, clock, "2023-03-01", shown(of=following))
    assert [(r["kind"], r["report_id"]) for r in changes(archive)] == [
        ("new", 1),
        ("new", 2),
        ("withdrawn", 1),
    ]


def test_a_move(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    crawl(archive, clock, "2022-03-01", shown(OTHER), gone())
    crawl(archive, clock, "2022-04-01", shown(OTHER), gone())
    assert kinds(archive) == ["new", "moved"]
    assert json.loads(changes(archive)[1]["difference"]) == [
        "-http://baiyan.example/zfxxgk/t20220128_1.html",
        "+http://baiyan.example/gk/2021nb.html",
    ]


def test_a_redirect_to_the_new_address(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    redirect = Answer(URL, status=301, grade="redirect", role="page", location=OTHER)
    crawl(archive, clock, "2022-03-01", redirect, shown(OTHER))
    assert kinds(archive) == ["new", "moved"]


def test_a_redirect_to_the_same_address_in_other_writing_is_nothing(
    archive: Archive, clock: SetClock
) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    for day in ("2022-03-01", "2022-03-02"):
        https = URL.replace("http:", "https:")
        crawl(archive, clock, day, Answer(URL, status=301, grade="redirect", role="page", location=https))
    assert kinds(archive) == ["new"]


def test_two_renditions_that_disagree(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown(of=reading(12)), shown(OTHER, reading(21)))
    assert sorted(kinds(archive)) == ["figures_disagree", "new", "rendition_added"]
    row = archive.rows("select * from changes where kind = 'figures_disagree'")[0]
    assert json.loads(row["difference"]) == {
        "t3.new_received.total": [["value", 21, None], ["value", 12, None]]
    }


@pytest.mark.parametrize("outcome", ["complete", "budget"])
def test_a_page_and_its_own_file_arrive_as_one(archive: Archive, clock: SetClock, outcome: str) -> None:
    file = Answer(f"{HOME}a.pdf", reading(12), b"%PDF", role="attachment", page=URL)
    crawl(archive, clock, "2022-02-01", shown(of=reading(12)), outcome=outcome)
    if outcome == "complete":
        crawl(archive, clock, "2022-03-01", shown(of=reading(12)), file)
        assert kinds(archive) == ["new", "rendition_added"], "it came later"
    else:
        crawl(archive, clock, "2022-02-03", file)
        crawl(archive, clock, "2022-03-01", shown(of=reading(12)), file)
        assert kinds(archive) == ["new"], "one visit found both, in two runs"


def test_what_ocr_read_disagrees_with_nobody(archive: Archive, clock: SetClock) -> None:
    scan = reading(21)
    scan = replace(scan, figures=tuple(replace(f, flags=("ocr",)) for f in scan.figures))
    crawl(archive, clock, "2022-02-01", shown(of=reading(12)), shown(OTHER, scan))
    assert "figures_disagree" not in kinds(archive)


def test_the_best_reading_is_shown(archive: Archive, clock: SetClock) -> None:
    poor = replace(reading(12), figures=READING.figures[:1], content_sha256="poor")
    crawl(archive, clock, "2022-02-01", shown(of=poor), shown(OTHER, reading(12)))
    assert len(query.reports(archive)[0]["figures"]) == 4
    assert archive.value("select scope from reports") == "consolidated"


def test_the_first_day_printed_is_the_day_of_publication(archive: Archive, clock: SetClock) -> None:
    later = reading(13, published_on=datetime(2022, 3, 5).date())
    crawl(archive, clock, "2022-02-01", shown())
    crawl(archive, clock, "2022-03-06", shown(of=later))
    assert archive.value("select published_on from reports") == "2022-01-28"


def test_a_better_parser_is_no_change(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown(of=reading(12)))
    crawl(archive, clock, "2022-03-01", shown(of=reading(13)))
    crawl(archive, clock, "2022-04-01", shown(of=reading(13)))
    captured = archive.rows("select key from captures where record_type = 'response' order by id")
    before = [r["key"] for r in changes(archive)]
    for row, requests in zip(captured, (112, 113), strict=True):
        record(archive, row["key"], replace(reading(requests), parser=BETTER))
        half = archive.value("select count(distinct parser) from changes")
        assert half == 1, "readings of two versions are never compared"
    assert [r["key"] for r in changes(archive)] == before
    assert archive.value("select count(*) from announced") == 0


def test_what_a_better_parser_finds_in_old_captures_is_not_news(archive: Archive, clock: SetClock) -> None:
    for day in ("2022-02-01", "2022-03-01"):
        same = replace(READING, content_sha256=day)
        crawl(archive, clock, day, shown(of=same))
    assert [r["kind"] for r in changes(archive)] == ["new"]
    captured = archive.rows("select key from captures order by id")
    for row, requests in zip(captured, (12, 13), strict=True):
        record(archive, row["key"], replace(reading(requests), parser=BETTER))
    assert [r["kind"] for r in changes(archive)] == ["new", "revised_figures"]
    assert archive.value("select channel from announced") == REREAD


def test_a_better_parser_that_names_another_year_moves_the_report(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    key = archive.value("select key from captures")
    record(archive, key, replace(READING, parser=BETTER, report_year=2020))
    assert [r["year"] for r in query.reports(archive)] == [2020]
    assert archive.value("select count(*) from reports_fts_docsize") == 1


def test_settling_twice_changes_nothing(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    crawl(archive, clock, "2022-03-01", shown(of=reading(13)))
    before = [tuple(r) for r in changes(archive)]
    visit(archive, [])
    assert [tuple(r) for r in changes(archive)] == before
    assert archive.value("select count(*) from stale") == 0


def test_a_capture_that_nobody_read_yet_proves_nothing(archive: Archive, clock: SetClock) -> None:
    crawl(archive, clock, "2022-02-01", shown())
    for day in ("2022-03-01", "2022-03-02"):
        crawl(archive, clock, day, Answer(URL, None, day.encode()))
    assert kinds(archive) == ["new"]
    assert capture(archive, shown(of=reading(13)))


def test_a_parser_that_reads_as_before_changes_nothing_at_all(archive: Archive, clock: SetClock) -> None:
    later = reading(13, published_on=datetime(2022, 3, 5).date())
    crawl(archive, clock, "2022-02-01", shown())
    crawl(archive, clock, "2022-03-06", shown(of=later))
    before = [tuple(r)[:-3] for r in archive.rows("select * from changes order by key")]
    for row, read in zip(archive.rows("select key from captures order by id"), (READING, later), strict=True):
        record(archive, row["key"], replace(read, parser=BETTER))
    assert [tuple(r)[:-3] for r in archive.rows("select * from changes order by key")] == before
    assert archive.value("select published_on from reports") == "2022-01-28"
    assert archive.value("select count(*) from readings") == 2


def test_of_equal_readings_the_page_goes_before_the_file_and_ocr_comes_last(
    archive: Archive, clock: SetClock
) -> None:
    file = replace(
        reading(13), source=replace(READING.source, media_type="application/pdf"), content_sha256="f"
    )
    scanned = tuple(replace(f, flags=("ocr",)) for f in reading(14).figures)
    scan = replace(file, figures=scanned, content_sha256="s")
    crawl(archive, clock, "2022-02-01", shown(URL + "?scan", scan), shown(OTHER, file))
    assert query.reports(archive)[0]["figures"]["t3.new_received.total"] == 13
    crawl(archive, clock, "2022-02-02", shown(of=reading(12)))
    assert query.reports(archive)[0]["figures"]["t3.new_received.total"] == 12
