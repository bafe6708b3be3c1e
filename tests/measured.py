"""A command with the memory it took, grandchildren included.

The kernel counts a process from the size of the one that began it, and a test run is large: a small process stands between.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass

_BETWEEN = (
    "import resource, subprocess, sys\n"
    "status = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode\n"
    "print(status, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
)


@dataclass(frozen=True)
class Measured:
    """`status`: of the exit; `peak_mb`: of the largest process."""

    status: int
    stderr: str
    peak_mb: float


def run(command: list[str]) -> Measured:
    """Run to the end; standard output is thrown away."""
    done = subprocess.run(
        [sys.executable, "-c", _BETWEEN, *command], capture_output=True, text=True, check=True
    )
    status, peak = done.stdout.split()
    return Measured(int(status), done.stderr, int(peak) / 1024)
