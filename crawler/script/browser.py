"""The browser as far as a script's values need one: elements by selector, the page's own address, forms; nothing else.

Requests are told by role: a call that is not the script's own, with an object that has an address, or with an address and
a name that asks (`get`, `post`, `load`, `fetch`, …). Functions given to such calls are read with unknown arguments.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawler.script import calls, effects, methods
from crawler.script.effects import Effect
from crawler.script.elements import Elements
from crawler.script.evaluate import Evaluator
from crawler.script.natives import NATIVES, called, made
from crawler.script.values import Function, Hole, Native, Nodes, Parameters, plain, text_of

_SELVES = frozenset(("window", "self", "top", "parent", "globalThis"))

_EVENT = re.compile(
    r"^(?:on)?(?:click|change|tap|dblclick|mouse(?:down|over|enter)|hover|touchend|select|submit|keydown|scroll|toggle)$"
)
_A_LOOK = 10
"""Steps that a look into the page costs."""
_OF_SCRIPT = re.compile(r"\d\.js(?:\?|$)")
"""The address of a numbered script that is put into the page: what it brings is an answer."""
_AFTERWARDS = frozenset(("then", "done", "success"))
"""What a request is told after it is made: what to do with the answer."""
_WITH_DATA, _MOST_AIMED = "*", 20
_MOST_HEADERS, _LONGEST_HEADER = 20, 301
_CLICK = re.compile(r"click|tap|touchend|mousedown|pointerdown")
_WRITES = frozenset(("innerHTML", "outerHTML"))
_LEADS = frozenset(("src", "href"))


class Browser:
    """What names, members and calls that are not the script's own come to; `effects` in their order."""

    def __init__(self, root: Any, url: str) -> None:
        self.url = url
        self.evaluator = Evaluator(self)
        self.elements = Elements(root, self.evaluator.spend)
        self.effects: list[Effect] = []
        self.handlers: list[tuple[Nodes, Function]] = []
        self.parameters = Parameters(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        self.calls: list[tuple[str, list[Any]]] = []
        """Calls of what is not the script's own, with their arguments: rows and options of plug-ins."""
        self.unclear = 0
        """Calls of what is not the script's own and may do anything."""
        self.aimed: list[str] = []
        """Selectors by which a handler asked what was clicked."""
        self._readers: dict[int, bool] = {}
        self._opened: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        """Headers that scripts set on requests."""

    # -- what is noted

    def note(self, effect: Effect) -> None:
        if len(self.effects) < 2_000:
            self.effects.append(effect)

    @property
    def loose(self) -> bool:
        return self.evaluator.loose > 0

    def write(self, value: Any) -> None:
        self.note(effects.html(value, loose=self.loose))

    def go(self, value: Any) -> None:
        if isinstance(value, str):
            self.note(effects.go(value, loose=self.loose))

    def ask(self, options: dict[str, Any]) -> None:
        self.note(effects.ask(options, loose=self.loose))

    # -- names and members

    def global_name(self, name: str) -> Any:
        if name in _SELVES:
            return Native("window")
        return Native(name) if name in NATIVES else Hole(name)

    def set_global(self, name: str, value: Any) -> bool:
        """Whether a name of the window does something when it is set."""
        if name == "location":
            self.go(value)
            return True
        if name in ("onload", "onready") and isinstance(value, Function):
            self.evaluator.call(value, [], holes=True)
            return True
        return False

    def member(self, owner: Any, name: Any) -> Any:
        if isinstance(owner, Parameters):
            return owner.get(text_of(name), Hole(text_of(name)))
        if isinstance(owner, list | str):
            return _of_sequence(owner, name)
        name = plain(text_of(name))
        if isinstance(owner, dict):
            return owner[name] if name in owner else Hole(name)
        if isinstance(owner, Nodes):
            return self._paid(self.elements.member(owner, name))
        if isinstance(owner, Native):
            return self._native_member(owner.name, name)
        if isinstance(owner, Function):
            return owner.members.get(name, Hole(name))
        if isinstance(owner, Hole) and owner.name == "target" and name == "dataset":
            self._aim(_WITH_DATA)
        numbered = isinstance(owner, Hole) and name.isdecimal()
        return Hole(owner.name if numbered else name)

    def _native_member(self, owner: str, name: str) -> Any:
        if owner == "window":
            scope = self.evaluator.globals
            return scope[name] if name in scope else self.global_name(name)
        if owner == "location" or (owner == "document" and name in ("URL", "documentURI")):
            return self._location(name)
        if owner == "document":
            if name in ("location", "defaultView"):
                return Native("location" if name == "location" else "window")
            return self.elements.of_document(name)
        return Hole(name)

    def _location(self, name: str) -> Any:
        parts = urlsplit(self.url)
        said = {
            "href": self.url,
            "URL": self.url,
            "search": f"?{parts.query}" if parts.query else "",
            "pathname": parts.path or "/",
            "host": parts.netloc,
            "hostname": parts.hostname or "",
            "protocol": f"{parts.scheme}:",
            "origin": f"{parts.scheme}://{parts.netloc}",
            "hash": f"#{parts.fragment}" if parts.fragment else "",
        }
        return said.get(name, Hole(name))

    def set_member(self, owner: Any, name: Any, value: Any) -> None:
        name = name if isinstance(owner, list) else plain(text_of(name))
        if isinstance(owner, Native):
            self._set_native(owner.name, name, value)
        elif isinstance(owner, Nodes):
            self._set_element(owner, name, value)
        elif isinstance(owner, dict):
            if len(owner) < methods.MOST_ITEMS:
                owner[name] = value
        elif isinstance(owner, list):
            _set_item(owner, name, value)
        elif isinstance(owner, Function):
            owner.members[name] = value
        elif isinstance(owner, Hole):
            self._set_unknown(name, value)

    def _set_native(self, owner: str, name: str, value: Any) -> None:
        if name == "location" or (owner == "location" and name == "href"):
            self.go(value)
        elif owner == "window":
            if not self.set_global(name, value):
                self.evaluator.globals[name] = value
        elif isinstance(value, Function) and name.startswith("on"):
            self.evaluator.call(value, [], holes=True)

    def _set_element(self, owner: Nodes, name: str, value: Any) -> None:
        if name in _WRITES:
            self.write(value)
            self.elements.offer(owner, value)
        elif name in _LEADS:
            self.go(value)
        elif isinstance(value, Function) and _EVENT.match(name):
            self.handlers.append((owner, value))
        else:
            self.elements.set(owner, name, value)

    def _set_unknown(self, name: str, value: Any) -> None:
        if name == "src" and isinstance(value, str) and _OF_SCRIPT.search(plain(value)):
            self.ask({"url": value, "type": "get", "plain": True, "answered": True})
        elif name in _WRITES:
            self.write(value)
        elif name in _LEADS:
            self.go(value)
        elif isinstance(value, Function):
            self.evaluator.call(value, [], holes=True)

    # -- calls

    def method(self, owner: Any, name: Any) -> Any:
        """A function of the script's own that is a member of an object."""
        if isinstance(owner, Native) and owner.name == "window":
            return self.evaluator.globals.get(text_of(name))
        if isinstance(owner, dict) and not isinstance(owner, Parameters):
            return owner.get(plain(text_of(name)))
        return owner.members.get(text_of(name)) if isinstance(owner, Function) else None

    def call_member(self, owner: Any, name: str, given: list[Any]) -> Any:
        if isinstance(owner, Parameters):
            return _of_parameters(owner, name, given)
        if isinstance(owner, str):
            return methods.of_string(owner, name, given)
        if isinstance(owner, list):
            return self._through(owner, name, given)
        if isinstance(owner, Nodes):
            return self._paid(self._of_elements(owner, name, given))
        if isinstance(owner, Function):
            return self._of_function(owner, name, given)
        if isinstance(owner, Native):
            return self._paid(called(self, owner.name, name, given))
        if isinstance(owner, int | float):
            return text_of(owner) if name in ("toString", "toFixed") else Hole(name)
        if name == "map" and given and isinstance(given[0], Function):
            return self._of_unknown_rows(given[0])
        if name in ("closest", "matches") and given and isinstance(given[0], str):
            self._aim(plain(given[0]))
            return Hole(name)
        return self.unknown(name, given)

    def _of_unknown_rows(self, function: Function) -> list[Any]:
        """What is made of rows that are not known: one, with what the function makes of it."""
        self.evaluator.loose += 1
        made = self.evaluator.call(function, [], holes=True)
        self.evaluator.loose -= 1
        return [made]

    def _aim(self, selector: str) -> None:
        if len(self.aimed) < _MOST_AIMED:
            self.aimed.append(selector)

    def listen(self, given: list[Any]) -> bool:
        """Whether a function is to be called wherever on the page something is clicked."""
        function = given[1] if len(given) > 1 and isinstance(given[1], Function) else None
        if function is None or not _CLICK.fullmatch(text_of(given[0])):
            return False
        self.handlers.append((self.elements.whole(), function))
        return True

    def call_name(self, name: str, given: list[Any]) -> Any:
        return self._paid(called(self, "window", name, given))

    def _paid(self, value: Any) -> Any:
        """What a look into the page gave: it costs more than a step."""
        self.evaluator.spend(_A_LOOK + (len(value) // 40 if isinstance(value, str | list) else 0))
        return value

    def new(self, name: str, given: list[Any]) -> Any:
        return made(self, name, given)

    def _through(self, found: list[Any], name: str, given: list[Any]) -> Any:
        function = given[0] if given and isinstance(given[0], Function) else None
        if function is None or name not in ("forEach", "map", "each", "filter", "find", "some", "every"):
            return methods.of_list(found, name, given)
        said = [self.evaluator.call(function, [item, place]) for place, item in enumerate(found[:200])]
        return said if name == "map" else found

    def _of_function(self, owner: Function, name: str, given: list[Any]) -> Any:
        if name == "call":
            return self.evaluator.call(owner, given[1:], this=given[0] if given else None)
        if name == "apply":
            rest = methods.items(given[1]) if len(given) > 1 else []
            return self.evaluator.call(owner, rest or [], this=given[0] if given else None)
        return owner if name == "bind" else Hole(name)

    def _of_elements(self, owner: Nodes, name: str, given: list[Any]) -> Any:
        function = next((x for x in given if isinstance(x, Function)), None)
        if function is not None:
            return self._with_function(owner, name, given, function)
        if (
            name in ("html", "append", "prepend", "after", "before", "replaceWith", "insertAdjacentHTML")
            and given
        ):
            self.write(given[-1])
            self.elements.offer(owner, given[-1])
            return owner
        if name in ("attr", "prop", "setAttribute") and len(given) > 1 and text_of(given[0]) in _LEADS:
            self.go(given[1])
            return owner
        if name in ("submit", "requestSubmit") and not given:
            sent = self.elements.submitted(owner)
            if sent is not None:
                self.note(Effect("submit", sent[0], sent[1], loose=self.loose, counters=sent[2]))
            return owner
        found = self.elements.call(owner, name, given)
        return self.unknown(name, given, jquery=True) if found is NotImplemented else found

    def _with_function(self, owner: Nodes, name: str, given: list[Any], function: Function) -> Any:
        if name in ("each", "forEach", "map"):
            for place, element in enumerate(owner.elements[:200]):
                one = Nodes((element,))
                self.evaluator.call(function, [place, one] if name == "each" else [one, place], this=one)
            return owner
        event = name if isinstance(given[0], Function) else text_of(given[0]).split(" ")[0].partition(".")[0]
        if not _EVENT.match(event):
            return self.unknown(event, given)
        within = next((x for x in given[1:] if isinstance(x, str)), None)
        chosen = self.elements.within(owner, within) if within else owner
        self.handlers.append((chosen, function))
        return owner

    def unknown(self, name: str, given: list[Any], *, jquery: bool = False) -> Any:
        """A call of what is not the script's own: perhaps a request; the functions given to it are read.

        `jquery`: data is sent as a form where nothing else is said.
        """
        if given and len(self.calls) < methods.MOST_ITEMS:
            self.calls.append((name, given))
        if anchor := calls.link(given):
            self.write(anchor)
        shown = calls.shown(name, given)
        if shown is not None:
            self.note(effects.go(shown, loose=True))  # by the name of the call, not by what it does
        self.unclear += shown is None and name not in calls.PLAIN_EFFECTS
        self._note_headers(name, given)
        self._note_answer(name)
        options = self._sent_by_hand(name, given) or calls.request(name, given, jquery=jquery)
        if options is not None:
            self.ask({**options, "answered": calls.is_answered(name, given)})
        for value in given:
            functions = [value] if isinstance(value, Function) else ()
            inner = value.values() if isinstance(value, dict) else functions
            for function in [x for x in inner if isinstance(x, Function)][:20]:
                self._call_back(function)
        chained = name in ("then", "done", "success", "ajax", "get", "post", "getJSON", "fetch")
        return Hole("" if chained else name)

    def _sent_by_hand(self, name: str, given: list[Any]) -> dict[str, Any] | None:
        """The request of an XMLHttpRequest, which is opened first and sent later."""
        if name == "open" and len(given) > 1 and text_of(given[0]).upper() in ("GET", "POST"):
            self._opened = {"type": text_of(given[0]), "url": given[1], "plain": True}
        if name != "send" or not self._opened:
            return None
        asked, self._opened = self._opened, {}
        return {**asked, "data": given[0] if given else None}

    def _note_headers(self, name: str, given: list[Any]) -> None:
        """Headers that are set one by one, or stand in the options of a request."""
        found: list[Any] = [given[:2]] if name == "setRequestHeader" else []
        for options in given:
            inner = options.get("headers") if isinstance(options, dict) else None
            found += inner.items() if isinstance(inner, dict) else ()
        for said in found[:_MOST_HEADERS]:
            if (
                len(said) > 1
                and all(isinstance(text, str) for text in said)
                and len(self.headers) < _MOST_HEADERS
            ):
                self.headers[plain(said[0])[:_LONGEST_HEADER]] = plain(said[1])[:_LONGEST_HEADER]

    def _note_answer(self, name: str) -> None:
        """That something is done with the answer to the request that was made last."""
        if name in _AFTERWARDS and self.effects and self.effects[-1].kind == "ask":
            self.effects[-1].options["answered"] = True

    def _call_back(self, function: Function) -> None:
        if not function.called:
            self.evaluator.call(function, [], holes=True)

    def parameter_read(self, function: Function, given: list[Any]) -> Any:
        """What a function returns that looks up a parameter of the page's own address by its name; None for any other."""
        name = given[0] if given and isinstance(given[0], str) else None
        if name is None or name not in self.parameters:
            return None
        place = id(function.node)
        if place not in self._readers:
            said = repr(function.node)[:20_000]
            self._readers[place] = "'return'" in said and ("'search'" in said or "'href'" in said)
        return self.parameters[name] if self._readers[place] else None


def _of_parameters(owner: Parameters, name: str, given: list[Any]) -> Any:
    if name in ("append", "set") and len(given) > 1:
        owner[plain(text_of(given[0]))] = given[1]
        return None
    if name == "toString":
        return owner.encoded
    return owner.get(plain(text_of(given[0]))) if given and name in ("get", "has") else Hole(name)


def _of_sequence(owner: list[Any] | str, name: Any) -> Any:
    owner = plain(owner) if isinstance(owner, str) else owner
    if isinstance(name, int | float) and not isinstance(name, bool):
        return owner[int(name)] if 0 <= name < len(owner) else None
    if name == "length":
        return len(owner)
    text = plain(text_of(name))
    return _of_sequence(owner, int(text)) if text.isdecimal() and len(text) < 9 else Hole(text)


def _set_item(owner: list[Any], place: Any, value: Any) -> None:
    if isinstance(place, int) and 0 <= place <= len(owner) < methods.MOST_ITEMS:
        owner[place : place + 1] = [value]
