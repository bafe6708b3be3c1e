"""Scans and pictures of reports: text by rapidocr, whose models are in its wheel, cells by the rules in the picture.

A locator is `ocr:p` PAGE `/` x0,top,x1,bottom in pixels of the page as it is read: 150 to the inch for a PDF, the
picture's own for a picture, after it was turned upright. Every figure read here is flagged `ocr`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from parsers.lexicon.cells import looks_like_value
from parsers.model import Document, Issue, Unreadable
from parsers.readers.build import document_of
from parsers.readers.limits import need
from parsers.readers.media_type import media_type
from parsers.readers.ocr.images import pixels_of, rendered
from parsers.readers.ocr.rules import bands_of, deskewed, ink_of, rules_of
from parsers.readers.ruled.blocks import blocks_of
from parsers.readers.ruled.faces import Face, tables_of
from parsers.readers.ruled.lattice import Box, Frame
from parsers.readers.ruled.paragraphs import PageLine

PREFIX = "ocr:"
MAX_PAGES = 12
"""Pages of a scan that are read: one takes several seconds."""
TOLERANCE = 6.0
APART = "¦"
"""Stands between numbers of one cell, which no cell of these tables has: such a cell is unreadable."""
# A page at 150 dots to the inch; the engine shrinks pictures with a side beyond 2,000, and small figures go with that.
_HIGHEST = 1800
# A cell without text and with more ink than dust leaves holds a character that the search for text overlooked.
_INKED = 12
_INSIDE = 0.75
# Pixels round a number that are read with it the second time, before the edges of its cell are cut off.
_ROOM = 8

SURE = 0.95
"""The engine's score of a token from which on it is believed; calibrated on generated scans."""
OCR, DOUBTFUL = "ocr", "low_confidence"


class Word(NamedTuple):
    """What the engine read in a box, and how sure it is, from 0 to 1."""

    box: Face
    text: str
    score: float


class Text(NamedTuple):
    """The text of a cell: the score is that of its least sure word; `again` what a reading of the cell by itself says,
    where there was one."""

    text: str
    score: float = 1.0
    again: str | None = None


def read_picture(raw: bytes) -> Document:
    """The Document of a picture.

    :raises Unreadable: it is damaged or too large, or the extra [ocr] is missing.
    """
    engine()
    found = list(_items(pixels_of(raw), 1))
    if not found:
        raise Unreadable("the picture shows no text")
    return document_of(blocks_of(sorted(found, key=lambda i: i.top), TOLERANCE), media_type(raw))


def read_pages(raw: bytes, numbers: list[int]) -> tuple[list[PageLine | Frame], list[Issue]]:
    """The lines and tables of the pages of a PDF that are pictures, and what was not read."""
    items: list[PageLine | Frame] = []
    issues: list[Issue] = []
    engine()
    for number in numbers[:MAX_PAGES]:
        items += sorted(_items(rendered(raw, number), number), key=lambda i: i.top)
    if len(numbers) > MAX_PAGES:
        message = f"more than {MAX_PAGES} pages are pictures; the ones behind were not read"
        issues.append(Issue("truncated_at_page", message, f"{PREFIX}p{numbers[MAX_PAGES]}"))
    return items, issues


@cache
def engine() -> Any:
    """What reads pictures, loaded once a process.

    :raises Unreadable: the extra is not installed.
    """
    rapidocr = need("rapidocr", "ocr", "a scan or a picture")
    need("cv2", "ocr", "a scan or a picture")
    threads = len(
        os.sched_getaffinity(0)
    )  # by itself it takes one for each core, and they wait for each other by spinning
    return rapidocr.RapidOCR(
        params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": threads}
    )


def _items(picture: Any, number: int) -> Iterator[PageLine | Frame]:
    """Tables and lines of a picture."""
    picture = deskewed(picture)
    ink = ink_of(picture)
    words = list(_words(picture, ink))
    across, along = rules_of(ink)
    for faces in tables_of(across, along, TOLERANCE):
        boxes = [
            Box(cell.text, *face, _locator(number, face), flags=_flags(cell))
            for face, cell in zip(faces, _cell_texts(picture, ink, faces, words), strict=True)
        ]
        frame = Frame(number, boxes)
        whole = (frame.left, frame.top, frame.right, frame.bottom)
        words = [word for word in words if not _holds(whole, _middle(word.box))]
        yield frame
    for line in _lines(words):
        box = (
            min(w.box[0] for w in line), min(w.box[1] for w in line), max(w.box[2] for w in line), max(w.box[3] for w in line)
        )  # fmt: skip
        text = Text(" ".join(w.text for w in line), min(w.score for w in line))
        yield PageLine(
            text.text, number, *box, float(picture.shape[0]), _locator(number, box), flags=_flags(text)
        )


def _flags(text: Text) -> tuple[str, ...]:
    """What is doubted of a text: a token of which the engine is not sure, or that two readings read differently."""
    sure = text.score >= SURE and text.again in (None, text.text)
    return (OCR,) if sure else (OCR, DOUBTFUL)


def _words(picture: Any, ink: Any) -> Iterator[Word]:
    """The words of a picture, band by band: the engine shrinks what is higher than its longest side."""
    for top, bottom in bands_of(ink, _HIGHEST):
        # The engine keeps what it was last asked for, so each call says it all. Pages are upright: no turning of words.
        found = engine()(picture[top:bottom], use_det=True, use_cls=False, use_rec=True)
        if found.boxes is None or found.txts is None:
            continue
        for corners, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
            xs, ys = [float(p[0]) for p in corners], [float(p[1]) + top for p in corners]
            if text.strip():
                yield Word((min(xs), min(ys), max(xs), max(ys)), text.strip(), float(score))


def _cell_texts(picture: Any, ink: Any, faces: list[Face], words: list[Word]) -> list[Text]:
    """The text of each cell. A word found across several cells, and ink that no word covers, are read cell by cell;
    numbers are read twice."""
    texts: list[list[Word]] = [[] for _ in faces]
    again: set[int] = set()
    for word in words:
        shares = [(index, _overlap(word.box, face)) for index, face in enumerate(faces)]
        index, share = max(shares, key=lambda s: s[1])
        if share >= _INSIDE:
            texts[index].append(word)
        else:
            again |= {i for i, part in shares if part > 0.1}
    out = []
    for index, face in enumerate(faces):
        if index in again or (not texts[index] and _is_inked(ink, face)):
            # Ink that is no text that can be read is not nothing.
            read = _recognised(picture, face)
            out.append(read if read.text else Text("", 0.0))
        else:
            out.append(_cell_text(picture, face, texts[index]))
    return out


def _cell_text(picture: Any, face: Face, words: list[Word]) -> Text:
    lines = _lines(words)
    text = "\n".join(_side_by_side([w.text for w in line]) for line in lines)
    score = min((w.score for w in words), default=1.0)
    if len(lines) != 1 or not looks_like_value(text):
        return Text(text, score)
    x0, top = min(w.box[0] for w in words) - _ROOM, min(w.box[1] for w in words) - _ROOM
    x1, bottom = max(w.box[2] for w in words) + _ROOM, max(w.box[3] for w in words) + _ROOM
    near = (max(x0, face[0] - 1), max(top, face[1] - 1), min(x1, face[2] + 1), min(bottom, face[3] + 1))
    return Text(text, score, _recognised(picture, near).text)


def _recognised(picture: Any, face: Face) -> Text:
    """The text of one cell by itself."""
    x0, top, x1, bottom = (int(v) for v in (face[0] + 4, face[1] + 4, face[2] - 3, face[3] - 3))
    if x1 - x0 < 8 or bottom - top < 8:
        return Text("")
    found = engine()(picture[top:bottom, x0:x1], use_det=False, use_cls=False, use_rec=True)
    scores = [float(score) for score in found.scores or ()]
    return Text(_side_by_side(list(found.txts or ())).strip(), min(scores, default=0.0))


def _side_by_side(texts: list[str]) -> str:
    """Words of one line. Two numbers side by side are two cells whose rule was not seen, never one number."""
    apart = sum(1 for text in texts for word in text.split() if looks_like_value(word)) > 1
    return (APART if apart else " ").join(text.replace(" ", APART) if apart else text for text in texts)


def _is_inked(ink: Any, face: Face) -> bool:
    x0, top, x1, bottom = (int(v) for v in (face[0] + 6, face[1] + 5, face[2] - 5, face[3] - 5))
    return x1 > x0 and bottom > top and int((ink[top:bottom, x0:x1] > 0).sum()) > _INKED


def _overlap(box: Face, face: Face) -> float:
    """The share of a box that stands in a cell."""
    width = min(box[2], face[2]) - max(box[0], face[0])
    height = min(box[3], face[3]) - max(box[1], face[1])
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    return width * height / area if width > 0 and height > 0 else 0.0


def _lines(words: list[Word]) -> list[list[Word]]:
    """Words by the line they stand on, each from left to right."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: _middle(w.box)[1]):
        height = word.box[3] - word.box[1]
        if lines and _middle(word.box)[1] - _middle(lines[-1][0].box)[1] < 0.5 * height:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda w: w.box[0]) for line in lines]


def _middle(box: Face) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _holds(box: Face, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _locator(number: int, box: Face) -> str:
    return f"{PREFIX}p{number}/" + ",".join(f"{value:.0f}" for value in box)


class ScanResolver:
    """Reads the pages again as they are asked for: the same models give the same text."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._texts: dict[int, dict[str, str]] = {}

    def text(self, locator: str) -> str | None:
        """The text at a locator of this file; None where nothing is there."""
        found = []
        for part in locator.removeprefix(PREFIX).split("+"):
            number = part.partition("/")[0].removeprefix("p")
            if not number.isdecimal():
                return None
            text = self._page(int(number)).get(f"{PREFIX}{part.partition('#')[0]}")
            if text is None:
                return None
            start, _, end = part.partition("#")[2].partition("-")
            found.append(text[int(start) : int(end)] if start.isdecimal() and end.isdecimal() else text)
        return ("" if "#" in locator else "\n").join(found)

    def _page(self, number: int) -> dict[str, str]:
        if number not in self._texts:
            engine()
            is_pdf = b"%PDF-" in self._raw[:1024]
            picture = rendered(self._raw, number) if is_pdf else pixels_of(self._raw)
            texts: dict[str, str] = {}
            for item in _items(picture, number):
                for part in item.boxes if isinstance(item, Frame) else [item]:
                    texts[part.locator] = part.text
            self._texts[number] = texts
        return self._texts[number]
