"""Keys of an index are those under which web archives look addresses up.

`surt.tsv` (method, address, form, key) was written by pywb 2.10 with surt 0.3.1, in an environment of its own. Left out
are hosts that are a single number, which these take for an IPv4 address.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from archive.exchange.surt import surt

TABLE = (Path(__file__).parent / "surt.tsv").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("line", TABLE)
def test_as_pywb_looks_it_up(line: str) -> None:
    method, url, form, expected = line.split("\t")
    assert surt(url, form if method == "POST" else None) == expected


def test_the_table_is_whole() -> None:
    assert len(TABLE) > 90 and {line.partition("\t")[0] for line in TABLE} == {"GET", "POST"}
