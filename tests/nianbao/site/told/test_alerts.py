"""Mail alerts from opt-in to opt-out, against a real mail server on loopback."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest
from click.testing import CliRunner

from archive import open_archive
from archive.history.channels import ConfigError
from nianbao.cli.main import main
from nianbao.site.serve import application
from nianbao.site.told import subscribers
from nianbao.site.told.mail_settings import mail_settings
from nianbao.site.web.posted import HONEYPOT
from tests.nianbao.cli.query.test_notify import crawl
from tests.nianbao.site.conftest import run
from tests.nianbao.site.told.postbox import Postbox, postbox

ANNA = "anna@reader.example"
SITE = "https://nianbao.example.org/"
MAIL = '[site]\nurl = "{site}"\n[mail]\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nfrom = "nianbao@example.org"\n'


@pytest.fixture
def box() -> Iterator[Postbox]:
    with postbox() as made:
        yield made


class Desk:
    """An archive with a site, its mail set up."""

    def __init__(self, data: Path, box: Postbox) -> None:
        self.data, self.box, self.month = data, box, 2
        crawl(data, "2022-02-01", 12)
        (data / "notify.toml").write_text(MAIL.format(site=SITE, port=box.port), encoding="utf-8")
        self._client: Any = application(data).client

    @property
    def private(self) -> Path:
        return self.data.parent / f"{self.data.name}-private" / "subscribers.db"

    def get(self, path: str) -> Any:
        return run(self._client.get(path))

    def post(self, path: str, **data: str) -> Any:
        return run(self._client.post(path, data=data))

    def notify(self, *arguments: str) -> Any:
        return CliRunner().invoke(main, ["notify", "--data", str(self.data), *arguments])

    def states(self) -> list[str]:
        with sqlite3.connect(self.private) as conn:
            return [row[0] for row in conn.execute("select state from subscriptions")]

    def opt_in(self, address: str = ANNA, query: str = "") -> None:
        assert self.post(f"/alerts{query}", address=address).status_code == 200
        assert self.post(link(self.box.one(), "confirm")).status_code == 200

    def revise(self, number: int) -> None:
        """A revision, seen twice."""
        for _ in range(2):
            self.month += 1
            crawl(self.data, f"2022-{self.month:02}-01", number)


@pytest.fixture
def desk(tmp_path: Path, box: Postbox) -> Iterator[Desk]:
    yield Desk(tmp_path / "data", box)
    assert box.is_empty(), "a mail too many"


def link(mail: EmailMessage, purpose: str) -> str:
    """The path of the link in a mail."""
    found = re.findall(rf"{re.escape(SITE)}(alerts/{purpose}/\S+)", mail.get_content())
    assert len(found) == 1
    return f"/{found[0]}"


def test_from_opt_in_to_opt_out(desk: Desk) -> None:
    assert "0 alerts and 0 confirmations" in desk.notify().output
    page = lxml.html.fromstring(desk.get("/changes?kind=revised_figures&since=2020-01-01&lang=en").text)
    form = page.xpath("//form[@method='post']")[0]
    assert {e.get("name") for e in form.xpath(".//input")} == {"address", HONEYPOT}
    answer = desk.post(f"{form.get('action')}&lang=en", address=" Anna@Reader.example ")
    assert answer.status_code == 200 and "is on its way" in answer.text
    assert "no-store" in answer.headers["cache-control"]

    asked = desk.box.one()
    assert (asked["To"], asked["From"]) == (ANNA, "nianbao@example.org")
    assert asked.get_content_type() == "text/plain" and "Chosen: figures revised" in asked.get_content()
    confirm = link(asked, "confirm")
    token = urlsplit(confirm).path.rpartition("/")[2]
    kept = desk.private.read_bytes()
    assert token.encode() not in kept and hashlib.sha256(token.encode()).hexdigest().encode() in kept
    assert [p.stat().st_mode & 0o777 for p in (desk.private.parent, desk.private)] == [0o700, 0o600]
    for _ in range(2):
        assert "Yes, send alerts" in desk.get(confirm).text and desk.states() == ["pending"]
    assert "Alerts are on" in desk.post(confirm).text and desk.states() == ["active"]
    assert desk.post(confirm).status_code == 200, "pressed twice"

    desk.revise(13)
    assert "1 alerts and 0 confirmations sent" in desk.notify().output
    alert = desk.box.one()
    text = alert.get_content()
    assert alert["Subject"] == "nianbao, changes: 1" and "12 → 13" in text and "figures revised" in text
    (report,) = re.findall(rf"{re.escape(SITE)}(report/\S+)", text)
    assert desk.get(f"/{report}").status_code == 200
    with open_archive(desk.data, read_only=True) as archive:
        captures = {row["key"] for row in archive.rows("select key from captures")}
    proofs = set(re.findall(rf"{re.escape(SITE)}-/snapshot/(\w+)", text))
    assert len(proofs) == 2 and proofs <= captures
    leave = urlsplit(alert["List-Unsubscribe"].strip("<>"))
    assert alert["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and leave.path in text
    assert not any(name in alert for name in ("Return-Receipt-To", "Disposition-Notification-To"))
    assert "0 alerts" in desk.notify().output, "each change is told once"

    assert "End the alerts" in desk.get(leave.path + "?lang=en").text and desk.states() == ["active"]
    assert desk.post(leave.path, **{"List-Unsubscribe": "One-Click"}).status_code == 200
    assert desk.states() == [] and ANNA.encode() not in desk.private.read_bytes()
    assert desk.post(leave.path).status_code == 200, "ended twice is ended"
    assert desk.get(leave.path).status_code == desk.get(confirm).status_code == 404
    desk.revise(14)
    assert "0 alerts" in desk.notify().output
    for file in desk.data.rglob("*"):
        assert file.is_dir() or ANNA.encode() not in file.read_bytes(), "nothing of it is in the archive"


def test_each_is_told_what_the_filter_says(desk: Desk) -> None:
    desk.notify()
    desk.opt_in(query="?kind=withdrawn")
    desk.opt_in("ben@reader.example", "?level=province")
    desk.opt_in("cai@reader.example")
    desk.revise(13)
    assert "1 alerts" in desk.notify().output
    assert desk.box.one()["To"] == "cai@reader.example"


def test_a_killed_run_sends_the_same_mail_again(desk: Desk) -> None:
    desk.notify()
    desk.opt_in()
    desk.revise(13)
    command = [sys.executable, "-m", "nianbao", "notify", "--data", str(desk.data)]
    with subprocess.Popen(command) as process:
        desk.box.on_mail = lambda: os.kill(process.pid, signal.SIGKILL)
        first = desk.box.one()
    assert process.returncode == -signal.SIGKILL
    desk.box.on_mail = lambda: None
    desk.revise(15)
    assert "1 alerts" in desk.notify().output
    second = desk.box.one()
    assert first["Message-ID"] == second["Message-ID"]
    assert [cells(first), cells(second)] == [["12 → 13"], ["12 → 13"]]
    assert "1 alerts" in desk.notify().output, "what changed meanwhile is told by a mail of its own"
    assert cells(third := desk.box.one()) == ["13 → 15"] and third["Message-ID"] != second["Message-ID"]


def cells(mail: EmailMessage) -> list[str]:
    return re.findall(r"\d+ → \d+", mail.get_content())


def test_what_the_server_refuses(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subscribers, "MOST_REFUSED", 2)
    desk.notify()
    desk.opt_in()
    desk.opt_in("gone@reader.example")
    desk.box.answers = {ANNA: "451 later", "gone@reader.example": "550 nobody"}
    desk.revise(13)
    for _ in range(2):
        result = desk.notify()
        assert result.exit_code == 3 and "2 were not taken (SMTPRecipientsRefused)" in result.output
        assert "reader.example" not in result.output
    desk.box.answers = {}
    assert "1 alerts" in desk.notify().output and desk.box.one()["To"] == ANNA
    assert len(desk.states()) == 1
    assert "1 subscription " in desk.notify("--forget", "Anna@reader.example").output and not desk.states()


NO_ADDRESSES = [
    *("", "anna", "a@b.example\r\nBcc: c@d.example", "a@b.example\nX: 1", "a@b.example, c@d.example"),
    *(
        "Anna <a@b.example>",
        "a@b_c.example",
        f"a@{'b' * 64}.example",
        f"{'a' * 65}@b.example",
        "a@b.example\0",
    ),
    *("安@b.example", "a@[127.0.0.1]"),
]
FOREIGN = ["province=Buy+pills+at+http://spam.example", "kind=x", "region=999999", f"publisher={'0' * 32}"]


def test_nobody_writes_headers_or_words_of_their_own_into_a_mail(desk: Desk) -> None:
    for address in NO_ADDRESSES:
        assert desk.post("/alerts", address=address).status_code == 400, address
    for query in FOREIGN:
        assert desk.post(f"/alerts?{query}", address=ANNA).status_code == 400, query
    assert not desk.private.exists()


def test_floods_are_turned_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        assert "在路上" in desk.post("/alerts", address=ANNA).text
    for _ in range(3):
        desk.box.one()
    assert desk.states() == ["pending"] * 3, "an address is asked three times, and nobody learns it"
    desk.post("/alerts", **{"address": "d@reader.example", HONEYPOT: "x"})
    assert len(desk.states()) == 3
    monkeypatch.setattr(subscribers, "MOST_AN_HOUR", 3)
    assert desk.post("/alerts", address="b@reader.example").status_code == 503


def test_an_address_that_nobody_confirms_is_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.post("/alerts", address=ANNA)
    confirm = link(desk.box.one(), "confirm")
    monkeypatch.setattr(subscribers, "PENDING_FOR", -subscribers.PENDING_FOR)
    assert desk.post(confirm).status_code == 404
    assert desk.states() == []


def test_without_a_mail_server_there_is_no_form(desk: Desk) -> None:
    (desk.data / "notify.toml").write_text("[mail]\n", encoding="utf-8")
    assert 'name="address"' not in desk.get("/changes").text
    assert desk.post("/alerts", address=ANNA).status_code == desk.get("/alerts").status_code == 404
    (desk.data / "notify.toml").unlink()
    assert 'name="address"' not in desk.get("/changes").text


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('[site]\nurl = "', '[site]\nurl = "javascript:', "site: url is"),
        ('[site]\nurl = "https://nianbao.example.org/"\n', "", "[site] and [mail]"),
        ('"none"', '"maybe"', "security"),
        ("port = ", "prot = ", "prot is unknown"),
        ('from = "nianbao@example.org"', 'from = "me"', "from an address"),
        ('from = "', 'password = "$NIANBAO_NOT_SET"\nfrom = "', "the environment has no NIANBAO_NOT_SET"),
        ('host = "127.0.0.1"', 'host = "mail.example"\nuser = "me"\npassword = "x"', "needs starttls or tls"),
        ('from = "', 'database = "subscribers.db"\nfrom = "', "within the archive"),
        ('from = "', 'database = "../data/x/y.db"\nfrom = "', "within the archive"),
    ],
)
def test_a_wrong_table_is_one_line(tmp_path: Path, old: str, new: str, says: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    text = MAIL.format(site=SITE, port=25)
    assert old in text
    (data / "notify.toml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(says)) as raised:
        mail_settings(data)
    assert "\n" not in str(raised.value)


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    open_archive(tmp_path).close()
    (tmp_path / "notify.toml").write_text("[mail]\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["notify", "--data", str(tmp_path)])
    assert result.exit_code == 2 and "[site] and [mail]" in result.output and "Traceback" not in result.output
