"""The site in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Site:
    """`address`: without the last slash. `pid`: of the process that listens."""

    address: str
    pid: int

    def processes(self) -> list[int]:
        """All processes of the site, the one that listens first."""
        children: dict[int, list[int]] = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
        found = [self.pid]
        for pid in found:
            found += children.get(pid, [])
        return found

    def memory(self) -> int:
        """Bytes of all of them; what several share is counted once."""
        return sum(_memory(pid) for pid in self.processes())

    def work(self) -> float:
        """Seconds of processor time that the processes of now have used."""
        return sum(_work(pid) for pid in self.processes())


def _memory(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _work(pid: int) -> float:
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


@contextmanager
def running(data: Path, before: str = "", **options: object) -> Iterator[Site]:
    """A site on this archive; `options` as of `serve`; `before`: what its process does first."""
    code = f"{before}\nfrom nianbao.site import serve; serve({str(data)!r}, **{options!r})"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Site(process.stdout.readline().split()[-1].rstrip("/"), process.pid)
        finally:
            process.terminate()


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Serve this archive; gives the address without the last slash."""
    with running(data) as site:
        yield site.address
