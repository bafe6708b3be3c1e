"""Memory that is free goes back to the system: the C library keeps it, most of all after large pages.

Where it is another library than glibc, nothing is done.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

LARGE_BYTES = 1_000_000
"""What is larger is taken from the system by itself, and goes back at once."""
_MMAP_THRESHOLD = -3
"""M_MMAP_THRESHOLD of <malloc.h>."""
_library = ctypes.CDLL(None)


def held_bytes() -> int:
    """Resident memory of this process."""
    return int(Path("/proc/self/statm").read_bytes().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def give_back() -> None:
    """Return what is free."""
    trim = getattr(_library, "malloc_trim", None)
    if trim is not None:
        trim(0)


def return_large() -> None:
    """From now on large pieces return when they are freed; by itself the library learns to keep ever larger ones."""
    option = getattr(_library, "mallopt", None)
    if option is not None:
        option(_MMAP_THRESHOLD, LARGE_BYTES)
