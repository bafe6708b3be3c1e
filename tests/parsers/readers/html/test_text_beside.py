"""Pages that print one table as text, beside the others as tables."""

from __future__ import annotations

import random
from collections.abc import Callable
from html import escape

import pytest

from parsers import Reading, parse_report
from tests.parsers.expectations import lost_locators
from tests.parsers.layouts.base import Heading, base_page
from tests.parsers.layouts.figures import draw_figures
from tests.parsers.layouts.model import Text
from tests.parsers.renderings import Rows, tables, tabs

TRUTH = draw_figures(random.Random(5), "2021", "2021", "large")
FULL = {key: str(t.value or 0) for key, t in TRUTH.items()}
HEADING = Heading("云溪县人民政府", "云溪县人民政府")


def with_blanks(rows: Rows) -> str:
    return "\n".join("\xa0\xa0".join(row) for row in rows)


def preformatted(text: str) -> str:
    return f"<pre>\n{escape(text)}</pre>"


def in_paragraphs(text: str) -> str:
    return "".join(f"<p><span>{line}</span></p>\n" for line in text.split("\n"))


def in_a_list(text: str) -> str:
    return f"<ul>{''.join(f'<li>{line}</li>' for line in text.split(chr(10)))}</ul>"


def with_breaks(text: str) -> str:
    return f"<p>{text.replace(chr(10), '<br>')}</p>"


def page(name: str, instead: str) -> bytes:
    """A report whose table of a name stands as something else."""
    whole = base_page(HEADING, 2023, "2021", "2021", TRUTH)
    (table,) = whole.tables(name)
    whole.replace(table, Text("extra", instead))
    return whole.html().encode()


def states(reading: Reading, name: str) -> set[str]:
    return {f.state for f in reading.figures if f.key.startswith(f"{name}.")}


@pytest.mark.parametrize("wrap", [preformatted, in_paragraphs, in_a_list, with_breaks])
@pytest.mark.parametrize("layout", [tabs, with_blanks])
@pytest.mark.parametrize("name", ["t2", "t3", "t4"])
def test_the_table_is_read(name: str, layout: Callable[[Rows], str], wrap: Callable[[str], str]) -> None:
    data = page(name, wrap(layout(getattr(tables("2021", FULL), name))))
    reading = parse_report(data)
    read = {f.key: str(f.value) for f in reading.figures if f.value is not None}
    own = {key: value for key, value in FULL.items() if key.startswith(name)}
    assert [key for key, value in own.items() if float(read.get(key, -1)) != float(value)] == []
    assert reading.issues == ()
    assert list(lost_locators(reading, data)) == []


@pytest.mark.parametrize("year", ["", "2022年"])
def test_no_table_is_read_twice(year: str) -> None:
    whole = base_page(HEADING, 2023, "2021", "2021", TRUTH)
    plain = parse_report(whole.html().encode())
    other = {key: str(int(float(value)) + 1) for key, value in FULL.items()}
    again = preformatted(tabs(tables("2021", other).t4))
    whole.parts.insert(-1, Text("extra", f"<p>{year}行政复议、行政诉讼情况</p>{again}"))
    reading = parse_report(whole.html().encode())
    assert [f.value for f in reading.figures] == [f.value for f in plain.figures]


def test_a_table_of_the_year_before_is_none() -> None:
    text = tabs(tables("2021", FULL).t4)
    before = f"<p>2022年行政复议、行政诉讼情况</p>{preformatted(text)}"
    assert "value" not in states(parse_report(page("t4", before)), "t4")


def test_a_hidden_table_is_none() -> None:
    hidden = f'<p><img src="t4.png"></p><div style="display:none">{preformatted(tabs(tables("2021", FULL).t4))}</div>'
    assert states(parse_report(page("t4", hidden)), "t4") == {"missing"}


def test_prose_that_names_a_table_stays_prose() -> None:
    prose = "本年结果维持3件，结果纠正1件，未经复议直接起诉2件，详见下图。"
    reading = parse_report(page("t4", f'<p>{prose}</p><p><img src="t4.png"></p>'))
    assert states(reading, "t4") == {"missing"}
    assert [issue.code for issue in reading.issues] == ["tables_missing"]
