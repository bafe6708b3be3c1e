"""The number of a note behind a figure is none of its digits, however it is raised."""

from __future__ import annotations

import pytest

from parsers.readers.html.standard_tree import standard_tree
from parsers.readers.html.tree import element_text

NOTES = [
    "<span style='position:relative;top:-5.0pt;mso-text-raise:5.0pt'>3</span>",
    "<span style='mso-text-raise:4pt'>3</span>",
    "<span style='vertical-align:3pt'>3</span>",
    "<span style='vertical-align:35%'>3</span>",
    "<font style='vertical-align:top;font-size:60%'>3</font>",
    "<i style='vertical-align:text-top;font-size:smaller'>3</i>",
    "<b class=up>3</b>",
    "<b style='font-variant-position:super'>3</b>",
    "<b style='position:relative;bottom:.5em'>3</b>",
    "<a href='#_ftn3'>3</a>",
    "<a href='/art/1.html#fn3'><span>3</span></a>",
    "<a href='#_ftn3'><!--[if !supportFootnotes]--><span class=MsoFootnoteReference>3</span><!--[endif]--></a>",
    "<span class=MsoEndnoteReference>3</span>",
    "<small>3</small>",
]
DIGITS = [
    "<span style='position:relative;top:-1.0pt;mso-text-raise:1.0pt'>3</span>",
    "<span style='vertical-align:top;font-size:14px'>3</span>",
    "<span style='vertical-align:middle'>3</span>",
    "<a href='/2023.html'>3</a>",
    "<span style='font-size:9pt'>3</span>",
]


def text(inner: str) -> str:
    root, _ = standard_tree(
        f"<style>.up{{position:relative;top:-.4em}}</style><table><tr><td>{inner}</table>"
    )
    return element_text(root.find(".//td"))


@pytest.mark.parametrize("note", NOTES)
def test_the_number_of_a_note(note: str) -> None:
    assert text(f"812{note}") == "812³"
    assert text(f"<p><span>812</span>{note}</p>") == "812³"
    assert text(note) == "3"


@pytest.mark.parametrize("digit", DIGITS)
def test_a_digit_of_the_figure(digit: str) -> None:
    assert text(f"812{digit}") == "8123"


def test_a_number_that_is_raised_as_a_whole() -> None:
    raised = "<span style='position:relative;top:-4pt'>{}</span>"
    assert text(raised.format(81) + raised.format(23)) == "8123"
