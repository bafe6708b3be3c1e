"""Damage to Word, Excel, OpenDocument and PDF files that knows their make: members of a ZIP, elements, spans, xref tables."""

from __future__ import annotations

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable

from tests.parsers.fuzzing import Damaged
from tests.parsers.fuzzing import damage as damaged_bytes

_NUMBERS = (
    b"-1",
    b"0",
    b"7",
    b"65536",
    b"1048576",
    b"2147483648",
    b"99999999999",
    b"1e9",
    b"NaN",
    b"",
    b"&#0;",
)
_RANGES = (b"A1:XFD1048576", b"B9:A1", b"A0:A0", b"A1", b"ZZZZ1:A1", b":", b"$A$1:$B$2")
_SPANS = (
    b"gridSpan", b"vMerge", b"mergeCell ref", b"number-columns-spanned", b"number-rows-spanned",
    b"number-columns-repeated", b"number-rows-repeated", b'<c r=', b'<row r=', b"dimension ref",
)  # fmt: skip
Damage = Callable[[bytes, random.Random], bytes]
_Members = list[tuple[str, bytes]]


def damage(data: bytes, seed: int) -> Damaged:
    """One to three damages to a file of these kinds, drawn from the seed."""
    draw = random.Random(seed)
    out = data
    for _ in range(draw.choice((1, 1, 2, 3))):
        kinds = _PDF if b"%PDF-" in out[:1024] else _ZIP
        try:
            out = draw.choice(kinds)(out, draw)
        except (
            zipfile.BadZipFile,
            zlib.error,
            NotImplementedError,
            EOFError,
            RuntimeError,
            ValueError,
            IndexError,
        ):
            out = damaged_bytes(out, seed).data  # the file is none any more
    return Damaged(seed, out)


def _members(data: bytes) -> _Members:
    with zipfile.ZipFile(io.BytesIO(data)) as box:
        return [(info.filename, box.read(info)) for info in box.infolist()]


def _packed(members: _Members) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that is there twice is wanted here
        for name, data in members:
            box.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _in_a_member(change: Damage) -> Damage:
    """The damage done to one XML member, mostly the one that holds the text."""

    def do(data: bytes, draw: random.Random) -> bytes:
        members = _members(data)
        texts = [
            n for n, (name, _) in enumerate(members) if re.search(r"document|content|sheet|shared", name)
        ]
        at = draw.choice(texts) if texts and draw.random() < 0.8 else draw.randrange(len(members))
        name, inner = members[at]
        members[at] = (name, change(inner, draw))
        return _packed(members)

    return do


def _cut(inner: bytes, draw: random.Random) -> bytes:
    return inner[: draw.randrange(len(inner) + 1)]


def _hole(inner: bytes, draw: random.Random) -> bytes:
    at = draw.randrange(len(inner) + 1)
    return inner[:at] + inner[at + draw.choice((1, 10, 300, 5_000)) :]


def _flipped(inner: bytes, draw: random.Random) -> bytes:
    return damaged_bytes(inner, draw.randrange(2**32)).data if inner else inner


def _elements(inner: bytes, draw: random.Random) -> bytes:
    """A tag is dropped, doubled or moved."""
    tokens = re.findall(rb"<[^>]*>|[^<]+", inner)
    if len(tokens) < 3:
        return inner
    at, to = draw.randrange(len(tokens)), draw.randrange(len(tokens))
    kind = draw.randrange(3)
    token = tokens[at] if kind == 1 else tokens.pop(at)
    if kind:
        tokens.insert(to, token)
    return b"".join(tokens)


def _spans(inner: bytes, draw: random.Random) -> bytes:
    """Merged cells, repeated cells and addresses say something else."""
    places = [m for span in _SPANS for m in re.finditer(re.escape(span) + rb'[^"<>]*"?([^"<>]*)"', inner)]
    for found in sorted(draw.sample(places, min(3, len(places))), key=lambda m: -m.start()):
        new = draw.choice(_RANGES if b"ref" in found[0] or b" r=" in found[0] else _NUMBERS)
        inner = inner[: found.start(1)] + new + inner[found.end(1) :]
    return inner


def _members_moved(data: bytes, draw: random.Random) -> bytes:
    """A member is gone, twice there, or has another's name."""
    members = _members(data)
    at = draw.randrange(len(members))
    name, inner = members.pop(at)
    kind = draw.randrange(3)
    if kind == 1:
        members += [(name, inner), (name, inner[: len(inner) // 2])]
    elif kind == 2 and members:
        members.append((draw.choice(members)[0], inner))
    return _packed(members)


def _raw(data: bytes, draw: random.Random) -> bytes:
    """Bytes of the file as it is packed."""
    return damaged_bytes(data, draw.randrange(2**32)).data


def _directory(data: bytes, draw: random.Random) -> bytes:
    """Sizes, offsets and checksums of the directory of a ZIP."""
    out = bytearray(data)
    heads = [m.start() for m in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", data)]
    for at in draw.sample(heads, min(2, len(heads))):
        place = min(at + draw.randrange(4, 46), len(out) - 4)
        out[place : place + 4] = draw.choice((b"\xff" * 4, b"\0" * 4, draw.randbytes(4)))
    return bytes(out)


_ZIP: tuple[Damage, ...] = (
    _in_a_member(_cut), _in_a_member(_hole), _in_a_member(_flipped), _in_a_member(_elements),
    _in_a_member(_spans), _in_a_member(_spans), _members_moved, _raw, _directory,
)  # fmt: skip


def _xref(data: bytes, draw: random.Random) -> bytes:
    """The table of objects is cut, or says other places."""
    at = data.rfind(b"xref", 0, max(data.rfind(b"startxref"), 0))
    if at < 0 or draw.random() < 0.3:
        return data[: draw.randrange(max(at, 1), len(data))]
    out = bytearray(data)
    for found in draw.sample(list(re.finditer(rb"\d{10}", data[at:])), 1) if at < len(data) - 30 else ():
        out[at + found.start() : at + found.end()] = b"%010d" % draw.choice((0, 1, len(data), 9_999_999_999))
    return bytes(out)


def _numbers(data: bytes, draw: random.Random) -> bytes:
    """Numbers of objects: lengths, references, boxes, widths."""
    out = data
    for found in draw.sample(list(re.finditer(rb"(?<=[ \[])-?\d+(?:\.\d+)?(?=[ \]/>])", data)) or [], 1):
        out = data[: found.start()] + draw.choice(_NUMBERS[:7]) + data[found.end() :]
    return out


def _names(data: bytes, draw: random.Random) -> bytes:
    """A name of a dictionary is another one."""
    found = list(re.finditer(rb"/[A-Z]\w+", data))
    one, other = draw.choice(found), draw.choice(found)
    return data[: one.start()] + other[0] + data[one.end() :]


def _stream(data: bytes, draw: random.Random) -> bytes:
    """The content of a page, unpacked, damaged and packed again."""
    places = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.S))
    found = draw.choice(places)
    try:
        inner = zlib.decompress(found[1])
    except zlib.error:
        return data[: found.start(1)] + _hole(found[1], draw) + data[found.end(1) :]
    packed = zlib.compress(_flipped(inner, draw))
    return data[: found.start(1)] + packed + data[found.end(1) :]


_PDF: tuple[Damage, ...] = (_xref, _numbers, _numbers, _names, _stream, _stream, _raw)
