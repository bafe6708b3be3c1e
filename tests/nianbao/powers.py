"""Obeying the permissions of files, also as root: in a container everybody is root, and root writes read-only files."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION_3 = 0x20080522
_PAST_PERMISSIONS = (1 << 1) | (1 << 2) | (1 << 3)
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH and CAP_FOWNER of capabilities(7), in the first of the effective words."""


@contextmanager
def ordinary() -> Iterator[None]:
    """Without the capabilities that go past permissions, for this thread and as long as it lasts."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = (ctypes.c_uint32 * 2)(_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    _done(libc.capget(header, data))
    before = data[0]
    data[0] = before & ~_PAST_PERMISSIONS
    _done(libc.capset(header, data))
    try:
        yield
    finally:
        data[0] = before
        _done(libc.capset(header, data))


def _done(result: int) -> None:
    if result:
        raise OSError(ctypes.get_errno(), "capabilities of this process")
