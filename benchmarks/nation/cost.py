"""What a page costs in processor time, which says the same on a busy machine: asked one by one of a site in this process.

Datasette's own pages are answered by other processes and are left out.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.readers import pages

ELSEWHERE = {"table", "sql", "row"}
MOST = 12
"""Addresses of a kind."""
ROUNDS = 3
Figures = dict[str, Any]


def cost(data: Path) -> Figures:
    """Kind of page -> milliseconds of CPU: `first`, the most that an address took when it was asked first (what is counted once
    for all readers is counted then), `again`, the median after that, `most`, the most; `refused`: what was answered with an error."""
    application = import_module("nianbao.site.serve").application
    return asyncio.run(
        _asked(application(data), {n: p[:MOST] for n, p in pages(data).items() if n not in ELSEWHERE})
    )


async def _asked(site: Any, of: dict[str, list[str]]) -> Figures:
    await site.invoke_startup()
    await site.client.get("/data")
    found: Figures = {}
    for name, paths in of.items():
        refused: list[str] = []
        first = [await _spent(site, path, refused) for path in paths]
        again = [await _spent(site, path, refused) for path in paths * ROUNDS]
        found[name] = {
            "first_ms": round(max(first), 1),
            "again_ms": round(statistics.median(again), 1),
            "most_ms": round(max(again), 1),
            "refused": sorted(set(refused)),
        }
    return found


async def _spent(site: Any, path: str, refused: list[str]) -> float:
    """`refused`: is told of an address that is answered with an error."""
    began = time.process_time()
    answer = await site.client.get(path)
    if answer.status_code != 200:
        refused.append(path)
    return (time.process_time() - began) * 1000
