"""OpenDocument texts and spreadsheets: every cell, and what is struck, raised, hidden or no text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from parsers import Unreadable, media_type, parse_report
from parsers.model import Grid
from parsers.readers import media_type as media
from parsers.readers.registry import read_document
from tests.parsers.producers.official import Report, invented
from tests.parsers.producers.opendocument import ods_of, odt_of, packed, paragraph, rows_of
from tests.parsers.readers.small import HEADER, LINES, ROWS, figure_of
from tests.parsers.readers.test_same_report import assert_same


@pytest.mark.parametrize("form", ["2021", "2019"])
@pytest.mark.parametrize("make", [odt_of, ods_of])
def test_every_cell_of_a_whole_report(make: Callable[[Report], bytes], form: str) -> None:
    report = invented(form, 2)
    assert_same(make(report), report)


def odt(inner: str) -> bytes:
    rows = [[paragraph(text) if text else inner for text in row] for row in (HEADER, *ROWS)]
    return packed("text", "".join(map(paragraph, LINES)) + f"<table:table>{rows_of(rows)}</table:table>")


def sheet(inner: str, name: str = "年报", style: str = "") -> str:
    rows = [[paragraph(text) if text else inner for text in row] for row in (HEADER, *ROWS)]
    lines = [[paragraph(line)] for line in LINES]
    return f'<table:table table:name="{name}" {style}>{rows_of([*lines, *rows])}</table:table>'


def ods(inner: str) -> bytes:
    return packed("spreadsheet", sheet(inner))


STRUCK, NOTE = '<text:span text:style-name="S">9</text:span>', '<text:span text:style-name="N">1</text:span>'


@pytest.mark.parametrize("make", [odt, ods])
def test_struck_and_raised_text(make: Callable[[str], bytes]) -> None:
    assert figure_of(make(f"<text:p>{STRUCK}12</text:p>")).value == 12
    note = figure_of(make(f"<text:p>12{NOTE}</text:p>"))
    assert (note.value, note.raw) == (12, "12¹")


def with_styles(data: bytes, automatic: str, named: str = "") -> bytes:
    """The same file with further styles: of its content, and by name in a part of their own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as box:
        for name in given.namelist():
            content = given.read(name)
            if name == "content.xml":
                content = content.replace(
                    b"</office:automatic-styles>", automatic.encode() + b"</office:automatic-styles>"
                )
                namespaces = content[
                    content.index(b"<office:document-content") + 24 : content.index(
                        b">", content.index(b"<office:document-content")
                    )
                ]
            box.writestr(name, content)
        box.writestr(
            "styles.xml",
            b"<office:document-styles" + namespaces + b">" + named.encode() + b"</office:document-styles>",
        )
    return out.getvalue()


def style(said: str, name: str = "X", family: str = "text", attributes: str = "") -> str:
    return f'<style:style style:name="{name}" style:family="{family}" {attributes}><style:text-properties {said}/></style:style>'


@pytest.mark.parametrize("make", [odt, ods])
@pytest.mark.parametrize(
    ("automatic", "named", "seen"),
    [
        (style('fo:font-size="1pt"'), "", "12"),
        (style('fo:font-size="10.5pt"'), "", "912"),
        (style('fo:color="#FFFFFF"'), "", "12"),
        (style('fo:color="#FFFFFF" fo:background-color="#c00000"'), "", "912"),
        (style('fo:color="#C00000" fo:background-color="#c00000"'), "", "12"),
        (
            style('fo:color="#000000" style:use-window-font-color="true" fo:background-color="#000000"'),
            "",
            "912",
        ),
        ("", style('style:text-line-through-style="solid"'), "12"),
        (style("", attributes='style:parent-style-name="Z"'), style('text:display="none"', "Z"), "12"),
        (
            style('text:display="true"', attributes='style:parent-style-name="Z"'),
            style('text:display="none"', "Z"),
            "912",
        ),
        ("", style('text:display="none"', family="paragraph"), "912"),
        (style("", attributes='style:parent-style-name="X"'), "", "912"),
    ],
)
def test_styles_by_name_and_what_they_are_based_on(
    make: Callable[[str], bytes], automatic: str, named: str, seen: str
) -> None:
    data = make('<text:p><text:span text:style-name="X">9</text:span>12</text:p>')
    assert figure_of(with_styles(data, automatic, named)).raw == seen


@pytest.mark.parametrize("make", [odt, ods])
@pytest.mark.parametrize(("ground", "seen"), [("#d9e2f3", "12"), ("#ffffff", "912")])
def test_an_ink_on_the_ground_of_its_paragraph(make: Callable[[str], bytes], ground: str, seen: str) -> None:
    data = make('<text:p text:style-name="G"><text:span text:style-name="X">9</text:span>12</text:p>')
    laid = f'<style:paragraph-properties fo:background-color="{ground}"/></style:style>'
    under = f'<style:style style:name="G" style:family="paragraph">{laid}'
    assert figure_of(with_styles(data, style('fo:color="#d9e2f0"') + under)).raw == seen


def ground(colour: str, name: str, family: str) -> str:
    laid = f'<style:{family}-properties fo:background-color="{colour}"/></style:style>'
    return f'<style:style style:name="{name}" style:family="{family}">{laid}'


@pytest.mark.parametrize("make", [odt, ods])
@pytest.mark.parametrize(("paper", "seen"), [("#1f4e79", "912"), ("#f4f4f4", "12"), ("transparent", "12")])
def test_white_is_seen_on_the_ground_under_it_alone(
    make: Callable[[str], bytes], paper: str, seen: str
) -> None:
    """Whatever ground the file uses elsewhere: here under a note behind the number."""
    data = make(
        '<text:p text:style-name="G"><text:span text:style-name="X">9</text:span>12'
        '<text:span text:style-name="Y"> </text:span></text:p>'
    )
    styles = style('fo:color="#ffffff"') + style('fo:background-color="#ffff00"', "Y")
    assert figure_of(with_styles(data, styles + ground(paper, "G", "paragraph"))).raw == seen


def test_white_may_be_seen_where_a_ground_is_not_followed() -> None:
    column = '<table:table-column table:default-cell-style-name="C"/>'
    body = sheet('<text:p><text:span text:style-name="X">9</text:span>12</text:p>').replace(
        "<table:table-row>", f"{column}<table:table-row>", 1
    )
    styles = style('fo:color="#ffffff"') + ground("#1f4e79", "C", "table-cell")
    assert figure_of(with_styles(packed("spreadsheet", body), styles)).raw == "912"


def test_a_position_in_hundredths_is_raised() -> None:
    data = odt('<text:p>12<text:span text:style-name="X">1</text:span></text:p>')
    assert figure_of(with_styles(data, style('style:text-position="60% 100%"'))).raw == "12¹"
    assert figure_of(with_styles(data, style('style:text-position="5% 100%"'))).raw == "121"


@pytest.mark.parametrize("make", [odt, ods])
@pytest.mark.parametrize(
    ("inner", "holds"),
    [
        ("<text:p><draw:frame><draw:image/></draw:frame></text:p>", "a picture"),
        (f"<text:p>{STRUCK}</text:p>", "struck text"),
        ("<text:p/>", None),
    ],
)
def test_what_a_cell_without_text_holds(make: Callable[[str], bytes], inner: str, holds: str | None) -> None:
    (grid,) = (b for b in read_document(make(inner)).blocks if isinstance(b, Grid))
    assert (grid.rows[-1][1].text, grid.rows[-1][1].holds) == ("", holds)


def test_a_hidden_sheet_is_not_read_and_named() -> None:
    hidden = sheet(paragraph("99"), "底稿", 'table:style-name="H"')
    data = packed("spreadsheet", hidden + sheet(paragraph("12")))
    assert figure_of(data).value == 12
    assert "hidden_part" in {i.code for i in parse_report(data).issues}


@pytest.mark.parametrize(
    "inner",
    [
        '<text:p>12<text:hidden-text text:is-hidden="true">9</text:hidden-text></text:p>',
        '<text:p>12</text:p><text:p><text:hidden-paragraph text:is-hidden="true"/>9</text:p>',
        '<text:p>12<text:variable-set text:display="none">9</text:variable-set></text:p>',
        '<text:p>1<text:hidden-text text:is-hidden="false">2</text:hidden-text></text:p>',
        '<text:p>12<text:hidden-text text:condition="ooow:1">9</text:hidden-text></text:p>',
        '<text:p>1<text:hidden-text text:condition="ooow:Stand EQ 3">2</text:hidden-text></text:p>',
    ],
)
def test_what_a_condition_hides_is_not_read(inner: str) -> None:
    assert figure_of(odt(inner)).raw == "12"


@pytest.mark.parametrize(
    ("said", "value", "codes"),
    [
        ('text:display="none"', 12, ["hidden_part"]),
        ('text:display="condition" text:is-hidden="true"', 12, ["hidden_part"]),
        ('text:display="true"', 99, ["duplicate_row"]),
    ],
)
def test_a_hidden_section_is_not_read_and_named(said: str, value: int, codes: list[str]) -> None:
    def table(figure: str) -> str:
        rows = [[paragraph(text or figure) for text in row] for row in (HEADER, *ROWS)]
        return f"<table:table>{rows_of(rows)}</table:table>"

    lines = "".join(map(paragraph, LINES))
    data = packed("text", f"{lines}<text:section {said}>{table('99')}</text:section>{table('12')}")
    assert figure_of(data).value == value
    assert set(codes) <= {issue.code for issue in parse_report(data).issues}


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_damage_is_said_in_one_line(kind: str) -> None:
    data = packed(kind, "").replace(b"document-content", b"manifest-content")
    assert media_type(data) in (media.ODT, media.ODS)
    with pytest.raises(Unreadable, match="damaged"):
        read_document(data)
