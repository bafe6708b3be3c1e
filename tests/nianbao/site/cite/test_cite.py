"""Citations: the same in every form, at an address that keeps its version, and no text of strangers leaves its field."""

from __future__ import annotations

import json
import re
import sqlite3
from datetime import date
from typing import Any
from xml.etree import ElementTree

import lxml.html
import pytest

from nianbao.site.cite import formats
from nianbao.site.cite.citation import of_report
from nianbao.site.cite.linked_data import block
from nianbao.site.pages.files import sitemap
from nianbao.site.pages.report.model import ReportRow
from tests.nianbao.site.building import BAIYAN, EVIL, REVISED, Built
from tests.nianbao.site.conftest import Get

SITE = "http://localhost/"


def linked(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        lxml.html.fromstring(page).xpath("string(//script[@type='application/ld+json'])")
    )
    return found


def test_a_report_is_cited_in_every_form_at_an_address_that_keeps_its_version(get: Get, built: Built) -> None:
    page = get(f"/report/{built.whole}").text
    pinned = f"{SITE}report/{built.whole}/{built.capture[BAIYAN]}"
    texts = lxml.html.fromstring(page).xpath("//details[@class='cite']//pre/text()")
    assert texts[0].startswith("白岩县人民政府. [样例") and "[R/OL]. (2022-01-28)" in texts[0]
    assert all(pinned in text for text in texts)
    assert "(2022, January 28)" in texts[1] and "2021年政府信息公开" in texts[2]
    data = linked(page)
    assert (data["@type"], data["url"], data["identifier"]) == ("Report", pinned, built.whole)
    assert f'<meta property="og:url" content="{pinned}">' in page
    for found in data["encoding"]:
        file = get(found["contentUrl"].removeprefix(SITE.rstrip("/")))
        assert file.status_code == 200 and pinned in file.text
        assert file.headers["content-type"].startswith(found["encodingFormat"])
        assert "attachment" in file.headers["content-disposition"]


def test_the_pinned_version_stays_when_the_report_was_revised(get: Get, built: Built) -> None:
    with sqlite3.connect(built.data / "nianbao.db") as db:
        captures = [
            row[0] for row in db.execute("select key from captures where url = ? order by id", [REVISED])
        ]
    values = []
    for capture in captures:
        page = lxml.html.fromstring(get(f"/report/{built.revised}/{capture}").text)
        values.append(page.xpath("string(//td[@data-field='t3.granted.total']/a)"))
        assert bool(page.xpath(f"//p[contains(@class,'banner')]/a[@href='/report/{built.revised}']")) == (
            capture != captures[-1]
        )
    assert values == ["7", "9"]
    assert get(f"/report/{built.whole}/{captures[0]}").status_code == 404, "a capture of another report"
    assert get(f"/report/{built.whole}/{'0' * 32}").status_code == 404
    data = get(f"/report/{built.revised}/{captures[0]}.json").json()
    assert {f["key"]: f["value"] for f in data["figures"]}["t3.granted.total"] == 7


def test_a_figure_a_publisher_and_a_comparison(get: Get, built: Built) -> None:
    report = lxml.html.fromstring(get(f"/report/{built.whole}").text)
    link = report.xpath("string(//td[@data-field='t2.art20_8.fees.amount_wan']/a/@href)")
    cited = linked(get(link).text)
    assert "46.2697 万元" in cited["name"] and cited["@type"] == "Dataset"
    assert get(cited["encoding"][1]["contentUrl"].removeprefix("http://localhost")).text.startswith("@misc{")
    publisher = report.xpath("string(//nav[@class='crumbs']/a[starts-with(@href,'/publisher/')]/@href)")
    address = linked(get(publisher).text)["url"].removeprefix("http://localhost")
    assert get(address).text.count("/report/") >= 2
    before = get(re.sub(r"[^/]+$", "2025-12-31", address)).text
    assert f"/report/{built.whole}" not in before, "nothing was known on that day"
    assert get(re.sub(r"[^/]+$", "2025-13-31", address)).status_code == 404
    both = linked(get(f"/compare/{built.whole}/{built.revised}").text)["url"].removeprefix("http://localhost")
    assert len(both.split("/")) == 6 and get(both).status_code == 200
    assert get(f"/cite/comparison{both.removeprefix('/compare')}.ris").text.startswith("TY  - DATA\r\n")


@pytest.mark.parametrize("path", ["/cite/report/" + "0" * 32 + ".bib", "/cite/figure/" + "0" * 32 + ".ris",
                                  "/cite/publisher/" + "0" * 32 + "/2026-01-01.json", "/cite/report/" + "-" * 40 + ".txt",
                                  "/cite/comparison/" + "0" * 32 + ".bib"])  # fmt: skip
def test_what_is_not_there_is_not_cited(get: Get, path: str) -> None:
    assert get(path).status_code == 404


def test_what_strangers_wrote_stays_in_its_field(get: Get, built: Built) -> None:
    page = get(f"/report/{built.hostile}").text
    assert EVIL in linked(page)["name"] and "<script>alert" not in page
    blank = dict.fromkeys(ReportRow.__dataclass_fields__)
    evil = "县}\\input{/etc/passwd}\r\nTY  - JOUR\u202e%@misc{x"
    row = ReportRow(**{**blank, "key": "a" * 32, "title": evil, "publisher": evil, "sample": 0, "year": 2022,
                       "capture": "b" * 32, "url": "http://x/}\n{\\evil", "fetched_at": "2026-01-01T00:00:00.000000Z"})  # type: ignore[arg-type]  # fmt: skip
    cited = of_report(SITE, row, date(2026, 11, 29))
    written = formats.bibtex(cited)
    bare = re.sub(r"\\[{}\\$&#%_]", "", written.replace("\\textbackslash{}", ""))
    assert bare.count("{") == bare.count("}") and written.count("\n@") == 0 and "\\input" not in bare
    assert [line[:2] for line in formats.ris(cited).split("\r\n") if line].count("TY") == 1
    assert json.loads(formats.csl(cited))[0]["type"] == "report"
    assert not re.search("[\u202e\x00-\x09]", formats.text(cited) + formats.csl(cited))
    assert "<" not in block({"name": "</script><!--"})


def test_search_engines_are_told_of_reports_but_of_no_sample(get: Get, built: Built) -> None:
    address = re.search(r"^Sitemap: http://localhost(\S+)$", get("/robots.txt").text, re.M)
    assert address
    index = ElementTree.fromstring(get(address[1]).content)
    assert [e.text for e in index.iter() if e.tag.endswith("loc")] == [f"{SITE}sitemap-pages-1.xml"]
    assert get("/sitemap-pages-1.xml").status_code == 200
    assert get("/sitemap-reports-1.xml").status_code == 404
    with sqlite3.connect(":memory:") as copy:
        with sqlite3.connect(built.data / "nianbao.db") as db:
            db.backup(copy)
        copy.create_function("row_hash", -1, lambda *row: "")
        copy.execute("update reports set sample = 0")
        assert sitemap.parts(copy) == ["pages-1", "reports-1"]
        assert f"report/{built.whole}" in dict(sitemap.addresses(copy, "reports", 1))
