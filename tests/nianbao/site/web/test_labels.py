"""Fields of Datasette's own forms have names, and what scrolls is reached by keyboard."""

from __future__ import annotations

import lxml.html

from nianbao.site.web.i18n import CHINESE
from nianbao.site.web.labels import labelled
from tests.nianbao.site.conftest import Get


def test_every_field_of_a_table_has_a_name(get: Get) -> None:
    page = lxml.html.fromstring(get("/nianbao/report_figures?year=2021").text)
    fields = page.xpath("//form[contains(@class, 'filters')]//*[starts-with(@name, '_filter_')]")
    assert len(fields) >= 6 and all(field.get("aria-label") for field in fields)
    assert page.xpath("//select[@name='_sort']/@aria-label") == ["排序"]
    assert page.xpath("//dl[contains(@class, 'column-descriptions')]/@tabindex") == ["0"]
    assert page.xpath("//div[@class='table-wrapper']/@tabindex") == ["0"]


def test_the_editor_has_a_name(get: Get) -> None:
    page = lxml.html.fromstring(get("/nianbao?sql=select+1").text)
    assert page.xpath("string(//label[textarea[@name='sql']]/span)") == "SQL 语句"


def test_text_of_strangers_is_left_alone() -> None:
    text = "&lt;select name=&quot;_filter_column&quot;&gt;"
    assert str(labelled(text, CHINESE)) == text == str(labelled(text, None))
