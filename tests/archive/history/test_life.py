"""A scripted life ends in exactly the history that its script wrote: in the archive, by the command, in the feed."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import atoma
import pytest
from click.testing import CliRunner

from archive import open_archive
from archive.history.query import KINDS
from nianbao.cli.main import main
from nianbao.site.serve import application
from tests.archive.life import Event, Life
from tests.archive.visiting import SetClock
from tests.nianbao.site.conftest import run


def lived(data: Path, seed: int, bodies: int, years: int) -> list[Event]:
    with open_archive(data, clock := SetClock(datetime(2017, 1, 1, tzinfo=UTC))) as archive:
        life = Life(archive, clock, seed, bodies, years)
        life.run()
        return life.told


def told(data: Path) -> list[dict[str, Any]]:
    result = CliRunner().invoke(main, ["changes", "--data", str(data), "--json"])
    found: list[dict[str, Any]] = json.loads(result.output)
    return found


def as_event(change: dict[str, Any]) -> Event:
    if change["figures"]:
        difference: Any = {f["field"]: [f["before"], f["after"]] for f in change["figures"]}
    elif change["text"]:
        difference = [line for line in change["text"] if not line.startswith(("---", "+++", "@@"))]
    else:
        difference = [*(f"-{a}" for a in change["left"]), *(f"+{a}" for a in change["taken"])] or {}
    return change["kind"], change["publisher"], change["year"], difference


@pytest.mark.parametrize(
    ("seed", "bodies", "years"),
    [(35, 3, 2), pytest.param(1, 8, 5, marks=pytest.mark.accept, id="40 reports, 6 years")],
)
def test_the_history_of_a_scripted_life(tmp_path: Path, seed: int, bodies: int, years: int) -> None:
    script = lived(tmp_path, seed, bodies, years)
    changes = told(tmp_path)
    expected, found = (sorted(map(repr, events)) for events in (script, map(as_event, changes)))
    assert found == expected
    assert {event[0] for event in script} == set(KINDS), "every kind of change happens in it"
    assert in_feeds(tmp_path, changes) == {c["key"] for c in changes}


def in_feeds(data: Path, changes: list[dict[str, Any]]) -> set[str]:
    """Keys of the changes in the Atom feeds of the publishers, each read by a library that refuses what is not valid."""
    site = application(data)
    with open_archive(data, read_only=True) as archive:
        keys = {r["key"] for r in archive.rows("select key from publishers")}
    found: set[str] = set()
    for key in keys:
        for kind in sorted({c["kind"] for c in changes}):
            response = run(site.client.get(f"/changes.atom?publisher={key}&kind={kind}"))
            feed = atoma.parse_atom_bytes(response.content)
            assert feed.id_ and feed.updated and all(e.title.value and e.links for e in feed.entries)
            found |= {entry.id_.rpartition(":")[2] for entry in feed.entries}
    return found
