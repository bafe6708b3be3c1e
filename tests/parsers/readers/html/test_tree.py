"""Addresses of elements: the same, and found again, whether asked one by one or for many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.readers.html.tree import Paths, element_text, find, html_tree, locator

PIECES = st.lists(
    st.sampled_from(("<p>", "<div>", "</div>", "<b>", "</b>", "<o:p>x</o:p>", "<table><tr><td>1", "</table>", "<br>", "一"))
)  # fmt: skip


@given(PIECES)
def test_many_addresses_are_those_of_the_elements(pieces: list[str]) -> None:
    root = html_tree(f"<html><body>{''.join(pieces)}</body></html>".encode())
    paths = Paths()
    for element in root.iter():
        address = paths.locator(element)
        assert address == locator(element)
        assert find(root, address) is element
        assert root.getroottree().xpath(address.removeprefix("html:")) == [element]


@pytest.mark.parametrize("count", [1, 2, 300])
def test_the_address_of_a_paragraph_leads_to_it(count: int) -> None:
    root = html_tree(b"<html><body>" + b"<p>1" * count)
    paths = Paths()
    assert [find(root, paths.locator(p)) for p in root.iter("p")] == list(root.iter("p"))


@pytest.mark.parametrize(
    "address",
    [
        "html:][",
        "html:count(//td)",
        "html:/html/body/a b",
        "html:/html//p",
        "html:/html/body/p[0]",
        "html:/p",
        "html:",
        "html:/html" + "/body" * 9999,
        f"html:/html/body/p[{'9' * 40}]",
        "html:/html/body/p[last()]",
    ],
)
def test_an_address_that_no_reader_made_leads_nowhere(address: str) -> None:
    assert find(html_tree(b"<html><body><p>1"), address) is None


def test_an_address_by_a_prefixed_name_is_still_found() -> None:
    root = html_tree(b"<html><body><o:p><p>1</p></o:p>")
    assert find(root, "html:/html/body/o:p/p") is next(root.iter("p"))


def test_what_a_browser_shows_of_a_template_is_read() -> None:
    page = "<main><template{}><table><tr><td>12</td></tr></table></template></main><p>9"
    shown = html_tree(page.format(" shadowrootmode=open").encode())
    assert [element_text(cell) for cell in shown.iter("td")] == ["12"]
    assert [element_text(p) for p in shown.iter("p")] == ["9"]
    assert list(html_tree(page.format("").encode()).iter("td")) == []


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("13<sup>3</sup>", "13³"),
        ("13<a href='#n'><sup>3</sup></a>", "13³"),
        ("<b>13</b><span><a href='#n'><sup>3</sup></a></span>", "13³"),
        ("13<span style='font-size:8px; vertical-align: super'>3</span>", "13³"),
        ("<a href='#n'><sup>3</sup></a>", "3"),
        ("<p>13</p><p><a href='#n'><sup>3</sup></a></p>", "13\n3"),
        ("<span style='vertical-align:super'>3</span>", "3"),
        ("<style>td .fn{vertical-align:super}</style>13<i class=fn>3</i>", "13³"),
        ("<style>.fn::after{vertical-align:super}</style>1<i class=fn>3</i>", "13"),
        ("<style>.fn{vertical-align:super}.fn{vertical-align:baseline}</style>1<i class=fn>3</i>", "13"),
        ("<style>.fn{vertical-align:super}</style>1<i class=fn style='vertical-align:inherit'>3</i>", "13"),
        ("1<span style='vertical-align:middle'>3</span>", "13"),
    ],
)
def test_a_raised_number_behind_a_text_is_that_of_a_note(inner: str, text: str) -> None:
    cell = next(html_tree(f"<table><tr><td>{inner}</table>".encode()).iter("td"))
    assert element_text(cell) == text
