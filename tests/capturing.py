"""What a crawl does with one answer, in one step, for tests that begin behind it."""

from __future__ import annotations

from archive import Archive
from archive.grades import Role
from archive.store import captures
from archive.store.response import Response
from parsers.model import Context


def captured(
    archive: Archive,
    response: Response,
    role: Role = "report",
    *,
    grade: str = "ok",
    run_id: int | None = None,
    portal_id: int | None = None,
    context: Context | None = None,
    final_url: str | None = None,
) -> str:
    """Store the response and insert its row; gives the capture's key."""
    stored = captures.store(archive, response)
    with archive.transaction():
        row = captures.insert(
            archive,
            stored,
            run_id=run_id,
            portal_id=portal_id,
            grade=grade,
            why=None,
            role=role,
            context=context or Context(url=response.url),
            final_url=final_url,
        )
    return str(archive.value("select key from captures where id = ?", row))
