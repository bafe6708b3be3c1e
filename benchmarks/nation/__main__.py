"""`make nation`: crawl, fill archives of three sizes, then measure them, one file of figures. What is done is not done again.

All are filled before one is measured: filling takes long and may share the machine, measuring takes minutes and wants it quiet.

With `tenth` a tenth of it; a directory may follow, else `build/nation`.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.nation import cost, crawling, fill, measure

Figures = dict[str, Any]
MEASURES = ("work", "cost", "site", "analysis")
AT = 2_000_000
"""Reports of the nation: what is told of it is an extrapolation."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`sizes`: reports, the smallest first."""

    hosts: int
    sizes: tuple[int, ...]
    seconds: float = measure.SECONDS


WHOLE = Plan(3_000, (5_000, 50_000, 500_000))
TENTH = Plan(300, (5_000, 50_000))


def rehearse(folder: Path, plan: Plan, report: Path) -> Figures:
    """Everything of a plan that `report` does not have yet; returns the whole of it."""
    book = _Book(report)
    book.once("crawl", lambda: crawling.crawl_all(folder / "crawled", plan.hosts))
    before = folder / "crawled"
    for size in plan.sizes:
        data = folder / str(size)
        source = before if size > book.figures["crawl"]["reports"] else None
        if not all(f"{size} {name}" in book.figures for name in MEASURES):
            print(f"{_filled(data, size, source)} reports", flush=True)
        before = data if source else before
    for size in plan.sizes:
        data = folder / str(size)
        book.once(f"{size} work", lambda data=data: measure.work(data))
        book.once(f"{size} cost", lambda data=data: {"pages": cost.cost(data)})
        book.once(f"{size} site", lambda data=data: measure.site(data, seconds=plan.seconds))
        book.once(f"{size} analysis", lambda data=data: measure.analysis(data))
    book.keep("exponents", dict(exponents(book.figures, plan.sizes)))
    book.keep("at", {"reports": AT, "extrapolated": dict(extrapolated(book.figures, plan.sizes))})
    return book.figures


def _filled(data: Path, size: int, source: Path | None) -> int:
    """Fill an archive to so many reports, at first a copy of `source` where there is one; returns how many it has."""
    if source is not None and not data.exists():
        part = data.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(source, part)
        part.rename(data)
    return fill.fill(data, size)


class _Book:
    """Figures in a file, written as they come."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.figures: Figures = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}

    def once(self, name: str, make: Callable[[], Figures]) -> None:
        if name not in self.figures:
            print(name, flush=True)
            self.keep(name, make() | {"commit": _commit()})

    def keep(self, name: str, figures: Figures) -> None:
        self.figures[name] = figures
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self.figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def series(figures: Figures, size: int) -> Iterator[tuple[str, float]]:
    """What is compared between sizes: of each, a name and a number."""
    for name, found in figures[f"{size} site"]["pages"].items():
        yield f"{name} p95_ms", found["p95_ms"]
    for name, found in figures[f"{size} cost"]["pages"].items():
        yield f"{name} cpu_ms", found["again_ms"]
    yield "memory_mb", figures[f"{size} site"]["memory_mb"]
    for part in ("work", "analysis"):
        yield from ((k, v) for k, v in figures[f"{size} {part}"].items() if k != "commit")


def exponents(figures: Figures, sizes: tuple[int, ...]) -> Iterator[tuple[str, float]]:
    """Name -> the power of the size with which it grew between the last two sizes: 0 stays as it is, 1 grows in step."""
    before, last = sizes[-2:]
    small = dict(series(figures, before))
    for name, number in series(figures, last):
        if number > 0 and small.get(name, 0) > 0:
            yield name, round(math.log(number / small[name]) / math.log(last / before), 3)


def extrapolated(figures: Figures, sizes: tuple[int, ...]) -> Iterator[tuple[str, float]]:
    """Name -> what it would be at AT reports, if it went on as it grew last."""
    powers = dict(exponents(figures, sizes))
    for name, number in series(figures, sizes[-1]):
        yield name, round(number * (AT / sizes[-1]) ** max(0.0, powers.get(name, 0.0)), 1)


if __name__ == "__main__":
    tenth = "tenth" in sys.argv[1:]
    rest = [argument for argument in sys.argv[1:] if argument != "tenth"]
    place = Path(rest[0] if rest else "build/nation")
    name = "nation-tenth.json" if tenth else "nation.json"
    rehearse(place, TENTH if tenth else WHOLE, place.parent / name)
