"""Two numbers that a style sets apart are not one; digits in plain elements are."""

from __future__ import annotations

import pytest

from parsers.readers.html.held import held_beside
from parsers.readers.html.standard_tree import standard_tree
from parsers.readers.html.tree import element_text

TWO = [
    ("", "<span style='display:block'>408</span><span style='display:block'>36</span>"),
    ("", "408<span style='display: list-item'>36</span>"),
    ("td b{display:block}", "<b>9</b><b>7</b>"),
    (".old{color:#999;display:table}", "<b>408</b><i class='x old'>36</i>"),
    ("", "<div style='display:flex;justify-content:space-between'><b>408</b><b>36</b></div>"),
    (".f{display:flex;flex-direction:column}", "<div class=f><b>408</b><b>36</b></div>"),
    (".f{display:inline-flex;gap:1em}", "<span class=f><b>408</b><b>36</b></span>"),
    ("td{display:grid}", "<span>408</span><span>36</span>"),
    ("td>i{display:inline-block;width:4em}", "<i>408</i><i>36</i>"),
    ("", "<label>408</label><label style='padding-left:2em'>36</label>"),
    ("", "<span style='margin: 0 12px'>408</span><span>36</span>"),
    ("", "<b style='border-right:1px solid'>408</b><b>36</b>"),
    ("", "408<span style='mso-tab-count:1'></span>36"),
    ("", "408<b style='display:inline-block;width:20px'></b>36"),
]
ONE = [
    ("", "<span>408</span><span>36</span>"),
    (
        "",
        "<span lang=EN-US style='font-size:12.0pt;padding:0cm;border:none windowtext 1.0pt'>408</span><span>36</span>",
    ),
    ("td b{display:inline-block}", "<b>4</b><b>0</b>"),
    (".d{display:inline-block;width:12px}", "<b class=d>4</b><b class=d>0</b>"),
    ("td p{display:block;padding:5px}", "<p><b>408</b><b>36</b></p>"),
    ("td{padding:8px;display:table-cell}", "<b>408</b><b>36</b>"),
    (".menu b{display:block}", "<b>408</b><b>36</b>"),
    ("", "<span style='padding:4px 0'>408</span><span>36</span>"),
    ("b::after{display:block}", "<b>408</b><b>36</b>"),
    ("@media (max-width:600px){b{display:block}}", "<b>408</b><b>36</b>"),
    ("", "408<span style='display:block'>（其中修订3件）</span>"),
]


def held(css: str, inner: str) -> str | None:
    root, _ = standard_tree(f"<style>{css}</style><table><tr><td>{inner}</table>")
    cell = root.find(".//td")
    return held_beside(cell, element_text(cell))


@pytest.mark.parametrize(("css", "inner"), TWO)
def test_numbers_that_a_style_sets_apart(css: str, inner: str) -> None:
    assert held(css, inner) == "a style that moves parts of it"


@pytest.mark.parametrize(("css", "inner"), ONE)
def test_a_number_in_several_elements(css: str, inner: str) -> None:
    assert held(css, inner) is None
