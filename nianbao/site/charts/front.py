"""In the site's process: charts asked of a worker, the newest of them kept."""

from __future__ import annotations

from collections import OrderedDict
from functools import cache

from nianbao.site.charts import work
from nianbao.site.charts.work import DRAWN, Task
from nianbao.site.web.pool import Limits, Pool

LIMITS = Limits(size=1, seconds=work.SECONDS, patience=3.0, waiting=24, memory=300_000_000, prompt=2.0)
KEPT_BYTES = 16_000_000
_kept: OrderedDict[Task, bytes] = OrderedDict()


@cache
def pool() -> Pool[Task]:
    """The worker of this process; it knows nothing of the site."""
    return Pool(work.draw, LIMITS)


async def chart(task: Task) -> bytes | None:
    """The drawn chart; None where too many wait, or where it takes too much."""
    if found := _kept.get(task):
        return found
    done = await pool().ask(task)
    if done.outcome != DRAWN:
        return None
    _kept[task] = done.result
    while sum(map(len, _kept.values())) > KEPT_BYTES:
        _kept.popitem(last=False)
    return bytes(done.result)
