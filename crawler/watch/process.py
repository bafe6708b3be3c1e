"""The process with the browser, from the crawl's side: begun, listened to, held to its budgets, and ended with all that it began."""

from __future__ import annotations

import importlib.util
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from crawler.watch import messages
from crawler.watch.messages import Job, Message

SECONDS, SILENT_SECONDS, MEMORY_BYTES = 900.0, 60.0, 1_200_000_000
"""Of one list by the clock, the host's delays included; without a word of the browser's, while it is its turn; of all its processes
together."""
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MOST_DATA, MOST_DATA_BESIDE = 1_100_000_000, 600_000_000
"""Bytes of data that a process of Chromium may map that runs pages, and any other. A page of nothing maps 650 MB and holds a sixth of it; what
is allowed beyond keeps all together within `MEMORY_BYTES` between two looks, however fast a page takes memory."""
ENOUGH_BYTES = 1_000_000_000
"""At a look this ends it, so that all stays within `MEMORY_BYTES` between two."""
SETTLED, MAPPED_TO_BEGIN = 2.0, 500_000_000
"""Seconds after which a process is what its name says, and bytes that one maps that has begun to run pages: one that is bounded while it
begins cannot begin."""
_ENVIRONMENT = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class BrowserUse:
    """What the browser of a crawl did: lists that it watched, pages that it loaded, recipes that were proven, megabytes that it held
    at the most, reports that it rendered. `path`: where it is; `sandboxed`: within Chromium's own sandbox."""

    path: str
    lists: int
    loads: int
    learned: int
    peak_mb: int
    rendered: int = 0
    sandboxed: bool = True


def is_sandboxed() -> bool:
    """Whether Chromium sandboxes itself here: not for root."""
    return os.geteuid() != 0


def chromium() -> str | None:
    """The path of the system's Chromium, where it and what drives it are installed; nothing is loaded to find out."""
    if importlib.util.find_spec("playwright") is None:
        return None
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class BrowserProcess:
    """`peak_bytes`: the most that it and all that it began held at a look."""

    def __init__(self, job: Job, folder: Path) -> None:
        """`folder`: an empty one, for what the browser writes. It is told of a short link to it: the name of a socket may not be long."""
        ours, theirs = socket.socketpair()
        self._folder, self._short = folder, Path(tempfile.mkdtemp(prefix="nianbao-"))
        (self._short / "t").symlink_to(folder.absolute())
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "crawler.watch.child", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment
            | {"HOME": str(folder), "TMPDIR": str(self._short / "t"), "XDG_CONFIG_HOME": str(folder)},
        )
        theirs.close()
        self._pipe = Connection(ours.detach())
        self._until = time.monotonic() + SECONDS
        self._answered = time.monotonic()
        self._known: dict[int, str] = {}
        self._bounded: set[int] = set()
        self._since: dict[int, float] = {}
        self.peak_bytes = 0
        self.send(job)

    @property
    def pid(self) -> int:
        """Of the process that drives the browser."""
        return self._process.pid

    def send(self, message: Message) -> None:
        with suppress(OSError):  # it has ended: the next look says so
            messages.send(self._pipe, message)
        self._answered = time.monotonic()

    def heard(self) -> Message | None:
        """What it says, if it says anything now.

        :raises EOFError: it has ended.
        :raises ValueError: it says what is no message.
        """
        try:
            return messages.receive(self._pipe) if self._pipe.poll() else None
        except OSError:
            raise EOFError from None

    def beyond(self) -> str | None:
        """Which budget is used up, in words."""
        held = self._look()
        self.peak_bytes = max(self.peak_bytes, held)
        if held > ENOUGH_BYTES:
            return f"{ENOUGH_BYTES / 1e6:g} MB of memory"
        if time.monotonic() > self._answered + SILENT_SECONDS:
            return f"{SILENT_SECONDS:g} s without a word"
        return f"{SECONDS / 60:g} minutes" if time.monotonic() > self._until else None

    def end(self) -> None:
        """End it and everything that it began, whatever they do."""
        self._look()
        self._pipe.close()
        self._process.kill()
        for pid, begun in self._known.items():
            if _begun(pid) == begun:
                with suppress(OSError):
                    os.kill(pid, signal.SIGKILL)
        self._process.wait()
        shutil.rmtree(self._short, ignore_errors=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _look(self) -> int:
        """Bytes that its processes hold; each that was ever seen is remembered, with when it began."""
        held = 0
        for pid in family(self._process.pid):
            self._known[pid] = _begun(pid)
            since = self._since.setdefault(pid, time.monotonic())
            if pid not in self._bounded and _bound(pid, is_settled=time.monotonic() - since > SETTLED):
                self._bounded.add(pid)
            held += _held(pid)
        return held


def family(root: int) -> Iterator[int]:
    """A process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    todo = [root]
    while todo:
        pid = todo.pop()
        yield pid
        todo += children.get(pid, [])


def _stat(pid: int) -> list[str]:
    """What stands behind the name of a process in its `stat`: state, parent, …; empty where it is no more."""
    try:
        return (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return []


def _begun(pid: int) -> str:
    fields = _stat(pid)
    return fields[19] if len(fields) > 19 else ""


def _bound(pid: int, *, is_settled: bool) -> bool:
    """Bound the memory of a process of Chromium that has begun; False where it is none, or not yet."""
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
        runs_pages = b"--type=renderer" in line
        beside = is_settled and (b"--headless" in line or b"--type=" in line) and b"--type=zygote" not in line
        if not (_mapped(pid) >= MAPPED_TO_BEGIN if runs_pages else beside):
            return False
        most = MOST_DATA if runs_pages else MOST_DATA_BESIDE
        resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))
    except (OSError, ValueError):
        return False
    return True


def _mapped(pid: int) -> int:
    """Bytes of data that a process maps."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData:")), 0)


def _held(pid: int) -> int:
    """Its share of memory, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1000 for line in lines if line.startswith("Pss:")), 0)
