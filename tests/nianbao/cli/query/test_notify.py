"""`nianbao notify`: each change once to each channel, over a real webhook on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from archive import open_archive
from nianbao.cli.main import main
from tests.archive.history.test_changes import OTHER, reading, shown
from tests.archive.visiting import SetClock, visit


@dataclass
class Hook:
    """A webhook: what it was sent, and the status that it answers."""

    port: int = 0
    status: int = 200
    received: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def hook() -> Iterator[Hook]:
    state = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if state.status == 200:
                state.received.append(json.loads(body))
            self.send_response(state.status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)


def crawl(data: Path, day: str, *requests: int) -> None:
    with open_archive(data, clock := SetClock(datetime.now(UTC))) as archive:
        clock.set(day)
        urls = (shown().url, OTHER)
        visit(archive, [shown(url, reading(n)) for url, n in zip(urls, requests, strict=False)])


def configure(data: Path, hook: Hook, more: str = "") -> None:
    text = f'[[channel]]\nname = "desk"\nurl = "json://127.0.0.1:{hook.port}/"\n{more}'
    (data / "notify.toml").write_text(text, encoding="utf-8")


def run(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["notify", "--data", str(data), *arguments])


def test_each_change_once(tmp_path: Path, hook: Hook) -> None:
    crawl(tmp_path, "2022-02-01", 12)
    configure(tmp_path, hook)
    assert "1 changes from before are not sent" in run(tmp_path).output and hook.received == []
    crawl(tmp_path, "2022-03-01", 13)
    crawl(tmp_path, "2022-04-01", 13)
    shown_first = run(tmp_path, "--dry-run")
    assert "12 → 13" in shown_first.output and hook.received == []
    assert run(tmp_path).exit_code == 0
    (message,) = hook.received
    assert "revised_figures" in message["message"] and "12 → 13" in message["message"]
    assert "0 changes sent" in run(tmp_path).output and len(hook.received) == 1


def test_what_was_refused_is_sent_again(tmp_path: Path, hook: Hook) -> None:
    configure(tmp_path, hook)
    crawl(tmp_path, "2022-02-01")
    run(tmp_path)
    crawl(tmp_path, "2022-02-02", 12)
    hook.status = 503
    result = run(tmp_path)
    assert result.exit_code == 3 and "sent again" in result.output
    hook.status = 200
    assert run(tmp_path).exit_code == 0 and len(hook.received) == 1


def test_a_channel_is_told_what_it_wants(tmp_path: Path, hook: Hook) -> None:
    configure(tmp_path, hook, 'kinds = ["withdrawn"]\n')
    crawl(tmp_path, "2022-02-01")
    run(tmp_path)
    crawl(tmp_path, "2022-02-02", 12)
    assert run(tmp_path).exit_code == 0 and hook.received == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "there is no"),
        ("[[channel]\n", "notify.toml"),
        ('[[channel]]\nname = "a"\n', "channel 1: url is missing"),
        ('[[channel]]\nname = "a"\nurl = "$NIANBAO_NOT_SET"\n', "the environment has no NIANBAO_NOT_SET"),
        ('[[channel]]\nname = "a"\nurl = "json://x/"\nkinds = ["lost"]\n', "kinds are new"),
        ('[[channel]]\nname = "a"\nurl = "nonsense"\n', "does not know this kind of address"),
    ],
)
def test_a_bad_configuration_is_one_line(tmp_path: Path, text: str | None, says: str) -> None:
    open_archive(tmp_path).close()
    if text is not None:
        (tmp_path / "notify.toml").write_text(text, encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2 and says in result.output and "Traceback" not in result.output
