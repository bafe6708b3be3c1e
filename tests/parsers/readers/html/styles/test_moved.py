"""Digits that a style moves are no number in the order of the source."""

from __future__ import annotations

import pytest

from parsers.readers.html.held import held_beside
from parsers.readers.html.standard_tree import standard_tree
from parsers.readers.html.tree import element_text

MOVED = "a style that moves parts of it"


@pytest.mark.parametrize(
    ("css", "inner", "held"),
    [
        ("", "<span style='float:right'>1</span><span>2</span>", MOVED),
        (".r{float: RIGHT}", "<span class=r>1</span>2", MOVED),
        (".f{display:flex;flex-direction:row-reverse}", "<span class=f><b>1</b><b>2</b></span>", MOVED),
        ("td{display:flex;flex-direction: row-reverse}", "<span>1</span><span>2</span>", MOVED),
        ("@media screen{.o{order:2}}", "<span class=o>1</span><span>2</span>", MOVED),
        ("", "<i style='direction:rtl;display:inline-flex'><b>1</b><b>2</b></i>", MOVED),
        (
            "",
            "<b style='position:relative;left:1em'>1</b><b style='position:relative;left:-1em'>2</b>",
            MOVED,
        ),
        ("", "12<span style='position:absolute;left:0;background:#fff'>&nbsp;</span>", MOVED),
        ("", "<span style='position:absolute;left:-9999px'>9</span>12", None),
        # what moves the whole number, or only up and down as Word does, or stands in the frame of the page
        ("", "<span style='float:right'>12</span>", None),
        ("", "<b style='position:relative;top:-1pt'>1</b><b style='position:relative;top:-1pt'>2</b>", None),
        ("td{position:relative;float:left}", "1<b>2</b>", None),
        (".x{border:1px solid} .menu{float:right}", "1<b class=x>2</b>", None),
        (".f{flex-direction:row-reverse}", "<span class=f>1</span><b>2</b>", None),
        (".f{order:1}", "<p class=f>第1条 </p><p>本单位2023年的情况见上文说明</p>", None),
    ],
)
def test_a_cell_whose_digits_a_style_moves(css: str, inner: str, held: str | None) -> None:
    root, _ = standard_tree(f"<style>{css}</style><div class=menu>1</div><table><tr><td>{inner}</table>")
    cell = root.find(".//td")
    assert held_beside(cell, element_text(cell)) == held
