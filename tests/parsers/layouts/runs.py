"""The large runs: thousands of pages from consecutive seeds on all cores, counted by transformation and by damage."""

from __future__ import annotations

import fcntl
import json
import multiprocessing
import os
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.parsers.layouts.damage import DAMAGES
from tests.parsers.layouts.harm import Harm, judge_harm
from tests.parsers.layouts.judging import judge
from tests.parsers.layouts.plans import make, random_plan

BUILD = Path(__file__).resolve().parents[3] / "build"
SHARE = float(os.environ.get("SHARE") or 1)
"""The part of the large runs that is run: `make accept-reading SHARE=0.1` for a busy machine."""
_KEPT = 20
_WRONG = ("wrong", "lost", "doubted")
_BAD = ("silent", "silent_t2", "vanished", "invented", "locator")


@dataclass(slots=True)
class Tally:
    """What a run came to: counts over all pages, counts by transformation or damage, and the first failures."""

    total: Counter[str] = field(default_factory=Counter)
    by_name: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    failures: list[str] = field(default_factory=list)

    def add(self, names: tuple[str, ...], counts: Counter[str], failures: list[str]) -> None:
        self.total.update(counts)
        for name in names:
            self.by_name[name].update(counts)
        self.failures.extend(failures[: max(0, _KEPT - len(self.failures))])

    def rate(self, *kinds: str) -> float:
        return sum(self.total[kind] for kind in kinds) / max(1, self.total["cells"])


Counted = tuple[tuple[str, ...], Counter[str], list[str]]


def _layout(seed: int) -> Counted:
    plan = random_plan(seed)
    verdict = judge(make(plan), plan)
    counts = verdict.counts + Counter(pages=1, cells=verdict.cells)
    counts["right"] = verdict.cells - sum(verdict.counts[kind] for kind in _WRONG)
    names = tuple(t.name for t in plan.transformations)
    if not names:
        counts["clean_pages"] = 1
        counts["clean_pages_flagged"] = int(bool(verdict.complaints))
    return names, counts, [f"{plan}: {c}" for c in verdict.complaints[:3]]


def _damage(seed: int) -> Counted:
    kinds = sorted(DAMAGES)
    harm = Harm(seed, kinds[seed % len(kinds)])
    verdict = judge_harm(harm)
    if verdict is None:
        return (harm.kind,), Counter(not_applicable=1), []
    counts = verdict.counts + Counter(pages=1, cells=verdict.cells)
    counts["cells_t2"] = verdict.cells_t2
    failures = [f"{harm} {harm.plan}: {c}" for c in verdict.complaints if c.startswith(_BAD)]
    return (harm.kind,), counts, failures[:3]


def run(work: Any, first: int, count: int) -> Tally:
    tally = Tally()
    with multiprocessing.get_context("spawn").Pool(os.cpu_count()) as pool:
        for counted in pool.imap(work, range(first, first + count), chunksize=50):
            tally.add(*counted)
    return tally


def layouts_run(count: int, first: int = 0) -> Tally:
    """Read `count` pages of random layouts."""
    return run(_layout, first, count)


def damages_run(count: int, first: int = 0) -> Tally:
    """Read at least `count` damaged pages, every kind equally often; pages that offer nothing to damage are made up for."""
    tally = run(_damage, first, count)
    while (short := count - tally.total["pages"]) > 0:
        more = run(_damage, first + count + tally.total["made_up"], short + len(DAMAGES))
        tally.total["made_up"] += short + len(DAMAGES)
        tally.total.update(more.total)
        for name, counts in more.by_name.items():
            tally.by_name[name].update(counts)
        tally.failures.extend(more.failures[: max(0, _KEPT - len(tally.failures))])
    return tally


def table(tally: Tally, columns: tuple[str, ...]) -> str:
    """The counts by name as a table for people, the sum last."""
    width = max(len(name) for name in (*tally.by_name, "all")) + 2
    lines = ["".ljust(width) + "".join(c.rjust(max(10, len(c) + 2)) for c in columns)]
    for name, counts in (*sorted(tally.by_name.items()), ("all", tally.total)):
        cells = "".join(str(counts[c]).rjust(max(10, len(c) + 2)) for c in columns)
        lines.append(name.ljust(width) + cells)
    return "\n".join(lines)


def save(section: str, tally: Tally, rates: dict[str, float]) -> None:
    """Put a run into build/accuracy.json beside the others; several may end at once."""
    BUILD.mkdir(exist_ok=True)
    path = BUILD / "accuracy.json"
    with (BUILD / "accuracy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        known[section] = {
            "rates": rates,
            "share": SHARE,
            "counts": dict(tally.total),
            "by_name": {name: dict(counts) for name, counts in sorted(tally.by_name.items())},
            "failures": tally.failures,
        }
        path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
