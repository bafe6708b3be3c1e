"""What a saved response is: its grade by its status, its role by what its bytes show, judged in a process that can be killed."""

from __future__ import annotations

from archive.grades import GradeName, Role
from archive.workers import Workers
from parsers.model import Context

BUDGET_SECONDS = 20.0
_FILES = ("application/", "image/")
_Task = tuple[bytes, Context]


def refused_grade(status: int) -> GradeName:
    """The crawl's word for an answer without a page."""
    return "gone" if status in (404, 410) else "redirect" if 300 <= status < 400 else "error"


class Judge:
    """Tells reports from lists and other pages. Close it."""

    def __init__(self) -> None:
        self._workers: Workers[_Task] = Workers(
            _judged, 1, BUDGET_SECONDS, ("parsers.parse", "parsers.page.outline", __name__)
        )

    def role(self, body: bytes, url: str) -> Role:
        """A page that cannot be judged in time is called a report: the reading then says what is wrong with it."""
        self._workers.send((body, Context(url=url)))
        while True:
            for done in self._workers.done(timeout=1.0):
                if done.outcome != "read":
                    return "report"
                role: Role = done.result
                return role

    def close(self) -> None:
        self._workers.close()


def _judged(task: _Task) -> tuple[str, str]:
    """In a worker: files may be reports, which the parsers will say; of pages the outline says it."""
    import parsers

    body, context = task
    try:
        if parsers.media_type(body).startswith(_FILES):
            return "read", "report"
        kind = parsers.outline(body, context).kind
    except Exception as error:  # whatever a page does to the outline, the reading will name it
        return "failed", str(error)
    return "read", kind if kind in ("report", "list") else "page"
