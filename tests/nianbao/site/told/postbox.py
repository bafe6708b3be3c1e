"""A mail server on loopback: what it took, and what it answers."""

from __future__ import annotations

import queue
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Postbox:
    """`answers`: recipient -> what the server says to it instead of taking it. `on_mail`: done before a mail is taken."""

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}
        self.on_mail: Callable[[], None] = lambda: None
        self.port = 0
        self.logins: list[tuple[str, str]] = []
        self._mails: queue.Queue[EmailMessage] = queue.Queue()

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, to: str, _options: Any) -> str:  # noqa: N802
        if to in self.answers:
            return self.answers[to]
        envelope.rcpt_tos.append(to)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert [mail["To"]] == envelope.rcpt_tos
        self._mails.put(mail)
        self.on_mail()
        return "250 OK"

    def judge(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        self.logins.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"s3cret", handled=False)

    def one(self) -> EmailMessage:
        """The next mail; waits for it."""
        return self._mails.get(timeout=20)

    def is_empty(self) -> bool:
        return self._mails.empty()


class _OnAnyPort(Controller):
    """The controller learns which port it was given before it looks whether the server answers there."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def postbox(tls: ssl.SSLContext | None = None) -> Iterator[Postbox]:
    """A server; one with TLS wants STARTTLS and the password `s3cret` first."""
    box = Postbox()
    options = {"tls_context": tls, "require_starttls": True, "auth_required": True} if tls else {}
    controller = _OnAnyPort(box, hostname="127.0.0.1", port=0, authenticator=box.judge, **options)
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
