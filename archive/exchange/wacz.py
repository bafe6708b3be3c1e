"""A WACZ file (specs.webrecorder.net) of the captures of a report or a portal, for replayweb.page and pywb."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from archive.exchange.surt import surt
from archive.store.db import Archive
from archive.store.warc_reading import read_member
from archive.store.warc_writing import warcinfo

WACZ_VERSION = "1.1.1"
WARC = "archive/data.warc.gz"
_COLUMNS = "select c.*, (select title from readings where capture_id = c.id limit 1) as title from captures c"
_NOT_DOWN = "not exists (select 1 from tombstones t where t.capture_key = c.key)"


def captures_of_report(archive: Archive, report_key: str) -> list[sqlite3.Row]:
    """Captures of every address of a report, of the files and pages beside it, and of pages whose text stands at one of these."""
    return archive.rows(
        f"with own as (select n.address from renditions n join reports r on r.id = n.report_id where r.key = ?)"
        f" {_COLUMNS} where (c.address in own or c.key in (select page_key from captures where address in own))"
        f" and {_NOT_DOWN} order by c.fetched_at, c.key",
        report_key,
    )


def captures_of_portal(archive: Archive, host: str) -> list[sqlite3.Row]:
    return archive.rows(
        f"{_COLUMNS} where c.portal_id = (select id from portals where host = ?) and {_NOT_DOWN}"
        " order by c.fetched_at, c.key",
        host,
    )


def write_wacz(archive: Archive, rows: list[sqlite3.Row], path: Path, *, title: str, created: str) -> int:
    """Write the file; returns the number of records. Records are byte by byte those of the archive. What was
    rendered from a page lies beside it and is not in the index: to a replay only what a server answered stands at an address."""
    warc, index = _records(archive, rows)
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}, *_pages(rows)]
    files = {
        WARC: warc,
        "indexes/index.cdx.gz": gzip.compress("".join(sorted(index)).encode(), mtime=0),
        "pages/pages.jsonl": "".join(json.dumps(p, ensure_ascii=False) + "\n" for p in pages).encode(),
    }
    package = {
        "profile": "data-package",
        "wacz_version": WACZ_VERSION,
        "title": title,
        "created": created,
        "software": "nianbao",
        "resources": [
            {"name": Path(name).name, "path": name, "hash": _sha256(data), "bytes": len(data)}
            for name, data in files.items()
        ],
    }
    files["datapackage.json"] = json.dumps(package, ensure_ascii=False, indent=1).encode()
    digest = {"path": "datapackage.json", "hash": _sha256(files["datapackage.json"])}
    files["datapackage-digest.json"] = json.dumps(digest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
        for name, data in files.items():
            out.writestr(name, data)
    return len(rows)


def _records(archive: Archive, rows: list[sqlite3.Row]) -> tuple[bytes, list[str]]:
    """The WARC file and its CDXJ lines."""
    out, index = io.BytesIO(), []
    out.write(warcinfo(Path(WARC).name))
    for row in rows:
        member = read_member(archive.warcs.directory, row["warc"], row["offset"], row["length"])
        if row["record_type"] != "conversion":
            index.append(_cdxj(row, member, out.tell()))
        out.write(member)
    return out.getvalue(), index


def _cdxj(row: sqlite3.Row, member: bytes, offset: int) -> str:
    record = next(iter(ArchiveIterator(io.BytesIO(member))))
    entry = {
        "url": row["url"],
        "mime": "warc/revisit" if row["record_type"] == "revisit" else row["media_type"] or "unk",
        "status": str(row["status"]),
        "digest": record.rec_headers.get_header("WARC-Payload-Digest"),
        "length": str(len(member)),
        "offset": str(offset),
        "filename": Path(WARC).name,
    }
    stamp = "".join(c for c in row["fetched_at"][:19] if c.isdigit())
    return f"{surt(row['url'], row['form'])} {stamp} {json.dumps(entry)}\n"


def _pages(rows: list[sqlite3.Row]) -> Iterator[dict[str, str]]:
    for row in rows:
        if row["record_type"] == "response" and row["role"] != "attachment" and row["status"] == 200:
            yield {
                "id": row["key"],
                "url": row["url"],
                "ts": row["fetched_at"],
                "title": row["title"] or row["url"],
            }


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
