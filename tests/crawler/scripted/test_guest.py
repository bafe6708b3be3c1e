"""What the browser asks obeys what every request obeys; and a portal that changes what it asks is learned again, in its time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from tests.crawler.scripted.crawling import left_over, visit
from tests.crawler.scripted.lists import jquery_ajax
from tests.crawler.scripted.portal import COLUMN, Portal, said
from tests.crawler.scripted.server import Scripted, serve
from tests.crawler.scripted.templates import made

DELAY = 1.0
_STRAYS = (
    f"<script>const away = {said('http://other.scripted.localhost:')} + location.port; const ask = p => fetch(p).catch(() => 0);"
    f"ask({said('/secret/rows')}); ask(away + {said('/x')}); ask({said('/moved')}); ask({said('/inside')});"
    f"new Image().src = {said('/pixel.png')}; navigator.sendBeacon({said('/beacon')}, 'x');</script>"
)


def _straying() -> Scripted:
    """The column of `jquery`, whose scripts stray: to what robots.txt forbids, to another host, to a private address."""
    portal = Portal()
    jquery_ajax(portal)
    portal.made.pages[COLUMN] = portal.made.pages[COLUMN].replace("<script src", f"{_STRAYS}<script src", 1)
    portal.made.moved = {"/moved": "http://other.scripted.localhost/x", "/inside": "http://10.0.0.1/x"}
    return portal.made


@pytest.mark.accept
def test_the_browser_is_a_good_guest(tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    portals = {"straying": _straying()}
    with serve({**portals, "other": Scripted()}) as world:
        _, seen = visit(world, portals, tmp_path, 0, ignore_delays=False, delay=DELAY)
    straying = seen["straying"]
    assert straying.found == straying.portal.reports
    assert straying.lessons == ("learned",)
    assert {hit.host for hit in world.log} == {"straying.scripted.localhost"}
    asked = {hit.path.partition("?")[0] for hit in world.log}
    assert not asked & {"/secret/rows", "/pixel.png", "/beacon", "/x"}
    assert {"/moved", "/inside"} <= asked
    assert not any(hit.open > 1 for hit in world.log)
    gaps = [later.at - hit.at for hit, later in pairwise(world.log)]
    print(f"\n{len(world.log)} requests, the shortest time between two {min(gaps):.2f} s")
    assert min(gaps) >= 0.9 * DELAY
    assert not left_over(tmp_path)


@pytest.mark.accept
def test_no_other_name_is_resolved(tmp_path: Path) -> None:
    """A resolver that counts, and answers with a private address from the second time on."""
    pytest.importorskip("playwright")
    portals, log = {"straying": _straying()}, tmp_path / "names"
    with serve({**portals, "other": Scripted()}) as world:
        _, seen = visit(world, portals, tmp_path / "data", 0, domain="portal.example", dns=str(log))
    assert seen["straying"].found == seen["straying"].portal.reports
    names = log.read_text(encoding="utf-8").split()
    print(f"\n{len(names)} names resolved: {sorted(set(names))}")
    assert set(names) == {"straying.portal.example"}
    assert {hit.host for hit in world.log} == {"straying.portal.example"}


@pytest.mark.accept
def test_what_changes_is_learned_again(tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    portals = {"jquery": made("jquery")}
    with serve(portals) as world:
        _, first = visit(world, portals, tmp_path, 0)
        portal = portals["jquery"]
        (before,) = portal.answers
        portal.pages[COLUMN] = portal.pages[COLUMN].replace(said(before), said("/api/v2/list"))
        portal.answers["/api/v2/list"] = portal.answers.pop(before)
        broken, second = visit(world, portals, tmp_path, 8)
        learned, third = visit(world, portals, tmp_path, 45)
        rested, fourth = visit(world, portals, tmp_path, 53)
    states = [seen["jquery"].lessons for seen in (first, second, third, fourth)]
    assert states == [("learned",), ("watched",), ("learned",), ("learned",)], first
    assert (broken["browser"]["learned"], learned["browser"]["learned"], rested["browser"]["lists"]) == (
        0,
        1,
        0,
    )
    assert broken["browser"]["loads"] <= 3
    assert all(seen["jquery"].found == portal.reports for seen in (first, second, third, fourth))
    assert [seen["jquery"].end["outcome"] for seen in (first, third, fourth)] == ["complete"] * 3
