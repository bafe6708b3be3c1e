"""The elements of the page as a script sees them: found by selector, read by name, forms filled in and sent."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from cssselect import HTMLTranslator, SelectorError

from crawler.script.effects import counted
from crawler.script.values import HOLE, Count, Hole, Nodes, known, plain, text_of
from parsers.lexicon.normalize import tidy
from parsers.page.tree import Element, fragment_tree

_A_SEARCH = 100
"""Steps that a selector costs, and one more for ten elements that it finds."""
MOST = 2_000
"""Elements that one selector finds."""
_SPECIAL = re.compile(
    r":(?:first|last|eq|not|visible|hidden|lt|gt|even|odd|input|text)(?![\w-])(?:\([^()]{0,60}\))?"
)
_LONGEST_OFFER, _MOST_OPTIONS = 20_000, 200
"""Characters of what a script writes into a select at once, and its options."""
_DASHED = re.compile(r"[A-Z]")
_WRITTEN = frozenset(("text", "", "search", "password", "email", "tel", "date", "file"))
_SENT = frozenset(("hidden", "text", "", "search", "number"))


@lru_cache(maxsize=500)
def _path(selector: str) -> str | None:
    try:
        selector = selector.replace(":selected", "[selected]")
        return HTMLTranslator().css_to_xpath(_SPECIAL.sub("", selector)[:300]) if selector.strip() else None
    except (SelectorError, ValueError, RecursionError):
        return None


class Elements:
    """`values`: what scripts wrote into fields since they were last forgotten; `spend` counts steps."""

    def __init__(self, root: Element | None, spend: Callable[[int], None]) -> None:
        self._root = root
        self._spend = spend
        self.values: dict[Element, Any] = {}
        self.written: dict[Element, Any] = {}
        """What a reader is supposed to have written into fields."""
        self.offered: dict[Element, list[Element]] = {}
        """Options that scripts wrote into selects."""
        self._actions: dict[Element, str] = {}

    def forget(self) -> None:
        self.values.clear()
        self._actions.clear()

    # -- finding

    def select(self, selector: str, *, many: bool = False) -> Nodes:
        found = self._matching(self._root, selector)
        return Nodes(found[-1:] if selector.rstrip().endswith(":last") else found, many)

    def _matching(self, below: Element | None, selector: str) -> tuple[Element, ...]:
        path = _path(selector)
        if below is None or path is None:
            return ()
        found = below.xpath(path)
        if not isinstance(found, list):
            return ()
        self._spend(_A_SEARCH + len(found) // 10)
        return tuple(found[:MOST])

    def whole(self) -> Nodes:
        return Nodes(() if self._root is None else (self._root,))

    def within(self, owner: Nodes, selector: str) -> Nodes:
        found = (x for element in owner.elements[:50] for x in self._matching(element, selector))
        return Nodes(tuple(dict.fromkeys(found))[:MOST], many=True)

    def found_by(self, name: str, given: list[Any]) -> Any:
        """Elements by a method of the document."""
        said = plain(text_of(given[0])) if given and known(given[0]) else ""
        selectors = {
            "getElementById": f'[id="{said}"]',
            "getElementsByName": f'[name="{said}"]',
            "getElementsByClassName": "." + said.strip().replace(" ", "."),
        }
        if name not in selectors and not name.startswith(("querySelector", "getElementsByTagName")):
            return Hole(name)
        many = name.startswith("getElements") or name.endswith("All")
        found = self.select(selectors.get(name, said), many=many)
        return found if found.elements or many else Hole(said)

    def of_document(self, name: str) -> Any:
        """A member of the document: its forms, or one by its name."""
        if name == "forms":
            return self.select("form", many=True)
        if name in ("body", "documentElement", "head"):
            return self.whole()
        found = self.select(f'form[name="{name}"]').elements or self.select(f'form[id="{name}"]').elements
        return Nodes(found[:1]) if found else Hole(name)

    # -- reading

    def member(self, owner: Nodes, name: str) -> Any:
        if name == "length":
            return len(owner.elements)
        if name.isdecimal() and len(name) < 6:
            return Nodes(owner.elements[int(name) : int(name) + 1])
        if not owner.elements:
            return Hole(name)
        if owner.many and owner.elements[0].tag == "form":
            named = [x for x in owner.elements if name in (x.get("name"), x.get("id"))]
            return Nodes(tuple(named[:1])) if named else Hole(name)
        return self._of_element(owner.elements[0], name)

    def _of_element(self, element: Element, name: str) -> Any:
        if name == "dataset":
            return {
                _camel(key[5:]): value for key, value in element.attrib.items() if key.startswith("data-")
            }
        if name in ("innerHTML", "innerText", "textContent"):
            return tidy("".join(element.itertext()))
        if name == "form":
            return Nodes(tuple(element.iterancestors("form"))[:1])
        if name in ("parentNode", "parentElement"):
            return Nodes(tuple(element.iterancestors())[:1])
        if name == "elements":
            return Nodes((element,))
        if name == "value":
            return self._value(element)
        return self._of_tag(element, name)

    def _of_tag(self, element: Element, name: str) -> Any:
        """What only elements of one tag have; an attribute of any other."""
        if element.tag == "select" and name in ("options", "selectedIndex", "selectedOptions"):
            return self._options(element, name)
        if element.tag == "option" and name == "text":
            return tidy(element.text or "")
        if element.tag == "form" and (fields := _fields(element, name)):
            return Nodes(fields[:1])
        said = element.get("class" if name == "className" else name.lower())
        return Hole(name) if said is None else said

    def _value(self, element: Element) -> Any:
        if element in self.values:
            return self.values[element]
        if element in self.written:
            return self.written[element]
        if element.tag == "select":
            options = list(element.iter("option")) or self.offered.get(element, [])
            chosen = next(
                (x for x in options if x.get("selected") is not None), options[0] if options else None
            )
            return Hole("value") if chosen is None else chosen.get("value", tidy(chosen.text or ""))
        if element.tag == "textarea":
            return element.text or ""
        return element.get("value", Hole("value"))

    def offer(self, owner: Nodes, html: Any) -> None:
        """Options that a script writes into a select."""
        choice = owner.elements[0] if owner.elements else None
        if choice is None or choice.tag != "select" or not isinstance(html, str):
            return
        text, options = plain(html), self.offered.setdefault(choice, [])
        if HOLE not in text and len(text) <= _LONGEST_OFFER and len(options) < _MOST_OPTIONS:
            options += fragment_tree(text).iter("option")

    def _options(self, choice: Element, name: str) -> Any:
        options = tuple(choice.iter("option"))
        chosen = next((n for n, o in enumerate(options) if o.get("selected") is not None), 0)
        if name == "selectedIndex":
            return chosen
        return Nodes(options if name == "options" else options[chosen : chosen + 1], many=True)

    def set(self, owner: Nodes, name: str, value: Any) -> None:
        for element in owner.elements[:1] if not owner.many else owner.elements[:20]:
            if name == "value":
                self.values[element] = value
            elif name == "action":
                self._actions[element] = plain(text_of(value))

    def call(self, owner: Nodes, name: str, given: list[Any]) -> Any:
        """A method of elements; NotImplemented for one that is not known."""
        first = given[0] if given else None
        said = plain(text_of(first)) if first is not None else ""
        if name in ("find", "querySelector", "querySelectorAll", "children", "getElementsByTagName"):
            return self.within(owner, said or "*")
        if name in ("eq", "get", "item") and isinstance(first, int):
            return Nodes(owner.elements[first : first + 1] if first >= 0 else owner.elements[first:][:1])
        if name in ("first", "parent", "closest", "siblings", "prev", "next"):
            return self._beside(owner, name, said)
        if name in ("attr", "getAttribute", "prop", "data", "val", "text", "html", "serialize", "submit"):
            return self._read(owner, name, said, given)
        if name == "index":
            return _place(owner, first)
        return owner if name in _SAME else NotImplemented

    def _beside(self, owner: Nodes, name: str, selector: str) -> Nodes:
        if name == "first" or not owner.elements:
            return Nodes(owner.elements[:1])
        element = owner.elements[0]
        around = tuple(element.iterancestors())
        if name == "closest":
            wanted = set(self._matching(self._root, selector))
            return Nodes(tuple(x for x in (element, *around) if x in wanted)[:1])
        if name == "parent":
            return Nodes(around[:1])
        return Nodes(
            tuple(element.itersiblings(preceding=name == "prev"))[: None if name == "siblings" else 1]
        )

    def _read(self, owner: Nodes, name: str, said: str, given: list[Any]) -> Any:
        if name == "val":
            return self._val(owner, given)
        if len(given) > 1:
            if name in ("attr", "prop") and said in ("action", "value"):
                self.set(owner, said, given[1])
            return owner
        if not owner.elements:
            return Hole(said or name)
        return self._said(owner, name, said)

    def _val(self, owner: Nodes, given: list[Any]) -> Any:
        if given:
            self.set(owner, "value", given[0])
            return owner
        return self._value(owner.elements[0]) if owner.elements else Hole("value")

    def _said(self, owner: Nodes, name: str, said: str) -> Any:
        """What the first element says: its words, its fields, or an attribute."""
        element = owner.elements[0]
        if name in ("text", "html"):
            return owner if said else tidy("".join(element.itertext()))
        if name == "serialize":
            return urlencode([(k, plain(text_of(v))) for k, v in self._filled(element).items()])
        dashed = "data-" + _DASHED.sub(lambda m: "-" + m[0].lower(), said)
        found = element.get(dashed if name == "data" else said.lower())
        return Hole(said) if found is None else found

    # -- forms

    def _filled(self, form: Element) -> dict[str, Any]:
        """The fields of a form that are sent, with what stands in them."""
        found: dict[str, Any] = {}
        for field in form.iter("input", "select", "textarea"):
            name = field.get("name")
            if name and (field.tag != "input" or (field.get("type") or "").lower() in _SENT):
                value = self._value(field)
                found.setdefault(name, value if known(value) else "")
        return found

    def submitted(self, owner: Nodes) -> tuple[str, dict[str, Any], frozenset[str]] | None:
        """Address, method and fields of a form as it would be sent now; None where there is no form."""
        form = owner.elements[0] if owner.elements else None
        if form is None or form.tag != "form":
            return None
        fields = self._filled(form)
        counters = counted(fields) | {
            name for name, value in fields.items() if isinstance(value, Count) or self._written(form, name)
        }
        sent = {name: plain(text_of(value)) for name, value in fields.items()}
        action = self._actions.get(form, form.get("action") or "")
        method = (form.get("method") or "get").lower()
        options = {"method": method, "fields": sent, "written": _is_written_in(form)}
        return action, options, frozenset(counters)

    def _written(self, form: Element, name: str) -> bool:
        """Whether a script wrote a number into a field."""
        written = (self.values.get(field) for field in _fields(form, name))
        return any(value is not None and plain(text_of(value)).isdecimal() for value in written)


def _place(owner: Nodes, sought: Any) -> Any:
    """The place of an element beside its like: among its siblings, or of another one among these."""
    if not owner.elements:
        return Hole("index")
    if isinstance(sought, Nodes):
        return next((n for n, e in enumerate(owner.elements) if sought.elements[:1] == (e,)), -1)
    if sought is not None:
        return Hole("index")
    return sum(isinstance(e.tag, str) for e in owner.elements[0].itersiblings(preceding=True))


def _fields(form: Element, name: str) -> tuple[Element, ...]:
    return tuple(x for x in form.iter("input", "select", "textarea") if name in (x.get("name"), x.get("id")))


def _is_written_in(form: Element) -> bool:
    """Whether a reader would write something into a form."""
    texts = ((field.get("type") or "text").lower() in _WRITTEN for field in form.iter("input"))
    return any(texts) or form.find(".//textarea") is not None


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


_SAME = frozenset(
    [
        "show",
        "hide",
        "addClass",
        "removeClass",
        "toggleClass",
        "css",
        "empty",
        "remove",
        "fadeIn",
        "fadeOut",
        "animate",
        "stop",
        "trigger",
        "focus",
        "blur",
        "appendTo",
        "insertAfter",
        "insertBefore",
        "prependTo",
        "wrap",
        "slideDown",
        "slideUp",
        "toggle",
        "removeAttr",
        "off",
        "unbind",
        "is",
        "hasClass",
        "setAttribute",
        "appendChild",
        "removeChild",
        "preventDefault",
        "stopPropagation",
    ]
)
