"""An evaluator of scripts over what they print themselves: values of literals, sums, conditions and loops with a known end.

What would touch the world (a request, a link written, an address gone to) is noted as an effect and goes no further.
Where a condition is not known, both branches are read; a loop without a known end is read once. Every step is counted.
"""

from __future__ import annotations

import time
from typing import Any

from crawler.script import methods
from crawler.script.syntax import Node, parsed
from crawler.script.values import (
    LONGEST_TEXT,
    Count,
    Function,
    Hole,
    Native,
    Scope,
    known,
    number_of,
    text_of,
    truth,
)

MOST_STEPS = 60_000
"""Nodes that are looked at for one page."""
MOST_SECONDS = 2.0
"""CPU seconds for one page, whatever its steps cost: a net below the steps, which count what is usual."""
_STEPS_A_LOOK = 50
"""Steps between two looks at the clock: it is asked of the system, and that takes longer than a step."""
_MOST_ROUNDS = 200
_A_STEP = 2_000
"""Characters that cost as much as one step."""
_MEMBERS_A_STEP = 20
_DEEPEST_CALLS = 20
Signal = tuple[str, Any] | None
"""What ends a block: `return` with a value, `break`, `continue`."""


class ExhaustedError(Exception):
    """The page's steps are used up."""


class Evaluator:
    """Runs over statements; `host` is the browser as far as it is one."""

    def __init__(self, host: Any) -> None:
        self.host = host
        self.globals = Scope()
        self.functions: list[Function] = []
        self.loose = 0
        """Loops around without a known end."""
        self._steps = MOST_STEPS
        self._until = time.process_time() + MOST_SECONDS
        self._look_at = MOST_STEPS
        """The steps that are left when the clock is looked at next."""
        self._calls = 0
        self._perhaps: list[list[Any]] = []
        """For each call under way: what it may return."""
        self.this: Any = Native("window")

    # -- statements

    def run(self, code: str) -> None:
        """The statements of one script in the scope of the page; one that breaks ends alone."""
        statements = parsed(code)
        self._hoist(statements, self.globals)
        for statement in statements:
            if statement[0] != "define":
                self.guarded(statement, self.globals)

    def guarded(self, statement: Node, scope: Scope) -> None:
        try:
            self._do(statement, scope)
        except (RecursionError, OverflowError, ValueError, TypeError, KeyError, IndexError, AttributeError):
            self._calls, self._perhaps, self.loose = 0, [], 0

    def _hoist(self, statements: Any, scope: Scope) -> None:
        for statement in statements:
            if statement[0] == "define" and statement[1]:
                scope[statement[1]] = self._function(statement[2], scope)

    def _function(self, node: Node, scope: Scope) -> Function:
        function = Function(node, scope)
        self.functions.append(function)
        return function

    def _block(self, statements: Any, scope: Scope) -> Signal:
        self._hoist(statements, scope)
        for statement in statements:
            if statement[0] != "define" and (signal := self._do(statement, scope)):
                return signal
        return None

    def _do(self, node: Node, scope: Scope) -> Signal:
        self._step()
        signal: Signal = _STATEMENTS[node[0]](self, node, scope)
        return signal

    def _step(self) -> None:
        self.spend(1)

    def spend(self, steps: int) -> None:
        """Count so many steps.

        :raises ExhaustedError: there are no more.
        """
        self._steps -= steps
        if self._steps > self._look_at:
            return
        self._look_at = max(0, self._steps - _STEPS_A_LOOK)
        if time.process_time() > self._until:
            self._steps = -1
        if self._steps < 0:
            raise ExhaustedError

    def granted(self, steps: int) -> int:
        """Go on with so many steps; those that were left."""
        left, self._steps, self._look_at = self._steps, steps, steps
        return left

    def _do_expression(self, node: Node, scope: Scope) -> Signal:
        self.value(node[1], scope)
        return None

    def _do_let(self, node: Node, scope: Scope) -> Signal:
        for target, given in node[1]:
            value = None if given is None else self.value(given, scope)
            if isinstance(value, Function) and target[0] == "name":
                value.members.setdefault("name", target[1])
            self._declare(target, value, scope)
        return None

    def _declare(self, target: Node, value: Any, scope: Scope) -> None:
        if target[0] == "name":
            scope[target[1]] = value
        elif target[0] == "object":
            for name, inner in target[1]:
                if name[0] == "value" and inner[0] == "name":
                    scope[inner[1]] = self.host.member(value, text_of(name[1]))
        elif target[0] == "list":
            for place, inner in enumerate(target[1]):
                self._declare(inner, self.host.member(value, place), scope)

    def _do_if(self, node: Node, scope: Scope) -> Signal:
        _, test, then, other = node
        verdict = truth(self.value(test, scope))
        if verdict is not None:
            chosen = then if verdict else other
            return self._do(chosen, scope) if chosen else None
        return self._both([then, other], scope)

    def _both(self, branches: list[Node | None], scope: Scope) -> Signal:
        """All branches, since it is not known which: what each returns may be what the function returns."""
        signals = [self._do(branch, scope) if branch else None for branch in branches]
        for signal in signals:
            if signal and signal[0] == "return" and self._perhaps:
                self._perhaps[-1].append(signal[1])
        ended = all(signal and signal[0] == "return" for signal in signals)
        return signals[0] if ended else None

    def _do_for(self, node: Node, scope: Scope) -> Signal:
        _, begin, test, step, body = node
        if begin:
            self._do(begin, scope)
        for _ in range(_MOST_ROUNDS):
            verdict = truth(self.value(test, scope)) if test else None
            if verdict is None:
                return self._loosely(body, scope)
            if not verdict:
                return None
            signal = self._do(body, scope)
            if signal and signal[0] != "continue":
                return signal if signal[0] == "return" else None
            if step:
                self.value(step, scope)
        return None

    def _loosely(self, body: Node, scope: Scope) -> Signal:
        """The body of a loop whose end is not known, once."""
        self.loose += 1
        signal = self._do(body, scope)
        self.loose -= 1
        return signal if signal and signal[0] == "return" and known(signal[1]) else None

    def _do_while(self, node: Node, scope: Scope) -> Signal:
        return self._do_for(("for", None, node[1], None, node[2]), scope)

    def _do_each(self, node: Node, scope: Scope) -> Signal:
        _, begin, among, by_key, body = node
        target = begin[1][0][0] if begin[0] == "let" else begin[1]
        value = self.value(among, scope)
        items = methods.keys(value) if by_key else methods.items(value)
        if items is None:
            self._declare(target, Hole("item"), scope)
            return self._loosely(body, scope)
        for item in items[:_MOST_ROUNDS]:
            self._declare(target, item, scope)
            signal = self._do(body, scope)
            if signal and signal[0] != "continue":
                return signal if signal[0] == "return" else None
        return None

    def _do_return(self, node: Node, scope: Scope) -> Signal:
        return "return", None if node[1] is None else self.value(node[1], scope)

    def _do_block(self, node: Node, scope: Scope) -> Signal:
        return self._block(node[1], scope)

    def _do_try(self, node: Node, scope: Scope) -> Signal:
        return self._block(node[1], scope) or self._block(node[2], scope)

    def _do_switch(self, node: Node, scope: Scope) -> Signal:
        value = self.value(node[1], scope)
        tests = [None if test is None else self.value(test, scope) for test, _ in node[2]]
        if not known(value):
            return self._both([("block", body) for _, body in node[2]], scope)
        first = next((n for n, test in enumerate(tests) if test is not None and test == value), None)
        if first is None:
            first = next((n for n, (test, _) in enumerate(node[2]) if test is None), len(tests))
        for _, body in node[2][first:]:
            if signal := self._block(body, scope):
                return None if signal[0] == "break" else signal
        return None

    def _do_jump(self, node: Node, scope: Scope) -> Signal:
        return ("return", Hole()) if node[1] == "throw" else (node[1], None)

    def _do_nothing(self, node: Node, scope: Scope) -> Signal:
        return None

    # -- expressions

    def value(self, node: Node, scope: Scope) -> Any:
        """What an expression comes to."""
        self._step()
        value = _EXPRESSIONS[node[0]](self, node, scope)
        if isinstance(value, str) and len(value) > _A_STEP:
            self.spend(len(value) // _A_STEP)
            return value[:LONGEST_TEXT]
        return value

    def _value(self, node: Node, scope: Scope) -> Any:
        return node[1]

    def _name(self, node: Node, scope: Scope) -> Any:
        if node[1] == "this":
            return self.this
        owner = scope.owner(node[1])
        return self.host.global_name(node[1]) if owner is None else owner[node[1]]

    def _list(self, node: Node, scope: Scope) -> Any:
        return self._items(node[1], scope)

    def _items(self, nodes: list[Node], scope: Scope) -> list[Any]:
        found: list[Any] = []
        for node in nodes:
            if node[0] == "spread":
                found += methods.items(self.value(node[1], scope)) or []
            else:
                found.append(self.value(node, scope))
        return found

    def _object(self, node: Node, scope: Scope) -> Any:
        found: dict[str, Any] = {}
        for name, inner in node[1]:
            value = self.value(inner, scope)
            if name[0] == "spread":
                found |= value if isinstance(value, dict) else {}
            else:
                found[text_of(self.value(name, scope))] = value
        return found

    def _made_function(self, node: Node, scope: Scope) -> Any:
        return self._function(node, scope)

    def _member(self, node: Node, scope: Scope) -> Any:
        return self.host.member(self.value(node[1], scope), self.value(node[2], scope))

    def _sequence(self, node: Node, scope: Scope) -> Any:
        value = None
        for inner in node[1]:
            value = self.value(inner, scope)
        return value

    def _template(self, node: Node, scope: Scope) -> Any:
        return "".join(text_of(self.value(part, scope)) for part in node[1])[:LONGEST_TEXT]

    def _choice(self, node: Node, scope: Scope) -> Any:
        verdict = truth(self.value(node[1], scope))
        if verdict is not None:
            return self.value(node[2] if verdict else node[3], scope)
        then, other = self.value(node[2], scope), self.value(node[3], scope)
        return then if known(then) and then not in ("", None) else other

    def _unary(self, node: Node, scope: Scope) -> Any:
        value = self.value(node[2], scope)
        if node[1] == "typeof":
            return methods.type_of(value)
        if node[1] == "!":
            verdict = truth(value)
            return Hole() if verdict is None else not verdict
        number = number_of(value)
        if number is None or node[1] not in ("-", "+"):
            return Hole(getattr(value, "name", ""))
        return -number if node[1] == "-" else number

    def _binary(self, node: Node, scope: Scope) -> Any:
        """Sums are long and lean to the left: taken from there, not from within."""
        spine = []
        while node[0] == "binary" and node[1] not in ("&&", "||", "??"):
            spine.append((node[1], node[3]))
            node = node[2]
            self._step()
        value = self._logical(node, scope) if node[0] == "binary" else self.value(node, scope)
        for mark, right in reversed(spine):
            value = methods.binary(mark, value, self.value(right, scope))
        return value

    def _logical(self, node: Node, scope: Scope) -> Any:
        left = self.value(node[2], scope)
        verdict = truth(left) if node[1] != "??" else (None if not known(left) else left is not None)
        if verdict is None:
            right = self.value(node[3], scope)
            return right if node[1] != "&&" and known(right) else left
        if node[1] == "&&":
            return self.value(node[3], scope) if verdict else left
        return left if verdict else self.value(node[3], scope)

    def _assign(self, node: Node, scope: Scope) -> Any:
        _, mark, target, given = node
        value = self.value(given, scope)
        if mark:
            value = methods.binary(mark, self.value(target, scope), value)
            if mark in ("+", "-") and isinstance(value, int) and not isinstance(value, bool):
                value = Count(value)
        self._store(target, value, scope)
        return value

    def _after(self, node: Node, scope: Scope) -> Any:
        old = self.value(node[2], scope)
        value = methods.binary(node[1], old, 1)
        self._store(node[2], Count(value) if isinstance(value, int) else value, scope)
        return Count(old) if isinstance(old, int) else old

    def _store(self, target: Node, value: Any, scope: Scope) -> None:
        if target[0] == "name":
            owner = scope.owner(target[1])
            if owner is None and self.host.set_global(target[1], value):
                return
            (self.globals if owner is None else owner)[target[1]] = value
        elif target[0] == "member":
            self.host.set_member(self.value(target[1], scope), self.value(target[2], scope), value)
        else:
            self._declare(target, value, scope)

    def _regex(self, node: Node, scope: Scope) -> Any:
        return Hole("regex")

    def _call(self, node: Node, scope: Scope) -> Any:
        _, callee, given = node
        if callee[0] == "member":
            owner, name = self.value(callee[1], scope), self.value(callee[2], scope)
            arguments = self._items(given, scope)
            if isinstance(owner, str | list):
                self.spend(len(owner) // (_A_STEP if isinstance(owner, str) else _MEMBERS_A_STEP))
            function = self.host.method(owner, name)
            if isinstance(function, Function):
                return self.call(function, arguments, this=owner)
            return self.host.call_member(owner, text_of(name), arguments)
        function = self.value(callee, scope)
        arguments = self._items(given, scope)
        if isinstance(function, Function):
            return self.call(function, arguments)
        name = callee[1] if callee[0] == "name" else getattr(function, "name", "")
        return self.host.call_name(name, arguments)

    def _new(self, node: Node, scope: Scope) -> Any:
        made, arguments = self.value(node[1], scope), self._items(node[2], scope)
        if isinstance(made, Function):
            this: dict[str, Any] = {}
            self.call(made, arguments, this=this)
            return this
        return self.host.new(getattr(made, "name", ""), arguments)

    # -- calls

    def call(self, function: Function, arguments: list[Any], this: Any = None, *, holes: bool = False) -> Any:
        """What a function returns. `holes`: parameters without an argument are unknown, each by its name."""
        function.called = True
        if self._calls >= _DEEPEST_CALLS:
            return Hole()
        shortcut = self.host.parameter_read(function, arguments)
        if shortcut is not None:
            return shortcut
        scope = self._bound(function, arguments, holes=holes)
        self._calls += 1
        self._perhaps.append([])
        around, self.this = self.this, self.this if this is None else this
        signal = self._block(function.node[3], scope)
        self.this = around
        self._calls -= 1
        perhaps = self._perhaps.pop() if self._perhaps else []
        if signal and signal[0] == "return":
            return signal[1]
        return next((value for value in perhaps if known(value)), perhaps[0] if perhaps else None)

    def _bound(self, function: Function, arguments: list[Any], *, holes: bool) -> Scope:
        scope = Scope(function.scope)
        if function.node[1] and function.node[1] not in function.scope:
            scope[function.node[1]] = function
        scope["arguments"] = arguments
        for place, (name, default) in enumerate(function.parameters):
            value = arguments[place] if place < len(arguments) else Hole(name) if holes else None
            if value is None and default is not None:
                value = self.value(default, scope)
            scope[name] = Count(value) if isinstance(value, int) and not isinstance(value, bool) else value
        return scope


_STATEMENTS: dict[str, Any] = {
    "do": Evaluator._do_expression,
    "let": Evaluator._do_let,
    "define": Evaluator._do_nothing,
    "if": Evaluator._do_if,
    "for": Evaluator._do_for,
    "each": Evaluator._do_each,
    "while": Evaluator._do_while,
    "return": Evaluator._do_return,
    "block": Evaluator._do_block,
    "try": Evaluator._do_try,
    "switch": Evaluator._do_switch,
    "jump": Evaluator._do_jump,
}
_EXPRESSIONS: dict[str, Any] = {
    "value": Evaluator._value,
    "name": Evaluator._name,
    "list": Evaluator._list,
    "object": Evaluator._object,
    "function": Evaluator._made_function,
    "member": Evaluator._member,
    "sequence": Evaluator._sequence,
    "template": Evaluator._template,
    "choice": Evaluator._choice,
    "unary": Evaluator._unary,
    "binary": Evaluator._binary,
    "assign": Evaluator._assign,
    "after": Evaluator._after,
    "regex": Evaluator._regex,
    "call": Evaluator._call,
    "new": Evaluator._new,
    "block": Evaluator._do_block,
}
