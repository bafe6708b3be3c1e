"""The site in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import spent


@dataclass(frozen=True)
class Site:
    """`address`: without the last slash. `pid`: of the process that listens."""

    address: str
    pid: int

    def processes(self) -> list[int]:
        """All processes of the site, the one that listens first."""
        return list(spent.tree(self.pid))

    def memory(self) -> int:
        """Bytes of all of them; what several share is counted once."""
        return int(sum(map(spent.memory_mb, self.processes())) * 2**20)

    def work(self) -> float:
        """Seconds of processor time that the processes of now have used."""
        return sum(map(spent.work, self.processes()))


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
