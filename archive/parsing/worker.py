"""What a worker process does with one capture; it loads the parsers and the bytes, never the database."""

from __future__ import annotations

import re

from archive.store.to_read import Pending
from archive.store.warc_reading import DamagedRecord, UnreachedRecord, read_slice
from archive.workers import allow_most

FILE_SECONDS = 600.0
"""The longest that a file may take: a scan is read picture by picture."""
BASE_SECONDS = 8.0
SECONDS_PER_BYTE = 1 / 5_000
SECONDS_PER_PAGE = 10.0
PAGE_BYTES = 2_000
"""No scanned page is smaller: a small file that claims many pages gets no more time for them."""
_PDF_PAGE = re.compile(rb"/Type\s?/Page\b")


def file_seconds(data: bytes) -> float:
    """How long a file may be read: by its size and its pages, so that a file of a few KB is over in 20 s."""
    pages = min(len(_PDF_PAGE.findall(data)), len(data) // PAGE_BYTES)
    return min(FILE_SECONDS, BASE_SECONDS + len(data) * SECONDS_PER_BYTE + pages * SECONDS_PER_PAGE)


def read_capture(task: Pending) -> tuple[str, object]:
    """("read", a reading), or ("unreadable", "failed" or "unreached", the reason in one line)."""
    import parsers

    try:
        data = read_slice(task.directory, task.warc, task.offset, task.length, task.body_sha256)
        if not parsers.media_type(data).startswith("text/"):
            allow_most(file_seconds(data))
        return "read", parsers.parse_report(data, context=task.context, name=task.address)
    except UnreachedRecord as error:
        return "unreached", str(error)
    except (parsers.Unreadable, DamagedRecord) as error:
        return "unreadable", str(error)
    except (MemoryError, RecursionError) as error:
        return "failed", f"{type(error).__name__} while parsing"
    except Exception as error:  # a page must not end the crawl; what went wrong is an issue with its address
        return "failed", f"{type(error).__name__}: {error}"
