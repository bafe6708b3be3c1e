"""Tables that stand in a text box of a Word file."""

from __future__ import annotations

import io
import re
import zipfile

from tests.parsers.producers import files
from tests.parsers.readers.test_same_report import REPORTS, assert_same

_MAIN = "word/document.xml"
_BOX = (
    '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
    "{}<w:p/></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
)


def boxed(data: bytes) -> bytes:
    """A Word file with every table moved into a text box of its own."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as box, zipfile.ZipFile(out, "w") as copy:
        for name in box.namelist():
            content = box.read(name)
            if name == _MAIN:
                text = content.decode()
                moved = re.sub(r"<w:tbl>.*?</w:tbl>", lambda m: _BOX.format(m[0]), text, flags=re.S)
                assert moved.count("<w:txbxContent>") >= 3
                content = moved.encode()
            copy.writestr(name, content)
    return out.getvalue()


def test_every_cell_of_tables_in_text_boxes() -> None:
    report = REPORTS["invented 2021"]
    assert_same(boxed(files.docx_of(report)), report)
