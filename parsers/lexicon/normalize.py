"""Text as these reports need it compared: width, blanks and line breaks do not count, punctuation seldom does."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from parsers.lexicon.traditional import simplified

# Zero-width characters and the byte order mark carry nothing; the ideographic and no-break blanks are blanks.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_BLANKS = re.compile(r"\s+")
_HAN = "\u3400-\u9fff\uf900-\ufaff"
_PUNCT = "，。、；：？！“”‘’（）《》〈〉【】〔〕—…·"
# Letters of other scripts: autonomous areas print their labels in two languages. Up to the next Chinese character.
_OTHER_TONGUE = re.compile(
    rf"[A-Za-z\u00c0-\u058f\u0600-\u06ef\u06fa-\u08ff\u0f00-\u0fff\u1100-\u11ff\u1800-\u18af\u1950-\u19df\u3130-\u318f"
    rf"\ua000-\ua4cf\uac00-\ud7af\ufb50-\ufdff\ufe70-\ufefc][^{_HAN}]*"
)
_ONE_HAN = re.compile(f"[{_HAN}]")
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}{_PUNCT}])\s+(?=[{_HAN}{_PUNCT}])")
_LABEL_NOISE = re.compile("[\"'“”‘’「」『』《》:：.。,，、;；·*#]")
# Marks of footnotes; NFKC makes plain digits of them.
_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FOOTNOTE = re.compile("[¹²³⁰⁴-⁹₀-₉①-⑳⓪❶-❿]+")
# （一）, (1), 一、, 1. and their doubled forms at the head of a label.
_NUMBERING = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．,，])+"
)
_BRACKETED = re.compile(r"[（(][^（）()]*[)）]?|\[\d{1,2}\]")
"""An explanation, or the number of a note."""
_SHORT = 400
"""Characters of a text whose comparable form is kept: each line and cell is compared several times, and pages repeat them."""


def ascii_lower(text: str) -> str:
    """A text with ASCII's letters small, as HTML compares its names: as long as the text, and made in a third of the time of
    `str.lower`, which looks for small forms of every character."""
    return text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")


def nfkc(text: str) -> str:
    """NFKC with invisible characters gone and traditional characters simplified; the ends of lines stay."""
    if text.isascii():
        return text
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", simplified(text)))


def without_footnotes(text: str) -> tuple[str, str]:
    """A text without the marks of its footnotes (12①, 规章²), and the marks."""
    if text.isascii():
        return text, ""
    return _FOOTNOTE.sub("", text), "".join(_FOOTNOTE.findall(text))


def raised(text: str) -> str:
    """A text that is set raised behind another: a number there is a note's, and is written in raised digits."""
    bare = text.strip().strip("[]［］〔〕()（）")
    return bare.translate(_RAISED_DIGITS) if bare.isdecimal() and bare.isascii() else text


def squeeze(text: str) -> str:
    """NFKC without any blank: for comparing."""
    return _squeezed(text) if len(text) <= _SHORT else "".join(nfkc(text).split())


@lru_cache(maxsize=20_000)
def _squeezed(text: str) -> str:
    return "".join(nfkc(text).split())


def tidy(text: str) -> str:
    """As printed, on one line: runs of blanks become one blank, blanks between Chinese characters go."""
    return _tidied(text) if len(text) <= _SHORT else _on_one_line(text)


def _on_one_line(text: str) -> str:
    return _BETWEEN_HAN.sub("", _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip())


_tidied = lru_cache(maxsize=20_000)(_on_one_line)


def chinese_of(text: str) -> str:
    """A label, squeezed, without its translation; all of it where nothing in it is Chinese."""
    squeezed = squeeze(text)
    if _OTHER_TONGUE.search(squeezed) is None or _ONE_HAN.search(squeezed) is None:
        return squeezed
    return _OTHER_TONGUE.sub("", squeezed)


def label_text(text: str) -> str:
    """A printed label reduced to what tells labels apart: no blanks, numbering, quotes, translations or bracketed
    explanations."""
    squeezed = chinese_of(text)
    bare = _NUMBERING.sub("", squeezed)
    core = _LABEL_NOISE.sub("", _BRACKETED.sub("", bare)) or _LABEL_NOISE.sub("", bare)
    return core.replace("其它", "其他")


def explanation_free(text: str) -> str:
    """A printed label without its numbering and bracketed explanation: the name of a row a province added."""
    return _BRACKETED.sub("", _NUMBERING.sub("", squeeze(text))) or squeeze(text)
