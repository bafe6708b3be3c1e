"""Mails handed to the operator's server."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit

from nianbao.site.told.mail_settings import MailSettings

SECONDS = 15.0
"""For each answer of the server."""


Refusal = Literal["server", "later", "never"]
"""Nothing is taken, or this address not now, or this address not at all."""


class PostError(Exception):
    """The server did not take a mail; the message is one line that says why."""

    def __init__(self, message: str, refusal: Refusal = "server") -> None:
        super().__init__(message)
        self.refusal = refusal


class Post:
    """One connection for several mails, made with the first of them."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Post:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail.

        :raises PostError: it was not taken.
        """
        try:
            self._server = self._server or self._connected()
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            self._hang_up()
            codes = {code for code, _ in error.recipients.values()}
            raise PostError(_told(error), "never" if min(codes) >= 500 else "later") from None
        except (smtplib.SMTPException, OSError) as error:
            self._hang_up()
            raise PostError(_told(error)) from None

    def _connected(self) -> smtplib.SMTP:
        at = self._settings
        tls = ssl.create_default_context()
        name = urlsplit(at.site).hostname  # Python's own guess asks the network for it
        if at.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(at.host, at.port, name, timeout=SECONDS, context=tls)
        else:
            server = smtplib.SMTP(at.host, at.port, name, timeout=SECONDS)
        try:
            if at.security == "starttls":
                server.starttls(context=tls)
            if at.user and at.password:
                server.login(at.user, at.password)
        except BaseException:
            server.close()
            raise
        return server

    def _hang_up(self) -> None:
        server, self._server = self._server, None
        if server:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()


def _told(error: Exception) -> str:
    """What a server says, without the addresses that it repeats."""
    if not isinstance(error, smtplib.SMTPException):
        return str(error)
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if code else type(error).__name__
