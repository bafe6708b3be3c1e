"""What one archive learned works in another: after a merge, and through the files of portals.d; and `teach` is tried on every list."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from archive import open_archive
from archive.merge.merge import merge
from tests.crawler.child import ROOT
from tests.crawler.scripted.crawling import visit
from tests.crawler.scripted.portal import COLUMN, Portal
from tests.crawler.scripted.server import serve
from tests.crawler.scripted.templates import LISTS, begun

SEED = 4
NAMES = ("posted", "b-rest", "b-form")
LEAST_WHOLE = 19


def _one_more(portal: Portal) -> str:
    """Publish one report more; where it is shown."""
    number = len(portal.titles)
    portal.titles.append(f"{portal.place}档案馆2016年政府信息公开工作年度报告")
    before, shown = portal.shown(number - 1), portal.shown(number)
    page = portal.made.pages[before].replace(portal.titles[number - 1], portal.titles[number])
    portal.made.pages[shown] = page
    for path, answer in list(portal.made.answers.items()):
        if path.endswith(f"/{portal.id_of(number - 1)}"):
            portal.answer(path.replace(str(portal.id_of(number - 1)), str(portal.id_of(number))), answer)
    portal.made.reports.add(shown)
    return shown


@pytest.mark.accept
def test_what_one_learned_another_asks(tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    made = {name: begun(name, SEED) for name in NAMES}
    portals = {name: portal.made for name, portal in made.items()}
    one, other, third = (tmp_path / name for name in ("one", "other", "third"))
    with serve(portals) as world:
        visit(world, portals, one, 0)
        with open_archive(other) as archive:
            merge(archive, one, trusted=True)
        new = {name: _one_more(made[name]) for name in ("posted", "b-rest")}
        merged, after_merge = visit(world, portals, other, 8, browser="never")
        recipes = json.loads(_nianbao("portals", "recipes", "--data", str(one), "--save"))
        assert len(list((one / "portals.d" / "recipes").iterdir())) == len(NAMES)
        handed, by_file = visit(world, portals, third, 0, browser="never", recipes=recipes)
    assert merged["browser"] is None and handed["browser"] is None
    for name, shown in new.items():
        assert shown in after_merge[name].found
    for seen in by_file.values():
        assert (seen.found, seen.end["outcome"]) == (seen.portal.reports, "complete"), seen.end


@pytest.mark.accept
def test_teaching_every_list(tmp_path: Path) -> None:
    """By the command, as a person calls it: the recipe is saved, and the rows of its first three pages are those of the list."""
    pytest.importorskip("playwright")
    made = {name: begun(name, SEED) for name in LISTS}
    whole = []
    with serve({name: portal.made for name, portal in made.items()}) as world:
        for name, portal in made.items():
            url = f"http://{name}.scripted.localhost:{world.port}{COLUMN}"
            options = ("--allow-loopback", "--delay", "0", "--data", str(tmp_path), "--save")
            said = _nianbao("teach", url, *options, check=False)
            wanted = _rows(portal) if name != "ztree" else {f"{COLUMN}{n}/" for n in range(11, 15)}
            rows = {word.partition(f":{world.port}")[2] for word in said.split() if f":{world.port}/" in word}
            is_saved = (tmp_path / "portals.d" / "recipes" / f"{name}.scripted.localhost.json").exists()
            whole += [name] if wanted <= rows and is_saved else []
    print(f"\n{len(whole)} of {len(made)} taught whole; not: {sorted(made.keys() - set(whole))}")
    assert len(made) >= 20 and len(whole) >= LEAST_WHOLE


def _rows(portal: Portal) -> set[str]:
    """Where the reports of the first three pages are shown."""
    return {portal.shown(n) for n in range(min(3 * portal.size, len(portal.titles)))}


def _nianbao(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "nianbao", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout
