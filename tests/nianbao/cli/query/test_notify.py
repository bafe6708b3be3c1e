"""`nianbao notify`: each change once to each channel, over a real webhook on loopback."""

from __future__ import annotations

import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from archive import open_archive
from archive.history import notify
from archive.history.channels import Channel
from archive.history.query import Wanted
from nianbao.cli.main import main
from nianbao.cli.query import webhook
from tests.archive.history.test_changes import OTHER, reading, shown
from tests.archive.visiting import SetClock, visit
from tests.certified import certified

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
HOOK = '[[channel]]\nname = "a"\ntype = "webhook"\nurl = "{url}"\nsecret = "{secret}"\n{more}'


@dataclass
class Hook:
    """A webhook: what it was sent, and the status that it answers."""

    server: HTTPServer
    port: int = 0
    status: int = 200
    received: list[dict[str, Any]] = field(default_factory=list)
    signed: list[bool] = field(default_factory=list)
    """Of each delivery, whether it is signed with SECRET."""


@pytest.fixture
def hook() -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if state.status == 200:
                state.received.append(json.loads(body))
                state.signed.append(self._is_signed(body))
            self.send_response(state.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def _is_signed(self, body: bytes) -> bool:
            names = ("webhook-id", "webhook-timestamp", "webhook-signature")
            delivery, at, signature = (self.headers.get(name, "") for name in names)
            made = hmac.digest(b64decode(SECRET[6:]), f"{delivery}.{at}.".encode() + body, "sha256")
            return bool(signature == f"v1,{b64encode(made).decode()}")

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    state = Hook(server, server.server_address[1])
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
    assert "1 change from before is not sent" in run(tmp_path).output and hook.received == []
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
    assert result.exit_code == 3 and "is sent with the next run" in result.output
    hook.status = 200
    assert run(tmp_path).exit_code == 0 and len(hook.received) == 1


def test_a_channel_is_told_what_it_wants(tmp_path: Path, hook: Hook) -> None:
    configure(tmp_path, hook, 'kinds = ["withdrawn"]\n')
    crawl(tmp_path, "2022-02-01")
    run(tmp_path)
    crawl(tmp_path, "2022-02-02", 12)
    assert run(tmp_path).exit_code == 0 and hook.received == []


def hook_up(data: Path, hook: Hook, more: str = "private = true\n") -> None:
    url = f"http://127.0.0.1:{hook.port}/in?x=1"
    text = '[site]\nurl = "https://nianbao.example.org"\n' + HOOK.format(url=url, secret=SECRET, more=more)
    (data / "notify.toml").write_text(text, encoding="utf-8")


def test_a_webhook_is_sent_the_differences_signed(
    tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notify, "MOST_OF_WEBHOOK", 1)
    hook_up(tmp_path, hook)
    crawl(tmp_path, "2022-02-01", 12)
    assert "1 change from before" in run(tmp_path).output
    crawl(tmp_path, "2022-03-01", 13, 13)
    crawl(tmp_path, "2022-04-01", 13, 13)
    hook.status = 302
    result = run(tmp_path)
    assert (
        result.exit_code == 3
        and "a: it answered 302" in result.output
        and "sent with the next run" in result.output
    )
    hook.status = 200
    assert "a: 2 changes sent" in run(tmp_path).output and "a: 0 changes" in run(tmp_path).output
    assert hook.signed == [True, True]
    told = {body["changes"][0]["kind"]: body["changes"][0] for body in hook.received}
    assert [(body["type"], body["version"]) for body in hook.received] == [("nianbao.changes", 1)] * 2
    revised, added = told["revised_figures"], told["rendition_added"]
    (figure,) = revised["figures"]
    assert (figure["field"], figure["before"], figure["after"]) == ("t3.new_received.total", 12, 13)
    assert revised["url"] == f"https://nianbao.example.org/report/{revised['report']}"
    assert revised["proof_before"] != revised["proof_after"] and "/-/snapshot/" in revised["proof_before"]
    assert revised["addresses_before"] == [shown().url] and added["addresses_after"] == [OTHER]


def test_a_webhook_in_our_own_network_is_asked_for(tmp_path: Path, hook: Hook) -> None:
    hook_up(tmp_path, hook, "")
    crawl(tmp_path, "2022-02-01")
    run(tmp_path)
    crawl(tmp_path, "2022-02-02", 12)
    result = run(tmp_path)
    assert result.exit_code == 3 and "not on the public network" in result.output and hook.received == []
    hook_up(tmp_path, hook)
    hook.port = 1
    hook_up(tmp_path, hook)
    result = run(tmp_path)
    assert result.exit_code == 3 and "ConnectError" in result.output and "Traceback" not in result.output


def test_a_webhook_shows_a_certificate_of_its_name(
    tmp_path: Path, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, certificate = certified(tmp_path)
    hook.server.socket = context.wrap_socket(hook.server.socket, server_side=True)
    for trusted, host, says in (
        (False, "localhost", "CERTIFICATE_VERIFY_FAILED"),
        (True, "127.0.0.1", "CERTIFICATE_VERIFY_FAILED"),
        (True, "localhost", ""),
    ):
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        channel = Channel("a", f"https://{host}:{hook.port}/", Wanted(), SECRET, is_private=True)
        if says:
            with pytest.raises(webhook.WebhookError, match=says):
                webhook.send(channel, b"{}", datetime.now(UTC))
        else:
            webhook.send(channel, b"{}", datetime.now(UTC))
    assert hook.received == [{}]


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of its specification."""
    made = webhook.signature(SECRET, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "there is no"),
        ("[[channel]\n", "notify.toml"),
        ('[[channel]]\nname = "a"\n', "channel 1: url is missing"),
        ('[[channel]]\nname = "a"\nurl = "$NIANBAO_NOT_SET"\n', "the environment has no NIANBAO_NOT_SET"),
        ('[[channel]]\nname = "a"\nurl = "json://x/"\nkinds = ["lost"]\n', "kinds are new"),
        ('[[channel]]\nname = "a"\nurl = "nonsense"\n', "does not know this kind of address"),
        ('[[channel]]\nname = "a"\ntype = "fax"\nurl = "x"\n', 'type is "apprise" or "webhook"'),
        ('[[channel]]\nname = "a"\ntype = "webhook"\nurl = "https://x/"\n', "secret is missing"),
        ('[[channel]]\nname = "a"\nurl = "https://x/"\nsecret = "x"\n', "secret is unknown"),
        (HOOK.format(url="https://x/", secret="short", more=""), "16 bytes at least"),
        (HOOK.format(url="https://x/", secret="whsec_not base64 at all", more=""), "16 bytes at least"),
        (HOOK.format(url="ftp://x/", secret=SECRET, more=""), "https or http"),
    ],
)
def test_a_bad_configuration_is_one_line(tmp_path: Path, text: str | None, says: str) -> None:
    open_archive(tmp_path).close()
    if text is not None:
        (tmp_path / "notify.toml").write_text(text, encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 2 and says in result.output and "Traceback" not in result.output
