"""Orders of characters and styles in the binary Word format, written out by hand after [MS-DOC]."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.readers.word.doc_marks import DELETED, OFF_LINE, Setting, Styles, how_set, is_ground

STRIKE, HIDE, DELETE = b"\x37\x08\x01", b"\x3c\x08\x01", b"\x00\x08\x01"
WHITE = b"\x70\x68\xff\xff\xff\x00"


def stsh(*styles: tuple[int, int, bytes]) -> bytes:
    """The STSH of styles: kind (1 of paragraphs, 2 of characters), number of the style below, orders of characters."""
    out = struct.pack("<HHH", 4, len(styles), 10)
    for kind, below, orders in styles:
        lists = [b"\x00\x00", orders] if kind == 1 else [orders]
        packed = b"".join(struct.pack("<H", len(x)) + x + b"\x00" * (len(x) % 2) for x in lists)
        style = (
            struct.pack("<HHHHH", 0, kind | below << 4, 0, 0, 0)
            + struct.pack("<H", 1)
            + "样".encode("utf-16-le")
        )
        style += b"\x00\x00" + packed
        out += struct.pack("<H", len(style)) + style + b"\x00" * (len(style) % 2)
    return out


STYLES = Styles(stsh((2, 0xFFF, STRIKE), (2, 0, b""), (1, 0xFFF, STRIKE), (2, 0xFFF, b"\x48\x2a\x01")))


def by_style(number: int, then: bytes = b"") -> bytes:
    return b"\x30\x4a" + struct.pack("<H", number) + then


@pytest.mark.parametrize(
    ("grpprl", "how"),
    [
        (b"", None),
        (STRIKE, "struck"),
        (b"\x37\x08\x00", None),
        (b"\x53\x2a\x01", "struck"),
        (HIDE + STRIKE, "hidden"),
        (DELETE, DELETED),
        (b"\x43\x4a\x02\x00", "faint"),
        (b"\x43\x4a\x18\x00", None),
        (WHITE, "faint"),
        (b"\x42\x2a\x08", "faint"),
        (WHITE + b"\x0c\x2a\x02", None),
        (b"\x42\x2a\x06\x0c\x2a\x06", "faint"),
        (b"\x70\x68\xfe\x00\x02\x00\x0c\x2a\x06", "faint"),
        (b"\x42\x2a\x06\x0c\x2a\x07", None),
        (b"\x71\xca\x0a\x00\x00\x00\xff\xff\x00\x00\x00\x00\x00\x42\x2a\x06", "faint"),
        (b"\x71\xca\x0a\x00\x00\x00\xff\xff\x00\x00\x00\x01\x00\x42\x2a\x06", None),
        (b"\x48\x2a\x01", OFF_LINE),
        (b"\x45\x48\xf4\xff", OFF_LINE),
        (b"\x45\x48\x02\x00", None),
        (by_style(0), "struck"),
        (by_style(1), "struck"),
        (by_style(3), OFF_LINE),
        (by_style(0, b"\x37\x08\x00"), None),
        (by_style(0, b"\x37\x08\x81"), None),
        (b"\x37\x08\x81", "struck"),
        (b"\x37\x08\x80", None),
        (by_style(77), None),
    ],
)
def test_how_characters_are_set(grpprl: bytes, how: str | None) -> None:
    assert how_set(grpprl, {}, STYLES, shaded=False) == how


def test_switches_of_paragraph_and_characters_cancel_each_other() -> None:
    paragraph: Setting = STYLES.of(2)
    assert how_set(b"", paragraph, STYLES, shaded=False) == "struck"
    assert how_set(by_style(0), paragraph, STYLES, shaded=False) is None


def test_white_is_seen_where_a_ground_may_be_dark() -> None:
    assert how_set(WHITE, {}, STYLES, shaded=True) is None
    auto = b"\x00\x00\x00\xff" * 2 + b"\x00\x00"
    assert not is_ground(0xD612, auto * 3) and not is_ground(0xD609, b"\x00\x00\xff\xff")
    assert is_ground(0xD612, auto + b"\x00\x00\x00\xff\x00\x00\xc0\x00\x00\x00")


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes_end(sheet: bytes, grpprl: bytes) -> None:
    styles = Styles(sheet)
    assert all(isinstance(styles.of(n), dict) for n in range(5))
    assert how_set(grpprl, {}, styles, shaded=False) in (None, DELETED, "hidden", "struck", "faint", OFF_LINE)
