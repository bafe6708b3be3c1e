"""Addresses of elements: the same, and found again, whether asked one by one or for many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.readers.html.tree import Paths, find, html_tree, locator

PIECES = st.lists(
    st.sampled_from(("<p>", "<div>", "</div>", "<b>", "</b>", "<o:p>x</o:p>", "<table><tr><td>1", "</table>", "<br>", "一"))
)  # fmt: skip


@given(PIECES)
def test_many_addresses_are_those_of_the_elements(pieces: list[str]) -> None:
    root = html_tree(f"<html><body>{''.join(pieces)}</body></html>".encode())
    paths = Paths()
    for element in root.iter():
        assert paths.locator(element) == locator(element)


@pytest.mark.parametrize("count", [1, 2, 300])
def test_the_address_of_a_paragraph_leads_to_it(count: int) -> None:
    root = html_tree(b"<html><body>" + b"<p>1" * count)
    paths = Paths()
    assert [find(root, paths.locator(p)) for p in root.iter("p")] == list(root.iter("p"))
