"""What a page hides from its readers: by attribute, by style, or by the rules of its own `<style>` elements.

One rule for all of it. An element is unseen that is not displayed, hidden, of size 0, transparent or white on white, off the screen, clipped
away, turned round, or struck out: a digit in it is none that was published. The cascade is that of CSS (importance, specificity, order) over
the few properties that hide; selectors that need a running page (`:hover`) never match. Style sheets in files of
their own are not at hand when a page is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from selectolax.lexbor import LexborHTMLParser

from parsers.readers.html.breaking import BREAKING, TABLE_PARTS
from parsers.readers.html.styles.sheets import (
    ATTRIBUTE,
    KEPT_SHEETS,
    OWN_STYLE,
    Declared,
    PageStyles,
    Rank,
    declarations,
    rules_of,
    selectors_of,
    specificity,
)

UNSEEN = "nianbao-unseen"
"""Attribute that marks an element of the tree as unseen: its value says why."""
GENERATED = "generated"
"""The mark of an element before or behind which a style sheet prints a text (`content:`)."""
FIGURE = "generated-figure"
"""The same, where that text has a digit: what the element prints itself is no whole number."""
FILLED = "filled"
"""The mark of an element that a script names: it may put another text there."""
PAINTED = "painted"
"""The mark of an element behind whose text a style sheet lays a picture, or the part of one that it says the place of: digits are drawn so."""
MOVED = "moved"
"""The mark of a cell in which a style sheet prints pieces of a text in another order than the source, or over each other (`moved`)."""
SEEN = frozenset({GENERATED, FIGURE, FILLED, PAINTED, MOVED})
"""The marks of elements that are seen."""

_FEW_RULES = 8
"""So few rules are matched as they are; of more, those with names that the page has."""
KEEPING = frozenset(
    {
        "color",
        "white",
        "opacity",
        "visibility",
        "font-size",
        "filter",
        "text-decoration",
        "zoom",
        "text-security",
    }
)
"""The marks of what is unseen and takes up its place: a cell so hidden keeps its column."""
MAX_RULES = 400
"""Rules that can hide or show, the last ones of a page."""

Marks = dict[int, tuple[Any, str]]
"""Id of a node of the parsed page -> the node, and why it is unseen."""

State = dict[str, tuple[tuple[Any, ...], bool]]
"""Property -> importance and rank of the declaration that won, and whether it hides."""
_PARTLY = frozenset({"size", "overflow", "white", "content-visibility"})
"""What hides only together with something else."""
_SEEN: tuple[tuple[Any, ...], bool] = ((), False)
_INHERITED = frozenset({"font-size", "visibility", "color", "text-security"})

# Looked for in small letters: a pattern whose branches all begin with letters of one case passes over the rest at once.
_STYLED = re.compile(
    r"display|visibility|zoom|text-security|font-size|opacity|line-through|-\d{3}|content\s{0,9}:|clip|scale|overflow|bidi-|url\(|d-position|"
    r"c(?<![\w-]c)olor\s{0,9}:\s{0,9}(?:transparent|white|#f|snow|ivory|floral|ghost|mint|azure|seash|rgb|hsl|#[0-9a-f]{3}0(?![0-9a-f])|#[0-9a-f]{6}00)|"
    r"fill-color|filter\s{0,9}:|font\s{0,9}:[^;{}]{0,60}?(?<![\d.])0(?![\d.])|"
    r"c(?<!\wc)olor=[\"']?(?:white|#?f|snow|ivory)"
)
_HIDDEN_BY_ITSELF = re.compile("hidden|popover|<dialog")
_FAR = re.compile(r"^-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|%)?$")
_ZERO = re.compile(r"^0+(?:\.0*)?(?:px|em|rem|pt|%)?$")
_SIZE = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,6})?)(?:px|pt)")
_OPACITY = re.compile(r"(\d{0,3}\.?\d{1,9}|\d{1,3}\.)(%)?")
_FAINTEST = 0.1
"""Of what is no more opaque, nobody reads a number."""
_SMALLEST = 2
"""Points or pixels: what is smaller nobody reads."""
_CLIPPED = re.compile(r"rect\((?:[01](?:px)?[,\s]*){4}\)|inset\((?:50|100)%|circle\(0")
_SHRUNK = re.compile(r"scale[xy3d]{0,2}\(\s?0(?:\.0*)?\s?[,)]|translate[xy3d]{0,2}\([^()]{0,20}-\d{3,}")
_SHRUNK_BY = re.compile(r"0?\.0\d{0,6}[1-9]\d{0,6}|0{0,3}[1-9](?:\.\d{0,6})?%")
"""A tenth of the size or less; of 0 browsers take no notice."""
_NOTHING = r"0(?:\.0{0,9})?%?\s{0,9}"
_TRANSPARENT = re.compile(
    rf"transparent|(?:rgb|hsl)a?\((?:(?:[^,()]{{1,20}},){{3}}|[^,/()]{{1,60}}/)\s{{0,9}}{_NOTHING}\)|#[0-9a-f]{{3}}0|#[0-9a-f]{{6}}00"
)
_SIZE_NOUGHT = re.compile(r"font(?:-size)?\s{0,9}:[^;{}]{0,60}?(?<![\d.])0(?![\d.])", re.I)
"""A text of no size: then what gives its size back is asked for, too."""
_FILTERED = re.compile(rf"opacity\(\s{{0,9}}{_NOTHING}\)")
# The size in `font: bold 12px/1.5 serif` is the first length that stands alone or before the height of the line.
_FONT_SIZE = re.compile(r"(?<![\w.])((?:0|[0-9]{1,3}(?:\.[0-9]{1,6})?(?:px|pt|r?em|%)))(?=\s?/|\s)")
_WHITE = re.compile(
    r"white|#fff|#(?:f[0-9a-f]){3}|rgba?\((?:2[45]\d\s{0,9}[,\s]\s{0,9}){2}2[45]\d(?:\s{0,9}[,/]\s{0,9}[\d.]{1,4})?\)|snow|ivory|floralwhite|ghostwhite|whitesmoke|mintcream|azure|seashell"
)
"""White, or so near it that nobody reads it on white (`ink.WHITEST`)."""
_NO_GROUND = re.compile(r"none|transparent|inherit|initial|unset|white|#fff(?:fff)?|")
_GROUNDS = ("background", "mask", "-webkit-mask")
_PSEUDO = re.compile(r"::?(?:before|after)\b", re.I)
_CODE = re.compile(r"\\([0-9a-f]{1,6})\s?")
_FROM_ATTRIBUTE = re.compile(r"attr\(\s{0,9}([\w-]+)")
_PARTS_OF_NUMBERS = re.compile(r"\d|counters?\(")
_DIGIT = re.compile(r"\d")
_HAN = re.compile("[\u3400-\u9fff]")
_NAMED = re.compile(r"[.#]([\w-]+)")


class Declaration(NamedTuple):
    """One property that can hide: what it is set to, and whether that hides."""

    name: str
    unseen: bool
    important: bool


def marks_of(styles: PageStyles) -> Marks:
    """Why elements of a page are unseen. Pages without any styling of that kind cost one search of their text."""
    if _STYLED.search(styles.low) is None and _HIDDEN_BY_ITSELF.search(styles.low) is None:
        return {}
    cascade = _Cascade()
    _by_rules(styles, cascade)
    _by_themselves(styles, cascade)
    return cascade.marks()


def _is_styled(text: str) -> bool:
    """Whether a style has any word that can hide something."""
    return _STYLED.search(text.lower()) is not None


def _by_rules(styles: PageStyles, cascade: _Cascade) -> None:
    """Weigh the rules of the page's own style sheets."""
    rules = _rules(styles.sheet)
    names = _names(styles.page) if len(rules) > _FEW_RULES else None
    for order, (selector, declared) in enumerate(rules):
        if "cloak" in selector:  # what frameworks take away once the page runs
            continue
        if names is not None and "(" not in selector and not names.issuperset(_NAMED.findall(selector)):
            continue
        if ":" in selector and _PSEUDO.search(selector):
            if written := _generated(declared):
                cascade.generate(styles.matched(_PSEUDO.sub("", selector)), written)
            elif _paints(declared):
                cascade.paint(styles.matched(_PSEUDO.sub("", selector)))
            continue
        if wanted := _hiding(declared):
            cascade.declare(styles.matched(selector), wanted, (specificity(selector), order))
        if _paints(declared):
            cascade.paint(styles.matched(selector))


def _by_themselves(styles: PageStyles, cascade: _Cascade) -> None:
    """Weigh what elements say of themselves: `style`, `color` of a font, `hidden`."""
    for style, nodes in styles.own.items():
        if not _is_styled(style):
            continue
        declared = styles.declared(style)
        if wanted := _hiding(declared):
            cascade.declare(nodes, wanted, OWN_STYLE)
        if _paints(declared):
            cascade.paint(nodes)
    for node in styles.page.css("font[color]"):
        color = ("color", (node.attributes["color"] or "").lower(), False)
        cascade.declare([node], _hiding([color]), ATTRIBUTE)
    for node in styles.page.css("[hidden], [popover], dialog:not([open])"):
        cascade.hide(node)


class _Cascade:
    """What the declarations of a page, weighed against each other, say of each of its elements."""

    def __init__(self) -> None:
        self._said: list[tuple[list[Any], list[Declaration], Rank]] = []
        self._hidden: list[Any] = []
        self._states: dict[int, State] = {}
        self._generated: Marks = {}

    def declare(self, nodes: Iterable[Any], declared: list[Declaration], rank: Rank) -> None:
        """Elements that a rule or their own `style` names."""
        self._said.append((list(nodes), declared, rank))

    def generate(self, nodes: Iterable[Any], written: str) -> None:
        """A style sheet prints text before or behind these."""
        for node in nodes:
            if self._generated.get(node.mem_id, (node, ""))[1] != FIGURE:
                self._generated[node.mem_id] = (node, FIGURE if _has_digit(written, node) else GENERATED)

    def paint(self, nodes: Iterable[Any]) -> None:
        """A style sheet lays a picture behind these."""
        for node in nodes:
            self._generated.setdefault(node.mem_id, (node, PAINTED))

    def hide(self, node: Any) -> None:
        """What a browser hides by itself, as by the attribute `hidden`: weaker than any declaration of `display`."""
        self._hidden.append(node)

    def marks(self) -> Marks:
        """What is unseen, and why. Weighed is what is said of elements that something hides, and of all where an element
        may take back what it inherits."""
        hiding = [(nodes, d) for nodes, said, _ in self._said for d in said if d.unseen]
        hidden = {node.mem_id: node for nodes in (self._hidden, *(of for of, _ in hiding)) for node in nodes}
        if not hidden:
            return self._generated
        self._weigh(None if any(d.name in _INHERITED for _, d in hiding) else frozenset(hidden))
        unseen = {key: (node, why) for key, node in hidden.items() if (why := _why(node, self._states))}
        return self._generated | unseen

    def _weigh(self, wanted: frozenset[int] | None) -> None:
        """Weigh what is said of the elements of these ids; of all, where none are named."""
        for nodes, declared, rank in self._said:
            for node in nodes:
                if wanted is None or node.mem_id in wanted:
                    _apply(self._state(node), declared, rank)
        for node in self._hidden:
            self._state(node).setdefault("display", ((False, *ATTRIBUTE), True))

    def _state(self, node: Any) -> State:
        return self._states.setdefault(node.mem_id, {})


def _why(node: Any, states: dict[int, State]) -> str | None:
    """Why an element is unseen, by the declarations that won; what is inherited may be taken back by an element in it."""
    state = states[node.mem_id]
    for name, (_, unseen) in state.items():
        if not unseen or (name in _PARTLY and not _wholly(node, name, state)):
            continue
        if not (name in _INHERITED and any(_shows(inner, name, states) for inner in node.css("*"))):
            return name
        if _DIGIT.search(node.text(deep=False)):
            return FIGURE
    return None


def _wholly(node: Any, name: str, state: State) -> bool:
    """Whether what hides only together with something else does: a size of 0 with what overflows it, and white letters in
    a part of a cell that has no ground of its own."""
    if name == "size":  # cells are as large as their text
        return node.tag not in TABLE_PARTS and state.get("overflow", _SEEN)[1]
    if name == "content-visibility":
        return node.tag in BREAKING - TABLE_PARTS  # lines and parts of tables have nothing to keep off
    if name == "white":
        return _is_on_white(node) and not any(_has_ground(inner) for inner in node.css("[style], [bgcolor]"))
    return False


def _has_ground(node: Any) -> bool:
    """Whether an element lays a colour under its text by its own `style` or `bgcolor`."""
    style = node.attributes.get("style") or ""
    declared = declarations(style) if "background" in style.lower() else []
    grounds = [d[1] for d in declared if d[0] in ("background", "background-color")]
    return not all(
        _NO_GROUND.fullmatch(ground) for ground in [*grounds, node.attributes.get("bgcolor") or ""]
    )


def _is_on_white(node: Any) -> bool:
    """Whether an element stands in a cell, and nothing says that it or the cell, row or table has a ground of its own."""
    inside = False
    above = node
    while above is not None and above.tag != "body":
        if _has_ground(above) or (above is not node and above.attributes.get("class")):
            return False
        inside = inside or (above is not node and above.tag in ("td", "th"))
        if above.tag == "table":
            break
        above = above.parent
    return inside


def _shows(node: Any, name: str, states: dict[int, State]) -> bool:
    state = states.get(node.mem_id, {})
    return name in state and not state[name][1]


def _apply(state: State, declared: list[Declaration], rank: Rank) -> None:
    for name, unseen, important in declared:
        weight = (important, *rank)
        if name not in state or state[name][0] <= weight:
            state[name] = (weight, unseen)


def _names(page: LexborHTMLParser) -> set[str]:
    """The classes and ids of a page."""
    found: set[str] = set()
    for node in page.css("[class]"):
        found.update((node.attrs["class"] or "").split())
    for node in page.css("[id]"):
        found.add((node.attrs["id"] or "").strip())
    return found


@lru_cache(maxsize=KEPT_SHEETS)
def _rules(sheet: str) -> tuple[tuple[str, Declared], ...]:
    """Selector and declarations of the rules of a sheet that can hide or show something on a screen."""
    if not _is_styled(sheet):
        return ()
    found = []
    sized = _SIZE_NOUGHT.search(sheet) is not None
    for selectors, block in rules_of(sheet):
        if _is_styled(block) or (sized and "font" in block):
            declared = declarations(block)
            found += [(selector, declared) for selector in selectors_of(selectors)]
    return tuple(found[-MAX_RULES:])


def _hiding(declared: Declared) -> list[Declaration]:
    """Those of some declarations that say whether their element is seen."""
    known = [found for one in declared if (found := _declaration(one)) is not None]
    if any(name.endswith("background-clip") and value == "text" for name, value, _ in declared):
        # Letters without a colour of their own, through which their ground is seen.
        return [one for one in known if one.name != "color"]
    return known


def _declaration(declared: tuple[str, str, bool]) -> Declaration | None:
    """What a declaration says of whether its element is seen; None where it says nothing of that."""
    name, value, important = declared
    if name == "color" and _WHITE.fullmatch(value):
        return Declaration("white", True, important)
    if name == "font":
        size = _FONT_SIZE.search(value)
        return None if size is None else Declaration("font-size", _is_tiny(size[1]), important)
    known = _HIDES.get(name)
    return None if known is None else Declaration(known[0], known[1](value), important)


def _is_zero(value: str) -> bool:
    return _ZERO.match(value) is not None


def _is_tiny(value: str) -> bool:
    match = _SIZE.fullmatch(value)
    return _is_zero(value) or (match is not None and float(match[1]) <= _SMALLEST)


def _is_faint(value: str) -> bool:
    match = _OPACITY.fullmatch(value)
    return match is not None and float(match[1]) <= (_FAINTEST * 100 if match[2] else _FAINTEST)


def _is_far(value: str) -> bool:
    return _FAR.match(value) is not None


def _is_transparent(value: str) -> bool:
    return _TRANSPARENT.fullmatch(value) is not None


def _is_clipped(value: str) -> bool:
    return _CLIPPED.match(value) is not None


def _is_struck(value: str) -> bool:
    return "line-through" in value


_HIDES: dict[str, tuple[str, Callable[[str], bool]]] = {
    "display": ("display", lambda value: value == "none"),
    "visibility": ("visibility", lambda value: value in ("hidden", "collapse")),
    "font-size": ("font-size", _is_tiny),
    "opacity": ("opacity", _is_faint),
    **{name: (name, _is_far) for name in ("text-indent", "left", "top", "margin-left", "margin-top")},
    **dict.fromkeys(("text-decoration", "text-decoration-line"), ("text-decoration", _is_struck)),
    **dict.fromkeys(("color", "-webkit-text-fill-color"), ("color", _is_transparent)),
    "filter": ("filter", lambda value: _FILTERED.search(value) is not None),
    **dict.fromkeys(("clip", "clip-path"), ("clip", _is_clipped)),
    "transform": ("transform", lambda value: _SHRUNK.search(value) is not None),
    **dict.fromkeys(("width", "height", "max-width", "max-height"), ("size", _is_zero)),
    **dict.fromkeys(
        ("overflow", "overflow-x", "overflow-y"), ("overflow", lambda value: value in ("hidden", "clip"))
    ),
    "zoom": ("zoom", lambda value: _SHRUNK_BY.fullmatch(value) is not None),
    "content-visibility": ("content-visibility", lambda value: value == "hidden"),
    "-webkit-text-security": ("text-security", lambda value: value in ("disc", "circle", "square")),
    "unicode-bidi": ("unicode-bidi", lambda value: value.endswith("override")),
}
"""Property -> what it is weighed as, and whether a value of it hides."""


def _paints(declared: Declared) -> bool:
    """Whether a rule lays a picture behind a text, or says which part of one."""
    return any(
        name.startswith(_GROUNDS) and ("url(" in value or "-position" in name) for name, value, _ in declared
    )


def _generated(declared: Declared) -> str:
    """The `content` that a rule prints; empty where it prints none."""
    written = (value for name, value, _ in declared if name == "content")
    return next((value for value in written if value not in ("none", "''", '""', "normal")), "")


def _has_digit(written: str, node: Any) -> bool:
    """Whether a `content` has a digit, as it is written or in the attribute that it names; a label with one (第20条) is none."""
    text = _CODE.sub(lambda code: chr(min(int(code[1], 16), 0xFFFF)), written)
    name = _FROM_ATTRIBUTE.search(text)
    if name:
        text = node.attributes.get(name[1]) or ""
    return _PARTS_OF_NUMBERS.search(text) is not None and _HAN.search(text) is None
