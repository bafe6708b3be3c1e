"""Discovery on the portal farm: are the reports found, nothing else believed, and at how many requests.

Seeds are drawn afresh for `make bench`; `tests/crawler/test_accept_farm.py` fixes its own. Called as a program with a
directory, 1 or 0 (all families left out) and the homes it crawls once and prints the summary. What counts as found: captures with
role `report` whose address is in the farm's truth; precision is over all captures with that role.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive import open_archive
from archive.urls import canonicalize
from benchmarks.result import Result
from crawler import Options, crawl
from crawler.families import FAMILIES
from samples.farm import FarmServer

REPORT = Path("build/discovery.json")
PORTALS = 30
MAX_PAGES = 600
SEEDS = 2
Counts = dict[str, Any]


def results() -> Iterator[Result]:
    """The rates over two seeds nobody has seen; per family they are in `build/discovery.json`."""
    rng = random.SystemRandom()
    counted = [measure(rng.randint(10_000, 999_999)) for _ in range(SEEDS)]
    yield from rates(counted)
    keep(counted)


def measure(seed: int, portals: int = PORTALS) -> Counts:
    """One seed with everything, then once more with all families left out."""
    with tempfile.TemporaryDirectory() as folder:
        first = _seed(seed, portals, folder, again=True)
        generic = _seed(seed, portals, f"{folder}/generic", generic=True)
    return {"seed": seed, **first, "generic": generic["portals"]}


def rates(counted: list[Counts]) -> Iterator[Result]:
    """The measures with their targets."""
    portals = [p for c in counted for p in c["portals"]]
    plain = [p for c in counted for p in c["generic"] if p["lists"] == "html"]
    found, right = _sum(portals, "found"), _sum(portals, "right")
    yield Result("discovery_recall", found / _sum(portals, "reports"), None, 0.99, "", "higher")
    yield Result("discovery_precision", right / max(1, _sum(portals, "believed")), None, 0.995, "", "higher")
    yield Result("requests_per_report", _sum(portals, "requests") / max(1, found), None, 3, "", "lower")
    generic = _sum(plain, "found") / _sum(plain, "reports")
    yield Result("discovery_recall_generic", generic, None, 0.9, "", "higher")
    again = sum(c["again"]["requests"] for c in counted) / _sum(portals, "requests")
    yield Result("recrawl_request_share", again, None, 0.25, "", "lower")


def keep(counted: list[Counts]) -> None:
    """Rates per family, and every portal, into `build/discovery.json`."""
    families: dict[str, list[Counts]] = {}
    for portal in (p for c in counted for p in c["portals"]):
        families.setdefault(portal["family"], []).append(portal)
    table = {name: _rates(rows) for name, rows in sorted(families.items())}
    REPORT.parent.mkdir(exist_ok=True)
    text = json.dumps({"families": table, "seeds": counted}, ensure_ascii=False, indent=1)
    REPORT.write_text(text + "\n", encoding="utf-8")


def _rates(rows: list[Counts]) -> Counts:
    found = _sum(rows, "found")
    return {
        "portals": len(rows),
        "recall": round(found / _sum(rows, "reports"), 4),
        "precision": round(_sum(rows, "right") / max(1, _sum(rows, "believed")), 4),
        "requests_per_report": round(_sum(rows, "requests") / max(1, found), 2),
    }


def _sum(rows: list[Counts], name: str) -> int:
    return sum(row[name] for row in rows)


def _seed(seed: int, portals: int, folder: str, *, generic: bool = False, again: bool = False) -> Counts:
    """A farm and the crawls of it, each in a process of its own: the network engine starts once a process."""
    with FarmServer(seed, portals) as farm:
        found = _crawl(farm, folder, generic)
        first = _count(farm, folder, found)
        if again:
            before = len(farm.log)
            second = _crawl(farm, folder, generic)
            first["again"] = {"requests": len(farm.log) - before, "new": second["new_reports"]}
            first["step"] = _step(farm, folder)
    return first


def _step(farm: FarmServer, folder: str) -> Counts:
    """A step of the farm's time and a third crawl: how many were published, and new where nothing else happened."""
    step = farm.evolve(1)
    third = _crawl(farm, folder, generic=False)
    expected: dict[str, int] = {}
    for key in step["published"]:
        host = f"{key.partition('/')[0]}.sample.localhost"
        expected[host] = expected.get(host, 0) + 1
    elsewhere = (step["moved"], step["blocked"])
    new = {h: n for h, n in third["new"].items() if n and h not in elsewhere}
    wrong = sorted(h for h in expected.keys() | new.keys() if expected.get(h, 0) != new.get(h, 0))
    outcome = third["outcomes"].get(step["blocked"], "")
    return {"published": len(step["published"]), "new": sum(new.values()), "wrong": wrong, "blocked": outcome}


def _crawl(farm: FarmServer, folder: str, generic: bool) -> Counts:
    command = [sys.executable, "-m", "benchmarks.discovery", folder, str(int(generic)), *farm.homes]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=1800, check=True)
    summary: Counts = json.loads(done.stdout.splitlines()[-1])
    return summary


def _count(farm: FarmServer, folder: str, summary: Counts) -> Counts:
    """What was found on each portal, against the truth."""
    with open_archive(Path(folder), read_only=True) as archive:
        rows = archive.rows("select distinct address from captures where role = 'report' and grade = 'ok'")
        believed = {row["address"] for row in rows}
    asked: dict[str, int] = {}
    for hit in farm.log:
        host = hit.host.removeprefix("www.")
        asked[host] = asked.get(host, 0) + 1
    return {"portals": [_portal(p, believed, asked, summary) for p in farm.truth()["portals"]]}


def _portal(portal: Counts, believed: set[str], asked: dict[str, int], summary: Counts) -> Counts:
    mine = {a for a in believed if a.startswith(f"http://{portal['host']}/")}
    addresses = {r["key"]: {canonicalize(a) for a in r["addresses"]} for r in portal["reports"]}
    every = set().union(*addresses.values())
    missed = [r for r in portal["reports"] if not addresses[r["key"]] & mine]
    return {
        **{name: portal[name] for name in ("host", "family", "lists", "home_made")},
        "reports": len(portal["reports"]),
        "found": len(portal["reports"]) - len(missed),
        "believed": len(mine),
        "right": len(mine & every),
        "requests": asked.get(portal["host"], 0),
        "outcome": summary["outcomes"].get(portal["host"], ""),
        "missed": [[r["title"], r["addresses"][0]] for r in missed],
        "wrong": sorted(mine - every),
    }


def _main(folder: str, generic: str, homes: list[str]) -> None:
    without = frozenset(f.NAME for f in FAMILIES) if generic == "1" else frozenset[str]()
    options = Options(
        ignore_delays=True, allow_loopback=True, parse=False, max_pages=MAX_PAGES, without=without
    )
    with open_archive(Path(folder)) as archive:
        summary = crawl(archive, homes, options)
    said = {
        "new_reports": summary.new_reports,
        "seconds": summary.seconds,
        "outcomes": {p.host: p.outcome for p in summary.portals},
        "new": {p.host: p.new_reports for p in summary.portals},
    }
    print(json.dumps(said))


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], sys.argv[3:])
