"""What is struck, hidden, faint or raised reads the same in every kind that LibreOffice makes of one Word file."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.parsers.producers.files import OFFICE
from tests.parsers.readers.small import figure_of
from tests.parsers.readers.word.test_run_marks import docx_of, run

pytestmark = pytest.mark.accept
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
    f' ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_MAIN}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument"'
    ' Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
    f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
}
DELETED = (
    '<w:del w:id="1" w:author="a" w:date="2024-01-01T00:00:00Z"><w:r><w:delText>9</w:delText></w:r></w:del>'
)
UP, DOWN = '<w:vertAlign w:val="superscript"/>', '<w:position w:val="-12"/>'
CASES: dict[str, tuple[str, set[tuple[str, float | None]]]] = {
    "plain": (run("12"), {("value", 12)}),
    "empty": ("", {("blank", None)}),
    "strike": (run("9", "<w:strike/>") + run("12"), {("value", 12)}),
    "two-strikes": (run("9", "<w:dstrike/>") + run("12"), {("value", 12)}),
    "vanish": (run("12") + run("9", "<w:vanish/>"), {("value", 12)}),
    "deleted": (DELETED + run("12"), {("value", 12)}),
    "tiny": (run("9", '<w:sz w:val="2"/>') + run("12"), {("value", 12)}),
    "white": (run("9", '<w:color w:val="FFFFFF"/>') + run("12"), {("value", 12)}),
    "near-white": (run("9", '<w:color w:val="FBFBFB"/>') + run("12"), {("value", 12)}),
    "style": (run("9", '<w:rStyle w:val="Gone"/>') + run("12"), {("value", 12)}),
    "up": (run("12") + run("1", UP), {("value", 12)}),
    "down": (run("12") + run("1", DOWN), {("value", 12)}),
    "up-by-style": (run("12") + run("1", '<w:rStyle w:val="Note"/>'), {("value", 12)}),
    "all-up": (run("1", UP) + run("2", UP), {("value", 12), ("unreadable", None)}),
    "white-on-red": (run("1", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="C00000"/>') + run("2"),
                     {("value", 12)}),
    "style-off": (run("12", '<w:rStyle w:val="Gone"/><w:strike w:val="false"/>'), {("value", 12), ("unreadable", None)}),
    "paragraph": ('<w:pPr><w:pStyle w:val="GoneToo"/></w:pPr>' + run("9"), {("unreadable", None)}),
    "only-hidden": (run("9", "<w:vanish/>"), {("unreadable", None)}),
    "only-struck": (run("9", "<w:strike/>"), {("unreadable", None)}),
    "only-deleted": (DELETED, {("blank", None)}),
    "ruby": (f"<w:r><w:ruby><w:rubyPr/><w:rt>{run('9')}</w:rt><w:rubyBase>{run('12')}</w:rubyBase></w:ruby></w:r>",
             {("value", 12), ("unreadable", None)}),
}  # fmt: skip
"""Name -> runs of a cell, and what may be read of them."""


def whole(docx: bytes) -> bytes:
    """A file of the tests with the parts and the names of styles that LibreOffice asks for."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as given, zipfile.ZipFile(out, "w") as box:
        for name, text in _PARTS.items():
            box.writestr(name, text)
        for name in given.namelist():
            named = re.sub(rb'(w:styleId="(\w+)">)', rb'\1<w:name w:val="\2"/>', given.read(name))
            box.writestr(name, named)
    return out.getvalue()


def test_every_kind_reads_the_same(tmp_path: Path) -> None:
    assert OFFICE, "LibreOffice is not installed: scripts/need-libreoffice"
    for name, (inner, _) in CASES.items():
        (tmp_path / f"{name}.docx").write_bytes(whole(docx_of(inner)))
    wrong = []
    for kind in ("docx", "doc", "rtf", "odt", "html"):
        if kind != "docx":
            command = [
                OFFICE,
                "--headless",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--convert-to",
                kind,
            ]
            files = map(str, tmp_path.glob("*.docx"))
            subprocess.run(
                [*command, "--outdir", str(tmp_path), *files], check=True, capture_output=True, timeout=300
            )
        for name, (_, allowed) in CASES.items():
            if kind == "html" and "deleted" in name:  # it prints removed text as any other
                continue
            figure = figure_of((tmp_path / f"{name}.{kind}").read_bytes())
            if (figure.state, figure.value) not in allowed:
                wrong.append((name, kind, figure.state, figure.raw))
    assert wrong == []
