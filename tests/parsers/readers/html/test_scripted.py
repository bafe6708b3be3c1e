"""A cell into which a script puts another text is neither blank nor the number of its source."""

from __future__ import annotations

import pytest

from parsers.readers.html.held import held_beside, held_by
from parsers.readers.html.standard_tree import standard_tree
from parsers.readers.html.tree import element_text

SCRIPT = "text that a script sets"
ATTRIBUTE = "another number in an attribute"


def held(cell: str, script: str = "") -> str | None:
    root, _ = standard_tree(f"<table><tr>{cell}</table><script>{script}</script>")
    found = next(root.iter("td"))
    text = element_text(found)
    return held_beside(found, text) if text else held_by(found)


@pytest.mark.parametrize("text", ["", "0", "0.00", "--", "/", "15"])
@pytest.mark.parametrize(
    "bound",
    [
        *(
            "<td v-text='r.n'>{}",
            "<td><b v-html='r.n'>{}</b>",
            "<td><b ng-bind='n'>{}</b>",
            "<td data-ng-bind=n>{}",
        ),
        *(
            "<td><p><i x-text='n'>{}</i></p>",
            "<td data-bind='text: n'>{}",
            "<td th:text='${{n}}'>{}",
            "<td wx:text=n>{}",
        ),
        *(
            "<td :value='n'>{}",
            "<td><count-to :endVal=91>{}</count-to>",
            "<td><b v-bind:text-content.prop=n>{}</b>",
        ),
    ],
)
def test_what_is_bound_to_a_text(bound: str, text: str) -> None:
    assert held(bound.format(text)) == SCRIPT


@pytest.mark.parametrize("name", ["odometer", "num countUp", "counter", "count-to"])
def test_what_counts_up_from_nought(name: str) -> None:
    assert held(f"<td><b class='{name}'>0</b>") == SCRIPT
    assert held(f"<td><b class='{name}'>2071</b>") is None


def test_where_it_counts_to() -> None:
    assert held("<td><b data-odometer=318>0</b>") == ATTRIBUTE
    assert held("<td><num-roll end=318>12</num-roll>") == ATTRIBUTE
    assert held("<td><num-roll end=318>318</num-roll>") is None


@pytest.mark.parametrize(
    "script",
    [
        "$('.xk').text(318)",
        "$('#a td.xk').html(d.xk)",
        "document.getElementsByClassName('xk')[0].innerHTML = 318",
        "document.querySelectorAll(`.xk`).forEach(e => e.textContent=318)",
        "var c = document.querySelector('.sum .xk'); c.innerText = n",
    ],
)
@pytest.mark.parametrize("cell", ["<td class=xk>", "<td><span class='b xk'>0</span>"])
def test_cells_whose_class_a_script_fills(cell: str, script: str) -> None:
    assert held(cell, script) == SCRIPT


@pytest.mark.parametrize(
    ("cell", "script"),
    [
        ("<td class=xk>12", "$('.xk').css('color', 'red'); $('.menu').hide()"),
        ("<td class=xk>12", "$('.xl').text(12)"),
        ("<td class=xk>12", "var t = $('.xk').text(); var h = $('.xk')[0].innerHTML == ''"),
        ("<td><b class=ng-binding ng-bind=n>12</b>", ""),
        ("<td class='td-text' data-text=12>12", ""),
        ("<td title='a :value=1'>--", "var v_text = 1"),
    ],
)
def test_cells_that_no_script_fills(cell: str, script: str) -> None:
    assert held(cell, script) is None
