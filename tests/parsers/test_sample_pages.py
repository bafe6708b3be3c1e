"""Every report page and every near miss of the sample portals, read whole."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest

from parsers import Context, outline, parse_report
from samples import SampleServer, truth
from tests.parsers.expectations import lost_locators, wrong_facts, wrong_figures

TRUTH = truth()


def fetch(portals: SampleServer, address: str) -> bytes:
    host, _, path = address.removeprefix("http://").partition("/")
    request = urllib.request.Request(f"http://127.0.0.1:{portals.port}/{path}", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=10) as response:
        body: bytes = response.read()
    return body


@pytest.mark.parametrize("portal", sorted({r["portal"] for r in TRUTH["reports"]}))
def test_every_report_of_a_portal(portals: SampleServer, portal: str) -> None:
    wrong: list[str] = []
    for report in (r for r in TRUTH["reports"] if r["portal"] == portal and not _only_a_file(r)):
        for address in report["addresses"]:
            wrong += [f"{address} {w}" for w in _wrong(fetch(portals, address), address, report)]
    assert wrong == []


def _only_a_file(report: dict[str, Any]) -> bool:
    return bool(report["file"] and report["file"]["instead"])


@pytest.mark.parametrize(
    "report", [r for r in TRUTH["reports"] if r["file"]], ids=lambda r: r["file"]["kind"]
)
def test_a_file_says_the_same_as_its_page(portals: SampleServer, report: dict[str, Any]) -> None:
    page = fetch(portals, report["addresses"][0])
    named = [a.url for a in parse_report(page, context=Context(url=report["addresses"][0])).attachments]
    assert named == [report["file"]["address"]]
    data = fetch(portals, report["file"]["address"])
    reading = parse_report(data, context=Context(url=report["file"]["address"], page_title=report["title"]))
    assert (reading.publisher, reading.report_year) == (report["publisher"], report["report_year"])
    assert [*wrong_figures(reading, report["figures"]), *lost_locators(reading, data)] == []


def _wrong(data: bytes, address: str, report: dict[str, Any]) -> list[str]:
    context = Context(url=address)
    reading = parse_report(data, context=context)
    failed = sorted(c.key for c in reading.failed() if c.severity == "hard")
    return [
        *(
            []
            if reading.is_report and outline(data, context).kind == "report"
            else ["not taken for a report"]
        ),
        *wrong_facts(reading, report),
        *wrong_figures(reading, report["figures"]),
        *lost_locators(reading, data),
        *(i.message for i in reading.issues),
        *([] if failed == sorted(report["failing_checks"]) else [f"failed checks {failed}"]),
    ]


def test_nothing_else_is_taken_for_a_report(portals: SampleServer) -> None:
    taken = []
    for noise in TRUTH["noise"]:
        data = fetch(portals, noise["address"])
        context = Context(url=noise["address"])
        if parse_report(data, context=context).is_report or outline(data, context).kind == "report":
            taken.append((noise["address"], noise["why"]))
    assert taken == []


def test_no_boilerplate_in_the_narrative(portals: SampleServer) -> None:
    """Font-size widgets, QR codes and print bars stand on these pages and in no section."""
    for report in TRUTH["reports"]:
        data = fetch(portals, report["addresses"][0])
        text = "\n".join(s.text for s in parse_report(data).sections)
        for boilerplate in (
            "字号:",
            "字号：",
            "大 中 小",
            "扫码",
            "扫一扫",
            "打印本页",
            "打印整页",
            "上一篇",
            "下一篇",
        ):
            assert boilerplate not in text, (report["addresses"][0], boilerplate)
