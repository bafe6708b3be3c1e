"""A crawl in a process of its own: the network engine starts once a process, and some tests kill it.

`python -m tests.crawler.child DATA OPTIONS-JSON HOME…` prints the summary as one line of JSON. The option `days` is
how many days later than now it is; `dns` names a file in which every name is written that is resolved.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOOPBACK: dict[str, Any] = {"allow_loopback": True, "delay": 0.0}
FAST: dict[str, Any] = {**LOOPBACK, "ignore_delays": True}


def start(data: Path, homes: list[str], options: dict[str, Any]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.crawler.child", str(data), json.dumps(options), *homes]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run(data: Path, homes: list[str], options: dict[str, Any], timeout: float = 300) -> dict[str, Any]:
    """The summary of a whole crawl; anything on standard error fails the test."""
    with start(data, homes, options) as process:
        out, err = process.communicate(timeout=timeout)
    assert process.returncode == 0, err
    assert err == "", err
    summary: dict[str, Any] = json.loads(out)
    return summary


def _main(data: str, options: str, homes: list[str]) -> None:
    from archive import open_archive
    from archive.clock import system_clock
    from crawler import Options, crawl
    from crawler.page.any_recipe import of_json
    from crawler.schedule.hours import Hours

    chosen = json.loads(options)
    later = timedelta(days=chosen.pop("days", 0))
    if (log := chosen.pop("dns", None)) is not None:
        _resolve_everything_here(Path(log))
    if "hours" in chosen:
        chosen["hours"] = Hours.parse(chosen["hours"])
    if "without" in chosen:
        chosen["without"] = frozenset(chosen["without"])
    if "also_on" in chosen:
        chosen["also_on"] = {portal: frozenset(hosts) for portal, hosts in chosen["also_on"].items()}
    chosen["recipes"] = {
        portal: tuple(map(of_json, recipes)) for portal, recipes in chosen.get("recipes", {}).items()
    }
    with open_archive(data, lambda: system_clock() + later) as archive:
        summary = asdict(crawl(archive, homes, Options(**chosen)))
        print(json.dumps({**summary, "peak_mb": _peak_mb()}))


def _resolve_everything_here(log: Path) -> None:
    """A resolver of the system to whom every name is this machine, once, and a private address from then on; it writes down what it was
    asked."""
    asked: set[str] = set()

    def resolve(name: str) -> str:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{name}\n")
        first = name not in asked
        asked.add(name)
        return "127.0.0.1" if first else "10.9.9.9"

    socket.gethostbyname = resolve


def _peak_mb() -> float:
    """Of this process since it began; ru_maxrss begins at the size of the process that forked it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    kilobytes: str = next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]
    return int(kilobytes) / 1024


if __name__ == "__main__":
    _main(sys.argv[1], sys.argv[2], sys.argv[3:])
