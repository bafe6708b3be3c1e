"""OLE containers, in which the Office files before 2007 are kept."""

from __future__ import annotations

import io
from typing import Any

from parsers.model import Unreadable
from parsers.readers.limits import need


def open_ole(raw: bytes, what: str) -> Any:
    """An OLE container.

    :raises Unreadable: it is damaged or encrypted, or the extra [office] is missing.
    """
    olefile = need("olefile", "office", what)
    try:
        ole = olefile.OleFileIO(io.BytesIO(raw))
    except Exception as error:  # olefile meets damage with kinds of its own
        raise Unreadable(f"the old Office file is damaged or cut off: {type(error).__name__}") from None
    if ole.exists("EncryptedPackage"):
        raise Unreadable("the Office file is encrypted: it opens with a password only")
    return ole
