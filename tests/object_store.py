"""A real S3 server on loopback: rclone over a directory, and the environment that leads to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.nianbao.cluster.queue.machines import wait_until
from tests.nianbao.cluster.test_cluster import free_port

RCLONE = Path(sys.executable).parent / "rclone"


class Server:
    """`rclone serve s3` over a directory, each of whose folders is a bucket."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        (folder / "bucket").mkdir(parents=True)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                str(RCLONE),
                "serve",
                "s3",
                "--addr",
                f"127.0.0.1:{self.port}",
                "--auth-key",
                "key,secret",
                str(self.folder),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "RCLONE_CONFIG": str(self.folder.parent / "rclone.conf")},
        )
        wait_until(self._answers, 30)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def _answers(self) -> bool:
        try:
            httpx.get(f"http://127.0.0.1:{self.port}/")
        except httpx.TransportError:
            return False
        return True


@contextmanager
def serving(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The server over `folder`, until the test ends."""
    server = Server(folder)
    server.start()
    for name, value in {
        "ACCESS_KEY_ID": "key",
        "SECRET_ACCESS_KEY": "secret",
        "REGION": "us-east-1",
        "ENDPOINT": f"http://127.0.0.1:{server.port}",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    try:
        yield server
    finally:
        server.kill()
