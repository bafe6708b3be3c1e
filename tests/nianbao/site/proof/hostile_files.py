"""Files that a portal could publish against those who show them: small to fetch, endless or huge to draw."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

PATHS = b"0 0 m 600 800 l 0 800 l 600 0 l b* "
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(objects: dict[int, bytes]) -> bytes:
    """A file of these objects; number 1 is the catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for number in sorted(objects):
        out += b"%010d 00000 n \n" % places[number]
    out += b"trailer <</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream(data: bytes, head: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (head, len(packed), packed)


def blanks(megabytes: int) -> bytes:
    """A stream that inflates to so much, packed without holding it."""
    packer, block = zlib.compressobj(9), b" " * 1_000_000
    packed = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def one_page(content: bytes, more: dict[int, bytes] | None = None, page: bytes = b"") -> bytes:
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/Contents 4 0 R%s>>"
            % (page or b"/MediaBox[0 0 600 800]/Resources<</XObject<</X 5 0 R>>>>"),
            4: content,
            **(more or {}),
        }
    )


def nested_forms(depth: int) -> bytes:
    """Each form draws the next one ten times."""
    forms = {
        5 + n: stream(
            b"/X Do " * 10 if n + 1 < depth else PATHS,
            b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X %d 0 R>>>>" % (6 + n),
        )
        for n in range(depth)
    }
    return one_page(stream(b"/X Do " * 10), forms)


def kids_loop(count: int) -> bytes:
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count %d>>" % count,
        }
    )


def docx(body: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as box:
        box.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def boxes(depth: int) -> bytes:
    """Text boxes, each in the one before."""
    text = "<w:p><w:r><w:t>年</w:t></w:r></w:p>"
    return docx("<w:p><w:r><w:txbxContent>" * depth + text + "</w:txbxContent></w:r></w:p>" * depth)


def png(width: int, height: int, rows: int | None = None) -> bytes:
    """A picture of one colour: a row of it packs to almost nothing. `rows`: how many of them are there."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer, row = zlib.compressobj(9), b"\0" * (1 + width * 3)
    data = b"".join(packer.compress(row) for _ in range(rows or height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def html(body: str, head: str = "") -> bytes:
    return f"<html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>".encode()


def files(size: float = 1.0) -> Iterator[tuple[str, bytes]]:
    """Name and bytes; `size` varies how much of it there is."""

    def n(count: int) -> int:
        return max(1, int(count * size))

    yield "manypath.pdf", one_page(stream(PATHS * n(2_000_000)))
    yield "flatebomb.pdf", one_page(blanks(n(600)))
    yield "kidsloop.pdf", kids_loop(n(1_000_000))
    yield "forms.pdf", nested_forms(10)
    yield "giant.pdf", one_page(stream(PATHS), page=b"/MediaBox[0 0 %d %d]" % (n(200_000), n(200_000)))
    yield "cut.pdf", one_page(stream(PATHS * n(1000)))[: n(600)]
    yield "boxes-24.docx", boxes(24)
    yield "boxes-80.docx", boxes(80)
    yield "boxes-900.docx", boxes(900)
    yield "rows.docx", docx("<w:tbl>" + "<w:tr><w:tc/></w:tr>" * n(200_000) + "</w:tbl>")
    yield "margin.html", html('<table><td style="' + "margin:" * n(60_000) + '">')
    yield "border.html", html('<p style="' + "border-" * n(60_000) + '">')
    yield "sheet.html", html("<p>x", "<style>p{" + "left:" * n(400_000) + "}</style>")
    yield "braces.html", html("<p>x", "<style>" + "p{left:-99" * n(100_000) + "</style>")
    yield "scripts.html", html("x<script></script>" * n(60_000))
    yield "images.html", html("<img " * n(390_000))
    yield "tables.html", html("<table><tr><td>" * n(90_000))
    yield "attributes.html", html("<a " + " ".join(f"a{i}=1" for i in range(n(64_000))) + ">")
    yield "pixels.png", png(n(30_000), n(30_000), 100)
    yield "wide.png", png(n(6_000), n(6_000))
