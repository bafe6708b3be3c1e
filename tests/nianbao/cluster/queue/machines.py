"""A coordinator and workers as processes of their own, on loopback."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from archive import ArchiveError, open_archive
from tests.crawler import child

TOKEN = "0123456789abcdef0123456789abcdef"
TERM = 15.0


@dataclass
class Machines:
    """`folder` holds the archive (`many`), the store, the token and what each process said (`said`). Ends what it began."""

    folder: Path
    port: int
    term: float = TERM
    bucket: str = ""
    """The address of a store in a bucket; a directory without one."""
    _stack: ExitStack = field(default_factory=ExitStack)
    _count: int = 0

    @property
    def data(self) -> Path:
        return self.folder / "many"

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self) -> Machines:
        (self.folder / "token").write_text(TOKEN)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def coordinator(self, homes: Sequence[str], *more: str) -> Process:
        """Started, and answering."""
        process = self.start(
            "coordinate",
            *homes,
            *(
                "--data",
                str(self.data),
                "--store",
                self.bucket or str(self.store),
                "--token-file",
                str(self.folder / "token"),
            ),
            *("--port", str(self.port), "--term", str(self.term), "--delay", "0", "--no-requisites", *more),
        )
        wait_until(lambda: "awaited at" in process.said() or process.process.poll() is not None, 60)
        return process

    def worker(self, *more: str, url: str | None = None) -> Process:
        return self.start(
            "work",
            url or self.url,
            *("--store", self.bucket or str(self.store), "--token-file", str(self.folder / "token")),
            *("--allow-loopback", "--room", "1", *more),
        )

    def start(self, *arguments: str) -> Process:
        self._count += 1
        said = self.folder / f"said-{self._count}"
        with said.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "nianbao", *arguments],
                cwd=child.ROOT,
                stdout=file,
                stderr=file,
                env={**os.environ, "NIANBAO_LANG": "en", "COLUMNS": "200"},
            )
        started = Process(process, said)
        self._stack.callback(started.end)
        return started

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Of the archive; none where there is none yet."""
        try:
            with open_archive(self.data, read_only=True) as archive:
                return [tuple(row) for row in archive.rows(sql)]
        except ArchiveError:
            return []

    def visits(self) -> list[Path]:
        """Folders of the store."""
        return [path for path in self.store.iterdir() if path.is_dir()]

    def states(self) -> dict[str, int]:
        """Portals of the queue by state."""
        return dict(self.rows("select state, count(*) from queue group by 1"))  # type: ignore[arg-type]


@dataclass
class Process:
    process: subprocess.Popen[bytes]
    path: Path

    def said(self) -> str:
        return self.path.read_text(encoding="utf-8")

    def visited(self) -> set[str]:
        """Hosts at which a worker began a visit."""
        lines = self.said().splitlines()
        return {line.removeprefix("visiting ") for line in lines if line.startswith("visiting ")}

    def wait(self, seconds: float = 120) -> int:
        return self.process.wait(timeout=seconds)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.kill()


def wait_until(true: Callable[[], Any], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)
