"""The truth: counts, identities, names, and figures that are printed as told."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from parsers import regions
from samples import truth
from samples.forms import columns, field_keys
from samples.identities import failing, sides
from samples.model import Text
from samples.places import places
from samples.portals import sites

REPORTS: list[dict[str, Any]] = truth()["reports"]
SHARED = Path(__file__).parents[2].parent / "shared"


def test_counts() -> None:
    assert len(REPORTS) >= 70
    assert all(portal["reports"] >= 14 and portal["pages"] >= 130 for portal in truth()["portals"])
    assert sum(portal["pages"] for portal in truth()["portals"]) >= 650
    assert Counter(report["sample"] for report in REPORTS)["published"] == 5
    assert [len(r["addresses"]) for r in REPORTS if len(r["addresses"]) != 1] == [2]


def test_truth_is_json_and_the_same_each_time() -> None:
    first = json.dumps(truth(), ensure_ascii=False)
    sites.cache_clear()
    truth.cache_clear()
    assert json.dumps(truth(), ensure_ascii=False) == first


def test_addresses_are_unique_and_kinds_known() -> None:
    addresses = [address for report in REPORTS for address in report["addresses"]]
    noise = [item["address"] for item in truth()["noise"]]
    assert len(set(addresses + noise)) == len(addresses) + len(noise)
    assert {r["form"] for r in REPORTS} == {"2014", "2019", "2021"}
    assert {r["report_year"] for r in REPORTS} == {2017, *range(2019, 2026)}


@pytest.mark.parametrize(
    "report", REPORTS, ids=lambda r: f"{r['portal']}/{r['publisher']}/{r['report_year']}"
)
def test_figures_are_complete_and_checked(report: dict[str, Any]) -> None:
    assert set(report["figures"]) == set(field_keys(report["form"]))
    assert report["failing_checks"] == failing(report["figures"], report["form"])
    counts = [v for k, v in report["figures"].items() if not k.endswith(("_wan", "items_delta"))]
    assert all(v is None or (isinstance(v, int) and v >= 0) for v in counts)


def test_number_of_identities() -> None:
    assert (len(sides("2021")), len(sides("2019"))) == (42, 40)


def test_exactly_two_reports_do_not_add_up() -> None:
    broken = [report for report in REPORTS if report["failing_checks"]]
    assert len(broken) == 2
    assert all(report["sample"] == "invented" for report in broken)


def test_what_is_carried_out_is_carried_in() -> None:
    by_year = {(r["portal"], r["publisher"], r["report_year"]): r["figures"] for r in REPORTS}
    compared = 0
    for (portal, publisher, year), now in by_year.items():
        before = by_year.get((portal, publisher, year - 1), {})
        for column in columns()[:-1]:
            out, into = before.get(f"t3.carried_out.{column}"), now.get(f"t3.carried_in.{column}")
            if out is not None and into is not None:
                assert out == into, (portal, publisher, year, column)
                compared += 1
    assert compared > 100


def test_no_invented_county_exists() -> None:
    assert regions.named("新县")
    assert [place.invented for place in places().values() if regions.named(place.invented)] == []


def test_words_agree_with_the_tables() -> None:
    for site in sites().values():
        for document in site.documents:
            if document.report and document.report.form != "2014":
                words = "".join(b.text for b in document.blocks() if isinstance(b, Text))
                new = document.report.figures["t3.new_received.total"] or 0
                told = re.search(r"收到政府信息公开申请(\d+)件", words)
                assert int(told[1]) == new if told else "未收到政府信息公开申请" in words and new == 0
                assert 800 <= len(words) <= 2500 or document.report.year < 2019


def test_published_figures_are_those_of_the_seeds() -> None:
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the seed documents are not beside this checkout: published figures were not compared")
    seeds = {row["title"]: row for row in json.loads((SHARED / "seeds" / "truth.json").read_text("utf-8"))}
    published = [report for report in REPORTS if report["sample"] == "published"]
    for report in published:
        seed = seeds[report["title"]]
        tables = {
            f"t{n}.{row}.{c}": v
            for n in "234"
            for row, cells in seed[f"table{n}"].items()
            for c, v in cells.items()
        }
        assert report["figures"] == tables
        assert (report["publisher"], report["form"]) == (seed["publisher"], seed["form"])


def _sentences(text: str) -> set[str]:
    plain = re.sub(r"[\s　]+", "", text)
    return {part for part in re.split(r"[，,。；;：:！？\n]", plain) if len(part) >= 10}


def test_no_sentence_of_the_seeds() -> None:
    if not (SHARED / "seeds").is_dir():
        pytest.skip("the seed documents are not beside this checkout: the wording was not compared")
    seeds = "".join(path.read_text("utf-8") for path in sorted((SHARED / "seeds").glob("*.txt")))
    titles = {report["title"] for report in REPORTS}
    statutory = re.compile(r"条例|年度报告|依申请公开|行政复议|行政诉讼")
    ours = {
        sentence
        for site in sites().values()
        for document in site.documents
        if document.report
        for block in document.blocks()
        if isinstance(block, Text) and block.kind == "para"
        for sentence in _sentences(block.text)
    }
    shared = {
        s for s in ours & _sentences(seeds) if s not in titles and not (len(s) < 16 and statutory.search(s))
    }
    assert not shared


def test_no_invented_count_beside_real_figures() -> None:
    for site in sites().values():
        for document in site.documents:
            report = document.report
            if report and report.sample == "published":
                words = "".join(b.text for b in document.blocks() if isinstance(b, Text) and b.kind == "para")
                told = {int(n) for n in re.findall(r"(\d+)[件条次期组篇]", words)}
                assert told <= {report.proactive_items, *report.figures.values(), _litigation(report.figures)}


def _litigation(figures: dict[str, Any]) -> int:
    return (figures["t4.direct.total"] or 0) + (figures["t4.after_review.total"] or 0)


def test_the_room_imports_no_other_room() -> None:
    rooms = re.compile(r"^\s*(from|import) (nianbao|crawler|parsers|archive)\b", re.MULTILINE)
    sources = list((Path(__file__).parents[2] / "samples").rglob("*.py"))
    assert len(sources) > 20
    assert not [path.name for path in sources if rooms.search(path.read_text("utf-8"))]
