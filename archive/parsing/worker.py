"""What a worker process does with one capture; it loads the parsers and the bytes, never the database."""

from __future__ import annotations

from archive.store.captures import Pending
from archive.store.warc import DamagedRecord, read_slice
from archive.workers import allow_most

FILE_SECONDS = 600.0
"""A file may take longer than a page: a scan is read picture by picture."""


def read_capture(task: Pending) -> tuple[str, object]:
    """("read", a reading), or ("unreadable" or "failed", the reason in one line)."""
    import parsers

    try:
        data = read_slice(task.directory, task.warc, task.offset, task.length, task.body_sha256)
        if not parsers.media_type(data).startswith("text/"):
            allow_most(FILE_SECONDS)
        return "read", parsers.parse_report(data, context=task.context, name=task.address)
    except (parsers.Unreadable, DamagedRecord) as error:
        return "unreadable", str(error)
    except (MemoryError, RecursionError) as error:
        return "failed", f"{type(error).__name__} while parsing"
    except Exception as error:  # a page must not end the crawl; what went wrong is an issue with its address
        return "failed", f"{type(error).__name__}: {error}"
