"""In a worker: a capture's bytes made into what the site shows of it. Whatever the bytes do, only the worker feels it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from archive.store import captures
from archive.store.warc_reading import DamagedRecord
from nianbao.site.proof import fact_source, requisites, sanitize
from nianbao.site.web.pool import MEMORY, last_resort

SECONDS = 5.0
SHOWN, DAMAGED, FAILED = "shown", "damaged", "failed"
PAGE_BYTES = 20_000_000
"""What a shown page may come to; the raw bytes are a download."""


@dataclass(frozen=True, slots=True)
class Task:
    """`fact`: the statement that is looked for, in place of the locator `at`. `save_as`: write the bytes there and
    show nothing."""

    database: str
    key: str
    at: str = ""
    fact: str = ""
    number: int | None = None
    plain: bool = False
    save_as: str = ""


@dataclass(frozen=True, slots=True)
class Proof:
    """`at`: the locator that is outlined."""

    page: sanitize.Page
    at: str = ""
    statement: fact_source.Statement | None = None


def show(task: Task) -> tuple[str, Proof | str | None]:
    """(`SHOWN`, a `Proof`, or None for saved bytes), or (`DAMAGED`, `FAILED` or `MEMORY`, the reason in one line)."""
    with last_resort(SECONDS):
        try:
            return SHOWN, _shown(task)
        except DamagedRecord as error:
            return DAMAGED, str(error)
        except MemoryError:
            return MEMORY, "it needs more memory than one file may take"
        except Exception as error:  # what published bytes can do to a library is not to be listed
            return FAILED, f"{type(error).__name__} in reading it"


@cache
def _connection(database: str) -> sqlite3.Connection:
    conn = sqlite3.connect(f"{Path(database).absolute().as_uri()}?mode=ro", uri=True)
    conn.row_factory = sqlite3.Row
    return conn


def _shown(task: Task) -> Proof | None:
    conn, warc = _connection(task.database), Path(task.database).parent / "warc"
    capture = captures.by_key(conn, task.key)
    body = captures.place_of(conn, task.key).body(warc)
    if task.save_as:
        Path(task.save_as).write_bytes(body)
        return None
    statement = None
    if task.fact and (found := fact_source.evidence(conn, capture["id"], task.fact)):
        statement = fact_source.find(body, found["source"], found["text"], found.get("locator"))
    at = (statement.locator or "") if statement else task.at
    loaded = requisites.load(requisites.places(conn, capture, body), warc)
    page = sanitize.page(body, at, task.number, loaded, task.plain)
    if len(page.html) > PAGE_BYTES:
        page = replace(page, html=sanitize.EMPTY, how="none", why="it is larger than a page may be")
    return Proof(page, at, statement)
