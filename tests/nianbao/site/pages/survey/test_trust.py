"""The page of trust says what was measured, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest

from nianbao.site.pages.survey.trust import card
from tests.nianbao.site.conftest import Get

ROOT = Path(__file__).parents[5]
ROW = re.compile(r"^\| .+? \| ([\d,]+) cells on [\d,]+ pages \| (.+?) \|$", re.M)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_shows_the_card_of_the_documentation_and_the_basis_of_dates(get: Get, language: str) -> None:
    page = lxml.html.fromstring(get(f"/trust?lang={language}").text)
    documented = ROW.findall((ROOT / "docs" / "reading.md").read_text(encoding="utf-8"))
    first, second = page.xpath("//table")
    shown = [(row.xpath("string(td[2])"), row.xpath("string(td[1])")) for row in first.xpath("tbody/tr")]
    assert shown == documented and len(card()["line"]) == len(documented)
    assert "第四十九条" in second.text_content()
    assert {"/gaps", "/coverage", "/quality"} <= set(page.xpath("//main//a/@href"))
    assert "711" in second.text_content() and len(page.xpath("//main//section")) == 8
