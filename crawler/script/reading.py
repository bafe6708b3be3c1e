"""What the scripts of one page come to: pieces of HTML, requests, addresses gone to, and what a click would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from crawler.script.browser import Browser
from crawler.script.effects import Effect
from crawler.script.evaluate import ExhaustedError
from crawler.script.state import State
from crawler.script.values import HOLE, Function, Native, Nodes
from parsers.page.tree import Element

LONGEST = 300_000
"""Characters of one script that are read."""
_MOST_UNCALLED = 60
_MOST_CLICKS, _MOST_AIMED, _MOST_HANDLERS = 400, 200, 4


_STEPS_IN_TURN = 120_000
"""For clicks behind other clicks, so that these take no steps from what is tried alone."""


class Reading:
    """The scripts are read when it is made. `effects`: those of the page itself and of functions that nothing calls."""

    def __init__(self, root: Element | None, url: str, codes: Iterable[str]) -> None:
        self.browser = Browser(root, url)
        self.exhausted = False
        codes = [code[:LONGEST] for code in codes]
        self.effects: list[Effect] = self._run(codes)
        if any(effect.kind == "ask" and repr(HOLE)[1:-1] in repr(effect.options) for effect in self.effects):
            # A name may be given its value by a script further down: with what all of them left behind, once more.
            self.effects = self._run(codes)
        self._loaded = self._state()
        self.uncalled: list[Effect] = self._of_uncalled()
        self._clicks = 0
        self.unclear: dict[Element, bool] = {}
        """Elements whose handlers were read, and whether one of them calls what is not known."""
        self._steps: dict[Element, list[Any]] = {}
        """What a click on each of them runs."""
        self._steps_in_turn = _STEPS_IN_TURN

    def _tried(self, step: Any) -> None:
        try:
            step()
        except ExhaustedError:
            self.exhausted = True
        except (RecursionError, OverflowError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            pass

    def _run(self, codes: list[str]) -> list[Effect]:
        self.browser.handlers.clear()
        self.browser.elements.offered.clear()
        found: list[Effect] = []
        for code in codes:
            found += self._since(lambda code=code: self.browser.evaluator.run(code))
        return found

    def _since(self, step: Any) -> list[Effect]:
        begun = len(self.browser.effects)
        self._tried(step)
        found = self.browser.effects[begun:]
        del self.browser.effects[begun:]
        self.browser.elements.forget()
        return found

    def _of_uncalled(self) -> list[Effect]:
        """Functions of the page that nothing called, with unknown arguments: a reader's click may call them."""
        found: list[Effect] = []
        handled = {id(function) for _, function in self.browser.handlers}
        for function in self.browser.evaluator.functions[:_MOST_UNCALLED]:
            if not function.called and id(function) not in handled:
                found += self._tried_out(lambda f=function: self._call(f))
        return found

    def _state(self) -> State:
        return State(self.browser.evaluator.globals, self.browser.evaluator.functions)

    def _tried_out(self, step: Any) -> list[Effect]:
        """What a step would do to the page as it was loaded; what it counts up is counted back."""
        found = self._since(step)
        self._loaded.put_back()
        return found

    def _call(self, function: Function, this: Any = None) -> None:
        self.browser.evaluator.call(function, [], this=this, holes=True)

    def add(self, code: str) -> None:
        """Read one script more, behind the others."""
        if code:
            self.effects += self._since(lambda: self.browser.evaluator.run(code[:LONGEST]))
            self._loaded = self._state()

    def clicked(self, element: Element, code: str) -> list[Effect]:
        """What the code of a handler of this element would do."""
        if self._clicks >= _MOST_CLICKS:
            return []
        self._clicks += 1
        return self._worked(element, lambda: self._run_of(element, code[:5_000]))

    def _run_of(self, element: Element, code: str) -> None:
        """The code of an attribute, whose `this` is the element."""
        self.browser.evaluator.this = Nodes((element,))
        try:
            self.browser.evaluator.run(code)
        finally:
            self.browser.evaluator.this = Native("window")

    def changed(self, element: Element) -> list[Effect]:
        """What the handlers of a select, or of what is around it, would do."""
        found = self.clicked(element, code) if (code := element.get("onchange")) else []
        return found + self._of_handlers(element)

    def _worked(self, element: Element, step: Any) -> list[Effect]:
        """What the handler of an element would do; whether all of it is known is kept."""
        before = self.browser.unclear
        steps = self._steps.setdefault(element, [])
        if len(steps) < _MOST_HANDLERS:
            steps.append(step)
        found = self._tried_out(step)
        unclear = self.exhausted or self.browser.unclear > before
        self.unclear[element] = self.unclear.get(element, False) or unclear
        return found

    def in_turn(self, first: Element, second: Element) -> list[Effect] | None:
        """What a click on the second element would do behind one on the first, both of which were tried alone; None where the
        steps that are kept for such pairs are used up."""
        evaluator, exhausted, self.exhausted = self.browser.evaluator, self.exhausted, False
        before = evaluator.granted(self._steps_in_turn)
        for step in self._steps.get(first, ()):
            self._tried(step)
        begun = len(self.browser.effects)
        for step in self._steps.get(second, ()):
            self._tried(step)
        found = None if self.exhausted else self.browser.effects[begun:]
        self.browser.effects.clear()
        self.browser.elements.forget()
        self._loaded.put_back()
        self._steps_in_turn, self.exhausted = evaluator.granted(before), exhausted
        return found

    def again(self, element: Element, most: int) -> list[Effect] | None:
        """What clicks on an element would do one behind the other, until one does what another did; None where that is not come to."""
        evaluator, exhausted, self.exhausted = self.browser.evaluator, self.exhausted, False
        before = evaluator.granted(self._steps_in_turn)
        seen: set[str] = set()
        for _ in range(most):
            begun = len(self.browser.effects)
            for step in self._steps.get(element, ()):
                self._tried(step)
            done = "".join(effect.text for effect in self.browser.effects[begun:])
            if self.exhausted or done in seen:
                break
            seen.add(done)
        ended = not self.exhausted and len(seen) < most
        found = list(self.browser.effects)
        self.browser.effects.clear()
        self.browser.elements.forget()
        self._loaded.put_back()
        self._steps_in_turn, self.exhausted = evaluator.granted(before), exhausted
        return found if ended else None

    def called(self, function: Function, given: list[Any]) -> list[Effect]:
        """What a function would do that a plug-in calls with these values when something is clicked."""
        if self._clicks >= _MOST_CLICKS:
            return []
        self._clicks += 1
        return self._tried_out(lambda: self.browser.evaluator.call(function, given))

    def handled(self) -> Iterator[tuple[Element, list[Effect]]]:
        """Elements to which the scripts gave handlers, and what a click on each would do."""
        for nodes, function in tuple(
            self.browser.handlers
        ):  # what a click binds anew is that of the next page
            for element in nodes.elements:
                if self._clicks >= _MOST_CLICKS:
                    return
                self._clicks += 1
                one = Nodes((element,))
                self.browser.aimed.clear()
                yield element, self._worked(element, lambda f=function, n=one: self._call(f, n))
                yield from self._aimed_at(element, function)

    def _aimed_at(self, around: Element, function: Function) -> Iterator[tuple[Element, list[Effect]]]:
        """What is within an element whose handler asks what was clicked in it, and what a click there would do."""
        found: dict[Element, None] = {}
        for selector in dict.fromkeys(self.browser.aimed):
            within = self.browser.elements.within(Nodes((around,)), selector).elements
            found |= dict.fromkeys(e for e in within if selector != "*" or _has_data(e))
        for element in islice(found, _MOST_AIMED):
            if self._clicks >= _MOST_CLICKS:
                return
            self._clicks += 1
            one = Nodes((element,))
            event = {"target": one, "currentTarget": one, "srcElement": one}
            yield element, self._worked(element, lambda e=event: self.browser.evaluator.call(function, [e]))

    def pressed(self, element: Element) -> list[Effect]:
        """What a click on a button would do, as things stand."""
        found = self.clicked(element, code) if (code := element.get("onclick")) else []
        return found + self._of_handlers(element)

    def _of_handlers(self, element: Element) -> list[Effect]:
        found: list[Effect] = []
        for nodes, function in self.browser.handlers:
            if element in nodes.elements and self._clicks < _MOST_CLICKS:
                self._clicks += 1
                one = Nodes((element,))
                found = found + self._worked(element, lambda f=function, n=one: self._call(f, n))
        return found


def _has_data(element: Element) -> bool:
    return any(name.startswith("data-") for name in element.keys())  # noqa: SIM118
