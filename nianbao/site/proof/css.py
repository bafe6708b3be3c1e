"""Style sheets of captured pages, made harmless.

The frame's policy is the wall: nothing in it can load or run, and its styles end at its edge. What is done here keeps
the wall quiet and the outlined cell in sight: nothing asks for a load, nothing leaves the `<style>` element, nothing
stays fixed over the page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.readers.html.standard_tree import Element

ESCAPED = re.compile(r"\\(?:0{0,4}(2d|3[0-9]|[4-7][0-9a-f])\s?|([g-z_-]))", re.I)
"""`u\\72l(` is `url(`; escapes of other characters, as in names of fonts, stay."""
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
AT_RULE = re.compile(r"@(?:import|charset|namespace)\b[^;{}]*;?", re.I)
LOADS = re.compile(
    r"""(?:url|image-set|src|element)\(\s*(?:"[^"]*"|'[^']*'|[^()"'])*\)?""",
    re.I,
)
SCRIPTED = re.compile(r"(?:expression\s*\(|behavior\s*:|-moz-binding\s*:|javascript\s*:)", re.I)
FIXED = re.compile(r"\bposition\s*:\s*(?:fixed|sticky|-webkit-sticky)\b", re.I)
PRINT = re.compile(r"^\s*(?:print|speech|aural|braille|tty|none)\b", re.I)
HIDING = re.compile(
    r"[\s*_]*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*(?:\.0+)?(?![\d.])|"
    r"(?:max-)?height\s*:\s*0(?![\d.]))",
    re.I,
)
"""The beginning of a declaration that hides its element."""
MOVING = re.compile(r"[\s*_]*(?:left|top|right|text-indent|margin(?:-left|-top)?)\s*:", re.I)
FAR = re.compile(r"-\d{3}")
"""What pushes an element off the screen: as good as hiding it."""
COMPOUND = re.compile(r"[^\s>+~]+\Z")
"""The part of a selector that names the element itself."""
LONGEST = 200
"""Characters of a selector that are looked at."""


def clean(text: str) -> str:
    """The sheet without what loads, runs or stays over the page; `<` is escaped, so that it ends no element."""
    text = COMMENT.sub(" ", text)
    text = ESCAPED.sub(lambda m: chr(int(m[1], 16)) if m[1] else m[2], text)
    text = AT_RULE.sub("", text)
    text = LOADS.sub("none", text)
    text = SCRIPTED.sub("x:", text)
    text = FIXED.sub("position: static", text)
    return text.replace("<", "\\3c ")


def is_for_screens(link: Element) -> bool:
    """Whether a `<link>` or `<style>` is a style sheet that a screen would show."""
    rel = (link.get("rel") or "").lower().split() if link.tag == "link" else ["stylesheet"]
    return "stylesheet" in rel and "alternate" not in rel and not PRINT.match(link.get("media") or "")


def hides(declaration: str) -> bool:
    """Whether a declaration takes its element out of sight."""
    if HIDING.match(declaration):
        return True
    return bool((moving := MOVING.match(declaration)) and FAR.search(declaration, moving.end()))


def _without_hiding(declarations: str) -> str:
    """The declarations of a rule; of one that hides, the blanks before it stay."""
    kept = (d if not hides(d) else d[: len(d) - len(d.lstrip())] for d in declarations.split(";"))
    return ";".join(kept)


def shown(text: str, way: list[frozenset[str]]) -> str:
    """The sheet without the declarations that hide an element of `way`: the outlined cell and what it lies in.

    Portals hide the panes of their tabs until a script shows one, and no script runs here.
    """
    rules = []
    for chunk in text.split("}"):
        head, brace, declarations = chunk.rpartition("{")
        if brace and _names(head.rpartition("{")[2], way):
            declarations = _without_hiding(declarations)
        rules.append(head + brace + declarations)
    return "}".join(rules)


def _names(selectors: str, way: list[frozenset[str]]) -> bool:
    """Whether one of the selectors may name an element of the way."""
    parts = (COMPOUND.search(selector.rstrip()[-LONGEST:]) for selector in selectors.split(","))
    asked = [set(re.findall(r"[\w-]+", part[0].lower())) for part in parts if part]
    return any(names <= element for names in asked if names for element in way)


def names_on_the_way(target: Element | None) -> list[frozenset[str]]:
    """Tag, id and classes of the target and of each element around it, as selectors name them."""
    around = [] if target is None else [target, *target.iterancestors()]
    return [frozenset(f"{e.tag} {e.get('id') or ''} {e.get('class') or ''}".lower().split()) for e in around]


def of_page(root: Element, captured: Mapping[str, str], target: Element | None) -> tuple[str, bool]:
    """The page's own styles in their order, and whether a linked sheet is among them.

    `captured`: addresses of sheets as the page writes them, and their text.
    """
    parts, linked = [], False
    for element in root.iter("link", "style"):
        if not is_for_screens(element):
            continue
        if element.tag == "style":
            parts.append(element.text or "")
        elif (href := (element.get("href") or "").strip()) in captured:
            parts.append(captured[href])
            linked = True
    way = names_on_the_way(target)
    return "\n".join(shown(clean(part), way) for part in parts), linked
