"""What a file may cost, and what to say where it costs more or a library is missing."""

from __future__ import annotations

import importlib
import io
import zipfile
from typing import Any

from parsers.model import Unreadable

MAX_INFLATED = 200_000_000
"""Bytes that all entries of one container may inflate to."""
MAX_ENTRY = 60_000_000
"""Bytes that one entry may inflate to; an XML tree costs several times its text."""
MAX_RATIO = 200
"""How much smaller an entry may be packed; text of these reports packs 10 to 40 times."""
MAX_ENTRIES = 5_000
MAX_SLOTS = 200_000
"""Slots of one table, as for HTML."""
_SMALL = 1_000_000


def need(module: str, extra: str, what: str) -> Any:
    """A module of an optional extra.

    :raises Unreadable: it is not installed; how that is done stands in the README.
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise Unreadable(f"{what} needs the extra [{extra}], which is not installed here") from None


def open_zip(raw: bytes, what: str) -> zipfile.ZipFile:
    """A ZIP container whose directory promises nothing outrageous.

    :raises Unreadable: it is damaged, encrypted or a bomb.
    """
    try:
        box = zipfile.ZipFile(io.BytesIO(raw))
        entries = box.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unreadable(f"{what} is damaged: its ZIP directory cannot be read") from None
    if len(entries) > MAX_ENTRIES or sum(e.file_size for e in entries) > MAX_INFLATED:
        raise Unreadable(f"{what} is a zip bomb: it would inflate beyond {MAX_INFLATED // 1_000_000} MB")
    for entry in entries:
        if entry.file_size > _SMALL and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
            raise Unreadable(
                f"{what} is a zip bomb: {entry.filename[:60]} inflates more than {MAX_RATIO} times"
            )
    return box


def entry_bytes(box: zipfile.ZipFile, name: str, what: str) -> bytes:
    """One entry of a container, at most MAX_ENTRY bytes of it, whatever its directory claims.

    :raises Unreadable: it is missing, damaged, encrypted or longer.
    """
    try:
        with box.open(name) as stream:
            data = stream.read(MAX_ENTRY + 1)
    except KeyError:
        raise Unreadable(f"{what} is damaged: it has no {name}") from None
    except RuntimeError:
        raise Unreadable(f"{what} is encrypted") from None
    except Exception as error:  # zlib, lzma and zipfile raise kinds of their own
        raise Unreadable(f"{what} is damaged: {name} does not inflate ({type(error).__name__})") from None
    if len(data) > MAX_ENTRY:
        raise Unreadable(f"{what} is a zip bomb: {name[:60]} inflates beyond {MAX_ENTRY // 1_000_000} MB")
    return data
