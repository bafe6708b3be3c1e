"""docs/evidence.md says of each outcome what the code does; each has words in both languages."""

from __future__ import annotations

import re
import tomllib
from typing import get_args

import pytest

from archive.outcomes import BUSY, NAMES, OUTCOMES, STATES, Outcome, State
from tests.conftest import ROOT

ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (?:`(\w+)`|unchanged) \| ([\w ]+) \|$", re.M)


def test_the_document_shows_the_table_in_its_order() -> None:
    text = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    section = text.partition("## How a visit ended")[2].partition("\n## ")[0]
    said = [(name, when, state or None, absence) for name, when, state, absence in ROW.findall(section)]
    assert said == [(name, m.when, m.state, m.absence) for name, m in OUTCOMES.items()]


def test_every_outcome_and_state_is_in_its_table() -> None:
    assert set(OUTCOMES) == set(get_args(Outcome))
    assert set(STATES) == set(get_args(State))
    assert set(NAMES) == {*OUTCOMES, BUSY}


@pytest.mark.parametrize(("place", "language"), [(0, "zh"), (1, "en")])
def test_the_site_has_the_same_words(place: int, language: str) -> None:
    words = tomllib.loads((ROOT / f"nianbao/site/words/{language}.toml").read_text(encoding="utf-8"))
    assert {name: both[place] for name, both in NAMES.items() if name != BUSY} == words["outcome"]
    assert {name: both[place] for name, both in STATES.items()}.items() <= words["health"].items()
