"""Layers of a PDF that are off are not read, whichever way the file says so."""

from __future__ import annotations

import io
import re

import pytest

from parsers import parse_report
from tests.parsers.producers import files
from tests.parsers.producers.official import invented

ON, OFF = "/D << /OFF [] >>", "/D << /OFF [900 0 R] >>"


def _pdf(config: str, member: bool = False) -> bytes:
    """Two numbers for one row, the first of them on a layer."""
    canvases = pytest.importorskip("reportlab.pdfgen.canvas")
    pytest.importorskip("pdfplumber")
    files.reportlab_pdf(invented("2021"))  # which registers the font
    stream = io.BytesIO()
    canvas = canvases.Canvas(stream, pagesize=(595, 842), pageCompression=0)
    canvas.setFont("STSong-Light", 10)
    for y, text in ((800, "青石县水务局2023年政府信息公开工作年度报告"), (780, "二、主动公开政府信息情况"),
                    (760, "第二十条第（五）项"), (740, "行政许可")):  # fmt: skip
        canvas.drawString(40, y, text)
    canvas._code.append("/OC /L1 BDC")
    canvas.drawString(200, 740, "9")
    canvas._code.append("EMC")
    canvas.drawString(205, 740, "12")
    canvas.save()
    named = "901 0 R" if member else "900 0 R"
    data = stream.getvalue().replace(
        b"/Resources <<", f"/Resources << /Properties << /L1 {named} >>".encode()
    )
    layers = f"/Type /Catalog /OCProperties << /OCGs [900 0 R] {config} >>".encode()
    data = re.sub(rb"/Type /Catalog", layers, data)
    new = b"900 0 obj\n<< /Type /OCG /Name (a) >>\nendobj\n901 0 obj\n<< /Type /OCMD /OCGs [900 0 R] >>\nendobj\n"
    return _numbered(data[: data.rindex(b"xref\n", 0, data.rindex(b"startxref"))] + new, data)


def _numbered(body: bytes, old: bytes) -> bytes:
    """A file with its table of objects made anew."""
    places = {int(m[1]): m.start() for m in re.finditer(rb"(?m)^(\d+) 0 obj", body)}
    rows = "".join(f"{n} 1\n{at:010d} 00000 n \n" for n, at in sorted(places.items()))
    root = re.search(rb"/Root \d+ 0 R", old)
    assert root is not None
    trailer = f"trailer\n<< /Size {max(places) + 1} {root[0].decode()} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + b"xref\n0 1\n0000000000 65535 f \n" + (rows + trailer).encode()


@pytest.mark.parametrize("member", [False, True])
@pytest.mark.parametrize(
    ("config", "value"),
    [
        (OFF, 12),
        (ON, 912),
        ("/D << /BaseState /OFF >>", 12),
        ("/D << /BaseState /OFF /ON [900 0 R] >>", 912),
        ("", 912),
    ],
)
def test_a_layer_that_is_off_is_not_read(config: str, value: int, member: bool) -> None:
    figure = parse_report(_pdf(config, member)).figure("t2.art20_5.licensing.decisions")
    assert figure is not None
    assert figure.value == value
