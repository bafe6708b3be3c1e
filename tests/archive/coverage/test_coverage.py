"""Coverage: who was due when, and that nobody is called overdue whom nobody could look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from archive import Archive, ArchiveError, open_archive
from archive.coverage import gaps
from archive.coverage.deadlines import DeadlineError, Deadlines, deadlines_of
from archive.coverage.query import STATUSES, Row, Wanted, counts, load, unseen
from parsers.model import Reading, Region
from parsers.regions import government
from tests.archive.conftest import READING
from tests.archive.visiting import HOME, Answer, SetClock, found_in, list_row, visit

XIN = Region("411523", "河南省", "信阳市", "新县")
TODAY = date(2024, 6, 1)


@pytest.fixture
def clock() -> SetClock:  # type: ignore[override]
    return SetClock(datetime(2024, 6, 1, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path: Path, clock: SetClock) -> Iterator[Archive]:
    with open_archive(tmp_path / "data", clock) as opened:
        yield opened


def report(year: int, published: date | None, name: str = "新县财政局", kind: str = "department") -> Answer:
    content = f"{name}{year}"
    reading: Reading = replace(
        READING, publisher=name, publisher_printed=name, publisher_kind=kind, region=XIN, report_year=year,  # type: ignore[arg-type]
        published_on=published, content_sha256=content,
    )  # fmt: skip
    return Answer(f"{HOME}{name}/{year}.html", reading, content.encode())


def rows(archive: Archive, year: int, kind: str = "department", today: date = TODAY) -> dict[str, Row]:
    return {r.publisher: r for r in load(archive.conn, Wanted(year, kind=kind), today)}


def test_in_time_and_late(archive: Archive) -> None:
    answers = [report(2021, date(2022, 1, 31)), report(2022, date(2023, 2, 3)), report(2023, None)]
    visit(archive, answers, region="411523")
    assert rows(archive, 2021)["新县财政局"].status == "on_time"
    late = rows(archive, 2022)["新县财政局"]
    assert (late.status, late.days, late.due_on) == ("late", 3, "2023-01-31")
    assert rows(archive, 2023)["新县财政局"].status == "unknown_date"


def test_a_report_seen_before_its_day_was_in_time(archive: Archive, clock: SetClock) -> None:
    clock.set("2024-01-20")
    visit(archive, [report(2023, None)])
    assert rows(archive, 2023)["新县财政局"].status == "on_time"


def test_a_day_before_the_year_was_over_is_no_day_of_publication(archive: Archive) -> None:
    visit(archive, [report(2023, date(2021, 3, 1))])
    row = rows(archive, 2023)["新县财政局"]
    assert (row.status, row.published_on) == ("unknown_date", None)


def test_overdue_only_after_a_healthy_visit(archive: Archive, clock: SetClock) -> None:
    clock.set("2024-01-20")
    visit(archive, [report(2022, date(2023, 1, 30))])
    assert rows(archive, 2023, today=date(2024, 1, 31))["新县财政局"].status == "not_due"
    assert rows(archive, 2023)["新县财政局"].status == "not_observable", "nobody looked since it was due"
    clock.set("2024-02-10")
    visit(archive, [], "blocked")
    visit(archive, [], "silent")
    visit(archive, [], "budget")
    assert rows(archive, 2023)["新县财政局"].status == "not_observable"
    clock.set("2024-02-20")
    visit(archive, [])
    row = rows(archive, 2023)["新县财政局"]
    assert (row.status, row.days, row.observed_on) == ("overdue", 122, "2024-02-20")
    assert "新县财政局" not in rows(archive, 2024), "nothing is expected two years after the last report"


def test_nobody_is_late_by_a_custom(archive: Archive, clock: SetClock) -> None:
    clock.set("2024-05-01")
    visit(archive, [report(2022, date(2023, 6, 1), "浒湾乡人民政府", "township")])
    published = rows(archive, 2022, "township")["浒湾乡人民政府"]
    assert (published.status, published.days, published.due_binding) == ("published", None, False)
    missing = rows(archive, 2023, "township")["浒湾乡人民政府"]
    assert (missing.status, missing.days) == ("not_published", None)
    assert "未定期限" in missing.due_basis
    before_2019 = deadlines_of(archive).due("township", "township", "411523", 2018)
    assert before_2019 is not None and before_2019.binding, "the regulations of 2007 bound every organ"


def test_of_a_body_that_exists_a_sample_says_nothing_but_what_it_shows(archive: Archive) -> None:
    home = "http://xinxian.sample.localhost/"
    shown = [replace(report(year, None), url=f"{home}{year}.html") for year in (2020, 2022)]
    visit(archive, shown, home=home, region="411523")
    assert [sorted(rows(archive, year)) for year in (2020, 2021, 2022, 2023)] == [
        ["新县财政局"],
        [],
        ["新县财政局"],
        [],
    ]


def test_gaps_are_expected_and_the_time_before_is_not(archive: Archive) -> None:
    visit(archive, [report(2019, date(2020, 1, 2)), report(2022, date(2023, 1, 2))])
    assert rows(archive, 2020)["新县财政局"].basis == "between"
    assert rows(archive, 2018) == {}


def test_county_governments_are_due_by_statute(archive: Archive) -> None:
    visit(archive, [report(2022, date(2023, 3, 31), "新县人民政府", "government")], region="411523")
    found = rows(archive, 2022, "government")
    assert len(found) == 157 and found["新县人民政府"].status == "on_time"
    assert found["栾川县人民政府"].status == "not_observable"
    assert found["新县人民政府"].due_on == "2023-03-31"
    assert rows(archive, 2023, "government")["新县人民政府"].status == "overdue"
    assert counts(found.values()) == {**dict.fromkeys(STATUSES, 0), "on_time": 1, "not_observable": 156}


def test_a_province_without_any_portal_is_not_observable(archive: Archive) -> None:
    found = unseen("13", 2023, [], deadlines_of(archive), TODAY)
    assert len(found) == 167 and {r.status for r in found} == {"not_observable"}
    assert {r.status for r in unseen("13", 2024, [], deadlines_of(archive), TODAY)} == {"not_due"}


def test_a_body_has_one_row_however_it_is_written(archive: Archive) -> None:
    names = ["北京市朝阳区人民政府", "朝阳区人民政府"]
    region = Region("110105", "北京市", None, "朝阳区")
    for year, name in zip((2021, 2022), names, strict=True):
        answer = report(year, date(year + 1, 1, 5), name, "government")
        assert answer.reading is not None
        visit(archive, [replace(answer, reading=replace(answer.reading, region=region))])
    found = archive.rows("select name, printed from publishers")
    assert [r["name"] for r in found] == [government_of_chaoyang()]
    assert all(name in found[0]["printed"] for name in names)


def government_of_chaoyang() -> str:
    from parsers.regions import by_code

    entry = by_code("110105")
    assert entry is not None
    return government(entry)


def test_refreshing_again_changes_nothing(archive: Archive) -> None:
    visit(archive, [report(2021, date(2022, 1, 31)), report(2023, None)], region="411523")
    before = [tuple(r) for r in archive.rows("select * from expected")]
    changes = archive.conn.total_changes
    visit(archive, [])
    assert [tuple(r) for r in archive.rows("select * from expected")] == before
    assert archive.conn.total_changes - changes < 20


def test_the_view_says_the_same_as_of_today(archive: Archive) -> None:
    visit(archive, [report(2021, date(2022, 1, 31))], region="411523")
    (row,) = archive.rows("select * from coverage where kind = 'department' and year = 2021")
    assert row["status"] == "on_time" and row["report"] is not None


@pytest.mark.parametrize(
    ("kind", "level", "region", "year", "due"),
    [
        ("government", "county", "411523", 2021, date(2022, 3, 31)),
        ("department", "county", "411523", 2021, date(2022, 1, 31)),
        ("township", "township", None, 2022, date(2023, 1, 31)),
        ("department", "county", "411523", 2018, date(2019, 3, 31)),
        ("government", "county", "431221", 2021, date(2022, 2, 20)),
        ("government", "county", "431221", 2022, date(2023, 3, 31)),
        ("department", "prefecture", "431200", 2021, date(2022, 1, 28)),
    ],
)
def test_the_rules(kind: str, level: str, region: str | None, year: int, due: date) -> None:
    found = Deadlines.load().due(kind, level, region, year)
    assert found is not None and found.on == due and found.basis


def test_before_the_first_law_nothing_was_due() -> None:
    assert Deadlines.load().due("government", "county", "411523", 2007) is None


def test_rules_of_ones_own_stand_behind_the_shipped(tmp_path: Path) -> None:
    own = tmp_path / "deadlines.toml"
    own.write_text('[[rule]]\nfrom = 2020\nregion = "41"\ndue = "02-29"\nbasis = "x"\n', encoding="utf-8")
    with pytest.raises(DeadlineError, match="rule 1: from and to are years"):
        Deadlines.load(own)
    own.write_text('[[rule]]\nfrom = 2020\nregion = "41"\ndue = "02-15"\nbasis = "x"\n', encoding="utf-8")
    found = Deadlines.load(own).due("government", "county", "411523", 2022)
    assert found is not None and (found.on, found.basis) == (date(2023, 2, 15), "x")


@pytest.mark.parametrize(
    "text", ["[[rule]\n", "[[rule]]\nfrom = 2020\n", "[[rule]]\nfrom = 2020\nto_year = 3\n"]
)
def test_a_bad_file_of_rules_is_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "deadlines.toml").write_text(text, encoding="utf-8")
    with open_archive(tmp_path) as archive, pytest.raises(ArchiveError, match=r"deadlines\.toml"):
        deadlines_of(archive)


def test_a_list_that_was_read_makes_overdue_although_the_portal_is_not_whole(archive: Archive) -> None:
    read, other = f"{HOME}nb/", f"{HOME}other/"
    answers = [report(2022, date(2023, 1, 9)), report(2022, date(2023, 1, 9), "新县水利局")]
    for answer, where in zip(answers, (read, other), strict=True):
        found_in(archive, answer.url, where)
    visit(
        archive, answers, "partial", region="411523", claims=(list_row(read, "read"), list_row(other, "open"))
    )
    found = {name: row.status for name, row in rows(archive, 2023).items()}
    assert found == {"新县财政局": "overdue", "新县水利局": "not_observable"}


def test_a_township_that_a_visit_did_not_find_did_not_publish_and_its_portal_alone_is_asked(
    archive: Archive, clock: SetClock
) -> None:
    clock.set("2024-05-01")
    visit(archive, [report(2022, date(2023, 6, 1), "浒湾乡人民政府", "township")])
    host = archive.value("select host from portals")
    (gap,) = gaps.load(archive.conn, TODAY, portal=str(host))
    assert (gap.year, gap.cause, gap.missing) == (2023, "not_published", ("浒湾乡人民政府",))
    assert gaps.load(archive.conn, TODAY, portal="other.gov.cn") == []
