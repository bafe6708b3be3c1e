"""A family module knows the paging of its software, and nothing else depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from samples import SampleServer
from tests.crawler import child
from tests.crawler.conftest import expected, found


@pytest.mark.parametrize(
    ("family", "host"), [("trs", "xinxian.sample.localhost"), ("gongkai", "pingyin.sample.localhost")]
)
def test_without_a_family_only_its_portal_loses(
    portals: SampleServer, tmp_path: Path, family: str, host: str
) -> None:
    child.run(tmp_path, portals.homes, {**child.FAST, "without": [family]})
    got, wanted = found(tmp_path), expected()
    assert {h for h in wanted if got[h] != wanted[h]} == {host}
    assert got[host] < wanted[host]
