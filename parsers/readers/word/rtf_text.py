"""The text of an RTF file with its marks, as far as paragraphs and tables need it.

Source: Word 2007 Rich Text Format (RTF) Specification, version 1.9.1. The text is that of a Word file: `\\r` ends a
paragraph, `\\x07` a cell, and a row where the mark says so.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from parsers.lexicon.normalize import raised
from parsers.model import Unreadable
from parsers.readers.ink import Colour, is_white, look_alike
from parsers.readers.word.doc_binary import Paragraph, TableCell

_TOKEN = re.compile(
    rb"\\([a-zA-Z]+)(-?\d{1,10})?\d* ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)"
)
"""An order takes all letters and all digits that follow: what is left of them would be read as text."""
_MOST_TOKENS, _DEEPEST, _MOST_CELLS = 1_000_000, 1_000, 200
_ELSEWHERE = frozenset(
    b"fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf footnote "
    b"annotation fldinst nonshppict nonesttables shp shptxt do xe tc rxe bkmkstart bkmkend listtable revtbl".split()
)
"""Destinations whose text stands elsewhere or nowhere; so does each behind an asterisk."""
_HELD = {
    b"fldinst": "field without a value", b"pict": "picture", b"shp": "drawing", b"object": "object", b"moMath": "formula"
}  # fmt: skip
_PRINTS = {
    b"tab": "\t", b"line": "\x0b", b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“",
    b"rdblquote": "”", b"bullet": "•", b"emspace": "\u3000", b"enspace": " ", b"qmspace": " ",
}  # fmt: skip
_SYMBOLS = {b"~": "\xa0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\t": "\t"}
_CODE_PAGES = {936: "gb18030", 950: "big5", 932: "cp932", 949: "cp949", 65001: "utf-8"}
_CHARSETS = {134: "gb18030", 136: "big5", 128: "cp932", 129: "cp949"}
_SMALLEST = 4
"""Half points: what is smaller nobody reads."""
_USUAL_SIZE = 24
"""Half points, where no size is said."""
_HIGHEST = 6
"""Half points that a text may be moved off its line and still stand on it; what the orders mean without a number."""
_SHARE = 4
"""So does a smaller text that is moved by no more than this part of its size."""
_HALF = re.compile("[\ud800-\udfff]")
_GROUND = re.compile(rb"\\(?:clcbpat|clcbpatraw|cbpat|chcbpat|highlight)[1-9]")
_PATTERN: Colour = (-256, -256, -256)
"""The ground that a pattern makes: like no ink."""


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group, and in those within it."""

    skipped: bool = False
    fallback: int = 1
    """How many characters stand behind a Unicode one for programs that know none."""
    font: int = -1
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    tiny: bool = False
    ink: int = 0
    """Its number in the table of colours; 0 says nothing."""
    ground: int = 0
    """That of the characters; -1 is a pattern."""
    paper: int = 0
    """That of the paragraph."""
    raised: bool = False
    moved: int = 0
    """Half points up or down."""
    size: int = _USUAL_SIZE
    in_table: bool = False
    nested: bool = False
    """In a table within a cell."""
    destination: bytes = b""

    @property
    def off_line(self) -> bool:
        """Whether a text is a note's: raised or lowered, or moved so far."""
        return self.raised or self.moved >= _HIGHEST or 0 < self.size <= self.moved * _SHARE


class RtfFile:
    """An RTF file: `text`, one character a position, its marks included.

    :raises Unreadable: it has more orders or groups in one another than are read.
    """

    def __init__(self, raw: bytes) -> None:
        self._raw = raw[max(0, raw.find(b"{\\rtf")) :]
        self._out: list[str] = []
        self._state = _State()
        self._groups: list[_State] = []
        self._bytes = bytearray()
        self._left = 0
        self._asterisk = False
        self._fonts: dict[int, str] = {}
        self._code_page = "gb18030"
        self._default_font = 0
        self._colours: list[tuple[int, int, int]] = []
        self._colour = [0, 0, 0]
        self._has_ground = _GROUND.search(raw) is not None
        self._cells: list[TableCell] = []
        self._edge = 0
        self._merges: set[bytes] = set()
        self._grounds: list[int] = []
        self._cell_ground = self._cells_ended = 0
        self._inked: list[tuple[int, int, int, _State]] = []
        self._marks: dict[int, Paragraph] = {}
        self._unseen: list[tuple[int, int]] = []
        self._held: list[tuple[int, str]] = []
        self._read()
        self._settle_inks()
        self._held.sort()
        self.text = _HALF.sub("\ufffd", "".join(self._out))

    def paragraph(self, position: int) -> Paragraph:
        """What the mark at a position says of tables."""
        return self._marks.get(position, Paragraph())

    def unseen(self) -> Iterator[tuple[int, int]]:
        """The stretches of the text that are not printed."""
        return iter(self._unseen)

    def raised(self) -> Iterator[tuple[int, int]]:
        """None: what is raised is written so in `text`."""
        return iter(())

    def held(self, start: int, end: int) -> str | None:
        """What stands between two positions that is no printed text."""
        first = bisect_left(self._held, (start, ""))
        return self._held[first][1] if first < len(self._held) and self._held[first][0] <= end else None

    def _read(self) -> None:
        at = count = 0
        while match := _TOKEN.search(self._raw, at):
            at = match.end()
            count += 1
            if count > _MOST_TOKENS:
                raise Unreadable(f"the RTF file has more than {_MOST_TOKENS:,} orders; more are not read")
            word, number, byte, symbol, brace, text = match.groups()
            if text is not None or byte is not None:
                self._take(text if byte is None else bytes((int(byte, 16),)))
                continue
            self._flush()
            if brace is not None:
                self._brace(brace)
            elif symbol is not None:
                self._symbol(symbol)
            elif word == b"bin":
                at += max(0, int(number or 0))
            elif word is not None:
                self._word(word, None if number is None else int(number))
        self._flush()

    def _take(self, text: bytes) -> None:
        """Bytes of the text, but for those that stand for a Unicode character before them."""
        skipped = min(self._left, len(text))
        self._left -= skipped
        self._asterisk = False
        if self._state.destination == b"colortbl":
            for _ in range(text.count(b";")):
                self._colours.append((self._colour[0], self._colour[1], self._colour[2]))
                self._colour = [0, 0, 0]
        elif not self._state.skipped:
            self._bytes += text[skipped:]

    def _flush(self) -> None:
        """Print the bytes that were collected, in the code page of their font."""
        if self._bytes:
            font = self._default_font if self._state.font < 0 else self._state.font
            self._print(bytes(self._bytes).decode(self._fonts.get(font, self._code_page), "replace"))
            self._bytes.clear()

    def _print(self, text: str) -> None:
        if self._state.skipped or not text:
            return
        start = len(self._out)
        self._out += raised(text) if self._state.off_line else text
        state = self._state
        if state.deleted or state.hidden or state.struck or state.tiny:
            self._hide(start, len(self._out), named=not state.deleted and bool(text.strip()))
        elif state.ink and text.strip():
            self._inked.append((start, len(self._out), self._cells_ended, state))

    def _hide(self, start: int, end: int, *, named: bool) -> None:
        self._unseen.append((start, end))
        if named:
            self._held.append((end, "text that is hidden, struck out or too faint to be seen"))

    def _settle_inks(self) -> None:
        """Which coloured texts are not seen: said at the end of their row, since only there its cells' grounds are known."""
        for start, end, cell, state in self._inked:
            own = state.ground or state.paper
            if not own and state.in_table and not state.nested and cell < len(self._grounds):
                own = self._grounds[cell]
            ink, ground = self._coloured(state.ink), self._coloured(own)
            bare = ground is None and not (state.nested and self._has_ground)
            if look_alike(ink, ground) or (bare and is_white(ink)):
                self._hide(start, end, named=True)
        self._inked.clear()

    def _coloured(self, number: int) -> Colour | None:
        """The colour of a number; None where it says none."""
        if number < 0:
            return _PATTERN
        return self._colours[number] if 0 < number < len(self._colours) else None

    def _brace(self, brace: bytes) -> None:
        self._left = 0
        if brace == b"{":
            if len(self._groups) >= _DEEPEST:
                raise Unreadable(f"the RTF file has more than {_DEEPEST:,} groups in one another")
            self._groups.append(self._state)
        elif self._groups:
            # The paragraph that a group is in goes on behind it.
            self._state = replace(self._groups.pop(), in_table=self._state.in_table)

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._asterisk = True
        elif symbol in (b"\r", b"\n"):
            self._end("\r")
        elif self._left and symbol in _SYMBOLS:
            self._left -= 1
        else:
            self._print(_SYMBOLS.get(symbol, ""))

    def _word(self, word: bytes, number: int | None) -> None:
        if word == b"nesttableprops":  # the definition of a row of a table within a cell
            self._asterisk = False
        elif self._asterisk or word in _ELSEWHERE:
            self._asterisk = False
            if word in _HELD and not self._state.skipped:
                self._held.append((len(self._out), _HELD[word]))
            self._state = replace(self._state, skipped=True, destination=word)
        elif word == b"u" and number is not None:
            self._unicode(number & 0xFFFF)
        elif word in _PRINTS:
            self._print(_PRINTS[word])
        elif self._state.skipped:
            self._table_of_file(word, number or 0)
        elif (order := _ORDERS.get(word)) is not None:
            order(self, number)

    def _unicode(self, code: int) -> None:
        self._left = self._state.fallback
        if 0xDC00 <= code < 0xE000:  # the second half of a wide character; its first half is printed
            first = ord(self._out[-1]) if self._out else 0
            if 0xD800 <= first < 0xDC00 and not self._state.skipped:
                self._out[-1] = chr(0x10000 + ((first - 0xD800) << 10) + code - 0xDC00)
            return
        self._print(chr(code))

    def _table_of_file(self, word: bytes, number: int) -> None:
        """Fonts and colours of the file."""
        destination = self._state.destination
        if destination == b"fonttbl" and word == b"f":
            self._state = replace(self._state, font=number)
        elif destination == b"fonttbl" and word == b"fcharset" and number in _CHARSETS:
            self._fonts[self._state.font] = _CHARSETS[number]
        elif destination == b"colortbl" and word in (b"red", b"green", b"blue"):
            self._colour[(b"red", b"green", b"blue").index(word)] = number

    def _end(self, mark: str, row_end: bool = False) -> None:
        """The end of a paragraph, a cell or a row."""
        if self._state.skipped:
            return
        in_table = mark == "\x07" or self._state.in_table
        self._marks[len(self._out)] = Paragraph(in_table, row_end, tuple(self._cells) if row_end else ())
        self._out.append(mark)

    def _end_cell(self) -> None:
        self._end("\x07")
        self._cells_ended += 1

    def _end_row(self) -> None:
        self._end("\x07", row_end=True)
        self._settle_inks()
        self._cells_ended = 0

    def _begin_row(self) -> None:
        self._cells, self._grounds, self._edge, self._cell_ground = [], [], 0, 0
        self._merges.clear()

    def _cell(self, right: int) -> None:
        if len(self._cells) < _MOST_CELLS:
            merged = self._merges
            self._cells.append(
                TableCell(
                    self._edge,
                    max(right, self._edge),
                    b"clmrg" in merged,
                    b"clvmrg" in merged,
                    b"clvmgf" in merged,
                )
            )
            self._grounds.append(self._cell_ground)
        self._edge = max(right, self._edge)
        self._merges, self._cell_ground = set(), 0

    def _set(self, **values: bool | int) -> None:
        self._state = replace(self._state, **values)  # type: ignore[arg-type]  # the names are those of the class

    def _lay(self, name: str, ground: int) -> None:
        """A colour behind characters or a paragraph; a pattern that was said before stays."""
        if getattr(self._state, name) >= 0:
            self._set(**{name: ground})

    def _lay_under_cell(self, ground: int) -> None:
        if ground and self._cell_ground >= 0:
            self._cell_ground = ground

    def _merge(self, word: bytes) -> None:
        self._merges.add(word)

    def _plain(self) -> None:
        self._set(
            font=-1, hidden=False, deleted=False, struck=False, tiny=False, ink=0, ground=0,
            raised=False, moved=0, size=_USUAL_SIZE,
        )  # fmt: skip

    def _size(self, half_points: int) -> None:
        self._set(tiny=0 < half_points <= _SMALLEST, size=half_points)

    def _set_code_page(self, number: int) -> None:
        self._code_page = _CODE_PAGES.get(
            number, f"cp{number}" if number in (1252, 1250, 1251) else "gb18030"
        )

    def _set_default_font(self, number: int) -> None:
        self._default_font = number


Order = Callable[[RtfFile, int | None], None]


def _toggle(name: str) -> Order:
    return lambda file, number: file._set(**{name: number != 0})


def _ground(name: str) -> Order:
    return lambda file, number: file._lay(name, number or 0)


def _pattern(name: str) -> Order:
    return lambda file, number: file._lay(name, -1 if number else 0)


def _merges(word: bytes) -> Order:
    return lambda file, _: file._merge(word)


_ORDERS: dict[bytes, Order] = {
    b"par": lambda file, _: file._end("\r"),
    b"sect": lambda file, _: file._end("\r"),
    b"page": lambda file, _: file._end("\r"),
    b"cell": lambda file, _: file._end_cell(),
    b"nestcell": lambda file, _: file._end("\x07"),
    b"nestrow": lambda file, _: file._end("\x07", row_end=True),
    b"row": lambda file, _: file._end_row(),
    b"trowd": lambda file, _: file._begin_row(),
    b"cellx": lambda file, number: file._cell(number or 0),
    **{word: _merges(word) for word in (b"clmgf", b"clmrg", b"clvmgf", b"clvmrg")},
    **{word: lambda file, number: file._lay_under_cell(number or 0) for word in (b"clcbpat", b"clcbpatraw")},
    b"clshdng": lambda file, number: file._lay_under_cell(-1 if number else 0),
    b"pard": lambda file, _: file._set(in_table=False, nested=False, paper=0),
    b"intbl": lambda file, _: file._set(in_table=True),
    b"itap": lambda file, number: file._set(nested=(number or 0) > 1),
    b"cbpat": _ground("paper"),
    b"shading": _pattern("paper"),
    b"plain": lambda file, _: file._plain(),
    b"v": _toggle("hidden"),
    b"deleted": _toggle("deleted"),
    b"strike": _toggle("struck"),
    b"striked": _toggle("struck"),
    b"super": _toggle("raised"),
    b"sub": _toggle("raised"),
    b"up": lambda file, number: file._set(moved=_HIGHEST if number is None else number),
    b"dn": lambda file, number: file._set(moved=_HIGHEST if number is None else number),
    b"nosupersub": lambda file, _: file._set(raised=False, moved=0),
    b"fs": lambda file, number: file._size(number or _USUAL_SIZE),
    b"cf": lambda file, number: file._set(ink=number or 0),
    b"chcbpat": _ground("ground"),
    b"highlight": _ground("ground"),
    b"chshdng": _pattern("ground"),
    b"f": lambda file, number: file._set(font=number or 0),
    b"uc": lambda file, number: file._set(fallback=max(0, number or 0)),
    b"ansicpg": lambda file, number: file._set_code_page(number or 0),
    b"deff": lambda file, number: file._set_default_font(number or 0),
}
"""What the orders do that have to do with text and tables; all others are about looks."""
