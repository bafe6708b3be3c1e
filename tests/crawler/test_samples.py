"""From five home addresses to exactly the reports that the sample portals hold."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from archive import open_archive
from archive.reports import query
from archive.store import captures
from samples import SampleServer, truth
from tests.crawler import child
from tests.crawler.conftest import Crawled, expected, found, renditions

TIMER_GRAIN = 0.005
"""Seconds by which two clocks may differ over a delay."""


def test_every_report_and_nothing_else(crawled: Crawled) -> None:
    assert found(crawled.data) == expected()


def test_each_report_is_the_one_that_stands_there(crawled: Crawled) -> None:
    with open_archive(crawled.data, read_only=True) as archive:
        got = {a: r for r in query.reports(archive) for a in r["addresses"]}
    for report in truth()["reports"]:
        row = got[report["addresses"][0]]
        assert (row["publisher"], row["year"], row["form"]) == (
            report["publisher"],
            report["report_year"],
            report["form"],
        )
        assert sorted(row["addresses"]) == sorted(renditions(report))
        assert row["failed_checks"] == sorted(report["failing_checks"])
        numbers = {k: v for k, v in row["figures"].items() if v is not None}
        assert numbers == {k: v for k, v in report["figures"].items() if v is not None}
        assert row["sample"] is True


def test_traps_are_recorded_for_what_they_are(crawled: Crawled) -> None:
    with open_archive(crawled.data, read_only=True) as archive:
        rows = archive.rows("select address, grade from captures order by id")
        grades = {r["address"]: r["grade"] for r in rows}
        codes = {r["address"]: r["code"] for r in archive.rows("select address, code from issues")}
    hazards = truth()["hazards"]
    for grade in ("soft_404", "challenge"):
        assert hazards[grade]
        for address in hazards[grade]:
            assert grades[address] == codes[address] == grade


def test_few_requests_a_report(crawled: Crawled) -> None:
    assert crawled.summary["pages"] <= 3 * crawled.summary["reports_found"]


def test_politeness_as_the_server_saw_it(crawled: Crawled) -> None:
    delays = _crawl_delays(crawled.data)
    assert len(delays) == len(truth()["portals"])
    for host, delay in delays.items():
        hits = [h for h in crawled.log if h.host.split(":")[0] == host]
        assert max(h.concurrent for h in hits) == 1
        assert min(b.at - a.at for a, b in pairwise(hits)) >= delay - TIMER_GRAIN
        assert hits[0].path == "/robots.txt"
        assert all(h.user_agent.startswith("nianbao/") for h in hits)
    disallowed = [h.path for h in crawled.log if "/search" in h.path]
    assert disallowed == []


def test_every_capture_holds_its_bytes(crawled: Crawled) -> None:
    with open_archive(crawled.data, read_only=True) as archive:
        keys = [r["key"] for r in archive.rows("select key from captures")]
        assert len(keys) == crawled.summary["pages"] + len(truth()["portals"])
        for key in keys:
            captures.body(archive, key)


def test_a_second_crawl_finds_nothing_new(crawled: Crawled, portals: SampleServer) -> None:
    before, hits = _rows(crawled.data), len(portals.log)
    summary = child.run(crawled.data, portals.homes, child.FAST)
    assert summary["new_reports"] == summary["parsed"] == 0
    assert _rows(crawled.data) == before
    assert len(portals.log) - hits < len(crawled.log) / 3


def test_known_reports_are_asked_for_only_if_changed(crawled: Crawled, portals: SampleServer) -> None:
    before, hits = _rows(crawled.data), len(portals.log)
    child.run(crawled.data, portals.homes, {**child.FAST, "refresh_days": 0})
    assert _rows(crawled.data) == before
    assert sum(h.status == 304 for h in portals.log[hits:]) > 0
    with open_archive(crawled.data, read_only=True) as archive:
        revisits = archive.rows("select key, body_sha256 from captures where grade = 'not_modified'")
        assert len(revisits) == sum(h.status == 304 for h in portals.log[hits:])
        for row in revisits:
            assert captures.body(archive, row["key"])
        changed = "select count(*) from versions where first_seen <> last_seen"
        assert archive.value(changed) == archive.value("select count(*) from versions")


def test_the_port_is_no_part_of_a_portal(crawled: Crawled) -> None:
    before = _rows(crawled.data)
    with SampleServer() as elsewhere:
        summary = child.run(crawled.data, elsewhere.homes, {**child.FAST, "refresh_days": 0})
    assert {p["outcome"] for p in summary["portals"]} == {"complete"}
    assert summary["reports_found"] == crawled.summary["reports_found"]
    assert summary["new_reports"] == 0
    assert _rows(crawled.data) == before


def _crawl_delays(data: Path) -> dict[str, float]:
    """Host -> seconds, from the robots.txt that the crawl captured."""
    with open_archive(data, read_only=True) as archive:
        rows = archive.rows(
            "select key, address from captures where address like '%/robots.txt' group by address"
        )
        texts = {r["address"].split("/")[2]: captures.body(archive, r["key"]).decode() for r in rows}
    asked = {host: re.search(r"Crawl-delay: *([\d.]+)", text) for host, text in texts.items()}
    return {host: float(match[1]) for host, match in asked.items() if match}


def _rows(data: Path) -> dict[str, int]:
    tables = ("reports", "renditions", "versions", "readings", "figures", "changes", "issues", "publishers")
    with open_archive(data, read_only=True) as archive:
        return {t: archive.value(f"select count(*) from {t}") for t in tables}
