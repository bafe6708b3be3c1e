"""The operator's mail server: nothing is told to one that is not who it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from nianbao.site.told.mail_settings import MailSettings
from nianbao.site.told.post import Post, PostError
from tests.certified import certified
from tests.nianbao.site.told.postbox import Postbox, postbox


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Postbox, MailSettings]]:
    """One that wants STARTTLS and a password, its certificate trusted."""
    context, certificate = certified(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with postbox(context) as box:
        database = tmp_path / "subscribers.db"
        yield (
            box,
            MailSettings(
                "https://x.example/",
                "localhost",
                box.port,
                "starttls",
                "me",
                "s3cret",
                "n@x.example",
                database,
            ),
        )
        assert box.is_empty()


def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "n@x.example", "a@reader.example", "年报"
    made.set_content("12 → 13\n")
    return made


def test_a_password_goes_through_tls_alone(server: tuple[Postbox, MailSettings]) -> None:
    box, settings = server
    with Post(settings) as post:
        post.send(mail())
        post.send(mail())
    assert [box.one().get_content().strip() for _ in range(2)] == ["12 → 13"] * 2
    assert box.logins == [("me", "s3cret")], "one connection for both"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"host": "127.0.0.1"}, "CERTIFICATE_VERIFY_FAILED"),
        ({"password": "wrong"}, "SMTPAuthenticationError 535"),
        ({"security": "none", "user": None}, "SMTPSenderRefused 530"),
        ({"security": "tls"}, "SSL"),
        ({"port": 1}, "refused"),
    ],
)
def test_what_goes_wrong_is_one_line(
    server: tuple[Postbox, MailSettings], change: dict[str, str], says: str
) -> None:
    box, settings = server
    with Post(replace(settings, **change)) as post, pytest.raises(PostError, match=says) as raised:
        post.send(mail())
    assert raised.value.refusal == "server" and "\n" not in str(raised.value)
    assert ("me", "s3cret") not in box.logins


def test_a_server_without_tls_learns_nothing(server: tuple[Postbox, MailSettings]) -> None:
    _, settings = server
    with postbox() as plain, Post(replace(settings, port=plain.port)) as post:
        with pytest.raises(PostError, match="SMTPNotSupportedError"):
            post.send(mail())
        assert plain.is_empty() and not plain.logins
