"""A reader tells of an error: it waits in a database of its own until a person decides, and then the page says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from click.testing import CliRunner

from archive.review import inbox
from nianbao.cli.main import main
from nianbao.site.serve import application
from nianbao.site.web import posted
from nianbao.site.web.posted import HONEYPOT
from tests.nianbao.site.building import Built, build
from tests.nianbao.site.conftest import run

FIELD = "t3.granted.total"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("wrong") / "data")


@pytest.fixture(scope="module")
def client(own: Built) -> Any:
    datasette = application(own.data)
    run(datasette.invoke_startup())
    return datasette.client


def test_from_the_form_to_a_decision_on_the_page(client: Any, own: Built) -> None:
    before = (own.data / "nianbao.db").read_bytes()
    page = f"/wrong/{own.whole}?field={FIELD}"
    form = lxml.html.fromstring(run(client.get(page)).text).xpath("//form[@method='post']")[0]
    assert {e.get("name") for e in form.xpath(".//input | .//textarea")} == {
        "said",
        "expected",
        "contact",
        HONEYPOT,
    }
    said = {"said": "应为\u202e 32\x1b[31m", "expected": "32", "contact": "", HONEYPOT: ""}
    answer = run(client.post(form.get("action"), data=said))
    assert (
        answer.status_code == 200 and "谢谢" in answer.text and answer.headers["cache-control"] == "no-store"
    )
    run(client.post(form.get("action"), data=said))
    run(client.post(form.get("action"), data={**said, HONEYPOT: "http://spam.example/"}))
    [entry] = inbox.entries(own.data)
    assert (entry.report, entry.field, entry.said, entry.expected) == (own.whole, FIELD, "应为 32[31m", "32")
    assert entry.shown == "value 33" and entry.locator and entry.capture
    assert (own.data / "nianbao.db").read_bytes() == before, "the archive is not written to"

    def ask(*arguments: str) -> Any:
        return CliRunner().invoke(main, ["review", "inbox", *arguments, "--data", str(own.data)])

    assert json.loads(ask("--json").stdout)[0]["key"] == entry.key and FIELD in ask().stdout
    assert ask("confirm", "0000", "--note", "x").exit_code == 2
    told = ask("confirm", entry.key[:8], "--note", "原文为 32", "--by", "me")
    assert told.exit_code == 0, told.output
    assert inbox.entries(own.data) == [] and len(inbox.entries(own.data, everything=True)) == 1
    text = " ".join(lxml.html.fromstring(run(client.get(f"/report/{own.whole}")).text).text_content().split())
    assert "读者指出，经核实" in text and "属实 原文为 32" in text
    log = CliRunner().invoke(main, ["review", "log", "--json", "--data", str(own.data)]).stdout
    assert json.loads(log)[-1]["kind"] == "reader"


@pytest.mark.parametrize("body", [b"", b"said=+++", b"x", b"said=a&" + b"b=1&" * 30, b"said=%ff"])
def test_what_is_no_entry_is_not_kept(client: Any, own: Built, body: bytes) -> None:
    before = len(inbox.entries(own.data, everything=True))
    assert run(client.post(f"/wrong/{own.older}", content=body)).status_code == 400
    assert len(inbox.entries(own.data, everything=True)) == before
    assert run(client.post("/wrong/" + "0" * 32, content=body)).status_code == 404


def test_a_large_body_is_refused(client: Any, own: Built) -> None:
    before = len(inbox.entries(own.data, everything=True))
    assert run(client.post(f"/wrong/{own.older}", content=b"a" * 200_000)).status_code == 413
    assert len(inbox.entries(own.data, everything=True)) == before


@pytest.mark.parametrize(("field", "most"), [("said", 2_000), ("expected", 200), ("contact", 200)])
def test_what_is_too_long_is_sent_back_and_not_cut(client: Any, own: Built, field: str, most: int) -> None:
    before = len(inbox.entries(own.data, everything=True))
    answer = run(client.post(f"/wrong/{own.older}", data={"said": "x", field: "字" * (most + 1)}))
    assert answer.status_code == 400 and "太长" in answer.text
    assert len(inbox.entries(own.data, everything=True)) == before


def test_a_flood_is_turned_away(
    client: Any, own: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(inbox.MOST_AN_HOUR):
        inbox.add(tmp_path, {"report": "a" * 32, "said": f"{at}" + "x" * 9_000})
    with pytest.raises(inbox.Full):
        inbox.add(tmp_path, {"report": "a" * 32, "said": "one more"})
    assert max(len(entry.said) for entry in inbox.entries(tmp_path)) == inbox.LONGEST["said"]
    monkeypatch.setattr(inbox, "MOST_OPEN", 0)
    assert run(client.post(f"/wrong/{own.older}", data={"said": "x"})).status_code == 503


def test_each_client_has_so_many_an_hour() -> None:
    now = [0.0]
    rate = posted.Rate(2, 60.0, most=2, now=lambda: now[0])
    assert [rate.allows("a") for _ in range(3)] == [True, True, False]
    assert rate.allows("b") and not rate.allows("a")
    now[0] = 61.0
    assert rate.allows("a")
    assert rate.allows("c") and len(rate._seen) == 2


def test_a_site_whose_directory_cannot_be_written_says_so(
    client: Any, own: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "NAME", "nowhere/inbox.db")
    answer = run(client.post(f"/wrong/{own.older}", data={"said": "x"}))
    assert answer.status_code == 503 and "没有开通收件箱" in answer.text
