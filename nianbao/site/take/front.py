"""In the site's process: a download asked of a worker, into a file."""

from __future__ import annotations

from functools import cache

from nianbao.site.take import work
from nianbao.site.take.work import LARGE, MADE, NOTHING, Task
from nianbao.site.web.pool import BUSY, DIED, MEMORY, TIMEOUT, Limits, Pool

LIMITS = Limits(size=2, seconds=work.SECONDS, patience=120.0, waiting=4, memory=600_000_000)
REFUSED = {
    NOTHING: (404, "take.nothing"),
    LARGE: (413, "take.large"),
    MEMORY: (413, "take.large"),
    DIED: (413, "take.large"),
    TIMEOUT: (413, "take.large"),
    BUSY: (503, "take.busy"),
}
"""What became of it -> status of the answer, and the key of the sentence that says so."""


@cache
def pool() -> Pool[Task]:
    """The workers of this process; they know nothing of the site."""
    return Pool(work.make, LIMITS)


async def made(task: Task) -> tuple[int, str]:
    """(200, "") where the file is there, else a status and why."""
    done = await pool().ask(task)
    return (200, "") if done.outcome == MADE else REFUSED.get(done.outcome, (500, "take.large"))
