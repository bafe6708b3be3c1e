"""What a note behind a number may do to it: most say what is in it, some say that it is another number."""

from __future__ import annotations

import re

from parsers.lexicon.money import heading_unit, multiple

_AMOUNT_ALONE = re.compile(
    r"(?:即|合|约|折合|共|计|人民币){0,3}\d[\d.,]{0,20}(?:[十百千万亿]{0,3}元|[十百千万亿])"
)
_CORRECTED = re.compile(r"(?:更正|修正|订正|改|应|实)后?[为是:]\D{0,3}\d|勘误|有误|错误")
_TURNED = re.compile(r"净?(?:减少?|下降|负数?|↓|-)[项个件条]?")
_MULTIPLE_ALONE = re.compile(r"(?:单位)?:?十?[百千万亿]{1,3}")
_INNERMOST = re.compile(r"\([^()]*\)|【[^【】]*】|\[[^\[\]]*\]")


def changes_number(note: str) -> bool:
    """Whether a note in its brackets says that the number before it is another one: in a unit or a multiple of its own,
    corrected, with a minus, or only the first of several."""
    inner = note[1:-1]
    if not any(map(str.isdigit, inner)):
        return bool(
            _TURNED.fullmatch(inner)
            or _MULTIPLE_ALONE.fullmatch(inner)
            or multiple(note)
            or heading_unit(inner)
            or _CORRECTED.search(inner)
        )
    outside = _INNERMOST.sub("", _INNERMOST.sub("", note))
    another = any(map(str.isdigit, outside)) and len(outside) < len(note)
    return bool(another or _AMOUNT_ALONE.fullmatch(inner) or _CORRECTED.search(inner))
