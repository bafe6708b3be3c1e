"""Facts lead to where they are stated; files are drawn with the place in a box."""

from __future__ import annotations

import io
import json

import lxml.html
import pytest
from reportlab.pdfgen.canvas import Canvas

from nianbao.site.proof import fact_source, raster, sanitize
from parsers import Unreadable, resolve
from tests.nianbao.site.building import BAIYAN, Built
from tests.nianbao.site.conftest import Get

PAGE = """<html><head><title>白岩县2021年报 - 门户</title>
<meta name="PubDate" content="2022-01-28 09:00"></head>
<body><h1>白岩县2021年报</h1><p>发布日期：2022年01月28日 来源：办公室</p><p>2022年01月28日开会</p></body></html>""".encode()


def test_a_meta_is_quoted_as_source() -> None:
    found = fact_source.find(PAGE, "meta:pubdate", "2022-01-28 09:00")
    assert found.markup == '<meta name="PubDate" content="2022-01-28 09:00">' and found.locator is None


def test_what_is_in_the_head_is_shown_where_it_can_be_seen() -> None:
    found = fact_source.find(PAGE, "meta:title", "白岩县2021年报")
    assert found.markup and found.markup.startswith("<title>")
    assert found.locator and resolve(PAGE, found.locator) == "白岩县2021年报"


def test_a_label_settles_which_of_two_places_is_meant() -> None:
    found = fact_source.find(PAGE, "meta:发布日期", "2022年01月28日")
    assert found.locator and (resolve(PAGE, found.locator) or "").startswith("发布日期")


@pytest.mark.parametrize("source", ["meta:pubdate", "meta:h1", "title", "lead"])
def test_what_is_nowhere_is_not_made_up(source: str) -> None:
    assert fact_source.find(PAGE, source, "柳洼镇") == fact_source.Statement(source, "柳洼镇")


def test_the_text_of_a_link_stands_in_another_page() -> None:
    assert fact_source.find(PAGE, "link text", "白岩县2021年报").is_link


def test_the_bar_says_where_the_publisher_was_read(get: Get, built: Built) -> None:
    page = get(f"/report/{built.whole}").text
    (href,) = lxml.html.fromstring(page).xpath(
        "//dl[@class='facts']//a[@class='proof'][contains(., '发布机关')]/@href"
    )
    assert "?at=" in href, "the title stands in the text"
    outer = get(f"/-/snapshot/{built.capture[BAIYAN]}?fact=publisher").text
    assert "<strong>发布机关</strong>" in outer and "已框出" in outer
    assert get(f"/-/snapshot/{built.capture[BAIYAN]}?fact=%3Cscript%3E").status_code == 200


@pytest.fixture(scope="module")
def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(200, 100))
    for text in ("one", "two"):
        canvas.drawString(20, 50, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_a_page_of_a_pdf_is_drawn_with_its_box(pdf: bytes) -> None:
    shown = sanitize.page(pdf, "pdf:p2/20.0,40.0,60.0,60.0")
    assert (shown.how, shown.found, shown.number, shown.pages) == ("drawn", True, 2, 2)
    box = lxml.html.fromstring(shown.html).xpath(f"//div[@id='{sanitize.CELL_ID}']/@style")
    assert box == ["left:10.000%;top:40.000%;width:20.000%;height:20.000%"]
    assert "data:image/png;base64," in shown.html


def test_another_page_can_be_turned_to(pdf: bytes) -> None:
    shown = sanitize.page(pdf, "pdf:p2/20.0,40.0,60.0,60.0", 1)
    assert (shown.number, shown.found) == (1, False)


def test_pixels_of_a_scan_are_shares_of_the_page_as_it_was_read(pdf: bytes) -> None:
    drawn = raster.draw(pdf, raster.PDF, "ocr:p1/0,0,208,104")
    (box,) = drawn.boxes
    assert box.width == pytest.approx(0.5, abs=0.01) and box.height == pytest.approx(0.5, abs=0.01)


def test_a_picture_is_drawn() -> None:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (300, 100), "white").save(out, "PNG")
    shown = sanitize.page(out.getvalue(), "ocr:p1/30,10,60,20")
    assert shown.how == "drawn" and "left:10.000%;top:10.000%" in shown.html


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"%PDF-1.7 nothing", "cannot be opened"), (b"\x89PNG\r\n\x1a\n nothing", "damaged")],
)
def test_a_damaged_file_is_said(body: bytes, why: str) -> None:
    shown = sanitize.page(body, "pdf:p1/0,0,1,1")
    assert shown.how == "none" and why in shown.why


def test_a_page_that_is_not_there_is_said(pdf: bytes) -> None:
    with pytest.raises(Unreadable, match="has 2 pages"):
        raster.draw(pdf, raster.PDF, "pdf:p7/0,0,1,1")


@pytest.mark.parametrize(
    "locator", ["", "html:/html", "pdf:p1", "pdf:p1/1,2,3", "pdf:p1/1,2,3,4+x", "ocr:p1/a,b,c,d"]
)
def test_what_is_no_box_is_none(locator: str) -> None:
    assert raster.places(locator) == []


def test_a_place_over_a_page_break_has_two_boxes() -> None:
    assert [p.page for p in raster.places("pdf:p1/1,2,3,4+p2/1,2,3,4#4-7")] == [1, 2]


def test_a_word_file_is_told_with_its_cell(tmp_path: object) -> None:
    import docx

    from parsers.readers.registry import read_document

    file = docx.Document()
    file.add_paragraph("收到申请")
    file.add_table(1, 2).rows[0].cells[1].text = "12"
    out = io.BytesIO()
    file.save(out)
    cell = list(read_document(out.getvalue()).grids()[0].cells())[1]
    shown = sanitize.page(out.getvalue(), cell.locator)
    assert (shown.how, shown.found) == ("told", True)
    assert lxml.html.fromstring(shown.html).xpath(f"string(//td[@id='{sanitize.CELL_ID}'])") == "12"


def test_a_span_of_the_lines_of_an_element_is_shown_in_that_element() -> None:
    body = "<html><head><meta charset=utf-8></head><body><p>年报</p><pre>行政许可\n12</pre></body></html>".encode()
    shown = sanitize.page(body, "html:/html/body/pre#2/0-2")
    assert shown.found
    assert lxml.html.fromstring(shown.html).xpath(f"boolean(//pre[@id='{sanitize.CELL_ID}'])")


def test_a_report_inside_a_script_is_shown_with_its_cell() -> None:
    cells = "".join(
        f"<tr><td>{word}</td><td>{n}</td></tr>"
        for n, word in enumerate(
            ("本年新收政府信息公开申请数量", "结转下年度继续办理", "总体情况", "未经复议直接起诉")
        )
    )
    report = (
        f"<h1>白岩县2021年政府信息公开工作年度报告</h1><table>{cells}</table>"
        + "<p>各项工作按条例进行。</p>" * 30
    )
    body = f"<html><body><div id=s></div><script>s.innerHTML={json.dumps(report)}</script>".encode()
    shown = sanitize.page(body, "in:0!html:/html/body/table/tbody/tr[2]/td[2]")
    assert shown.found and shown.how == "page"
    (cell,) = lxml.html.fromstring(shown.html).xpath(f"//*[@id='{sanitize.CELL_ID}']")
    assert cell.text_content() == "1"
