"""Inputs that grow, made from a pattern's own parse tree, and how the time of a call grows with them."""

from __future__ import annotations

import ast
import gc
import importlib
import math
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

SIZES = (1_000, 4_000, 16_000)
MOST_GROWTH = 1.3
"""The power of the size that the time of a call may grow with."""
_SHORT_S = 0.003
"""What takes less at the largest size does not grow too fast: a quadratic pattern takes a second."""
_SECOND_OPINIONS = (1, 2, 4)
"""Times the sizes at which what seems to grow too fast is measured before it is said to."""
_FAILING = "\x01"
_CANDIDATES = "a1 -_<>\"'=/.:;,#(){}[]|&%\n\t年一第公（、：Aﾊ"
_SCANNING = frozenset({"search", "sub", "subn", "findall", "finditer", "split"})
_METHODS = _SCANNING | {"match", "fullmatch"}


@dataclass(frozen=True, slots=True)
class Found:
    """A pattern, where it stands, and how it is used: by which of its methods."""

    place: str
    pattern: re.Pattern[Any]
    methods: frozenset[str] = _SCANNING


def modules_of(*packages: str) -> Iterator[ModuleType]:
    """Every module of some packages."""
    for name in packages:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            yield importlib.import_module(found.name)


def patterns_of(*packages: str) -> list[Found]:
    """Every pattern of some packages once: compiled ones, also in containers, and those in calls of `re` itself."""
    modules = list(modules_of(*packages))
    trees = {module.__name__: ast.parse(_source(module)) for module in modules}
    used: dict[tuple[str, str], set[str]] = {}
    for module in modules:
        for name, method in _calls(trees[module.__name__]):
            owner = vars(module).get(name)
            if isinstance(owner, re.Pattern):
                used.setdefault((owner.pattern, name), set()).add(method)
    found: dict[tuple[Any, int, frozenset[str]], Found] = {}
    for module in modules:
        for name, pattern in _compiled(module):
            methods = frozenset(used.get((pattern.pattern, name), _SCANNING))
            one = Found(f"{module.__name__}.{name}", pattern, methods)
            found.setdefault((pattern.pattern, pattern.flags, methods), one)
        for one in _inline(module, trees[module.__name__]):
            found.setdefault((one.pattern.pattern, one.pattern.flags, one.methods), one)
    return list(found.values())


def _source(module: ModuleType) -> str:
    return Path(str(module.__file__)).read_text(encoding="utf-8")


def _compiled(module: ModuleType) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for name, value in vars(module).items():
        todo, seen = [value], 0
        while todo and seen < 5_000:
            item = todo.pop()
            seen += 1
            if isinstance(item, re.Pattern):
                yield name, item
            elif isinstance(item, dict):
                todo += [*item.keys(), *item.values()]
            elif isinstance(item, (tuple, list, set, frozenset)):
                todo += item


def _calls(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Name and method of every use of a pattern by its name, handed on as a method too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _METHODS and isinstance(node.value, ast.Name):
            yield node.value.id, node.attr


def _inline(module: ModuleType, tree: ast.AST) -> Iterator[Found]:
    """Patterns in calls of `re`; where one is put together from what is not known here, `x` stands for that."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in _METHODS
            and node.args
        ):
            text = _literal(node.args[0], vars(module))
            if text is not None:
                names = {
                    a.attr for arg in node.args[1:] for a in ast.walk(arg) if isinstance(a, ast.Attribute)
                }
                value = sum(re.RegexFlag[name] for name in names & set(re.RegexFlag.__members__))
                methods = frozenset({node.func.attr})
                yield Found(f"{module.__name__}:{node.lineno}", re.compile(text, value), methods)


def _literal(node: ast.expr, names: dict[str, Any]) -> str | bytes | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
        return node.value
    if isinstance(node, ast.Name) and isinstance(names.get(node.id), (str, bytes)):
        return str(names[node.id])
    if isinstance(node, ast.JoinedStr):
        pieces = [
            _literal(part.value if isinstance(part, ast.FormattedValue) else part, names) or "x"
            for part in node.values
        ]
        return "".join(map(str, pieces))
    return None


def inputs_of(found: Found, many: bool) -> Iterator[Callable[[int], Any]]:
    """Makers of inputs of a length that repeat what a pattern repeats, each ended by what fails it."""
    tree = parser.parse(found.pattern.pattern, found.pattern.flags & ~re.DEBUG)
    pumps: dict[tuple[str, str], None] = {}
    whole = _sample(tree)
    for before, inner in _repeats(list(tree), ""):
        pumps.setdefault((before, inner or "a"))
        pumps.setdefault(("", before + (inner or "a")))
        if before and many:
            pumps.setdefault(("", before + (inner or "a") * 20))
            pumps.setdefault((before, inner + before))
        if before:
            pumps.setdefault(("", before))
    pumps.setdefault(("", whole or "a"))
    pumps.setdefault(("", (whole or "a")[0]))
    is_bytes = isinstance(found.pattern.pattern, bytes)
    for before, pump in list(pumps)[: 60 if many else 10]:

        def made(size: int, before: str = before, pump: str = pump) -> Any:
            text = before + pump * (size // len(pump)) + _FAILING
            return text.encode() if is_bytes else text

        yield made


def _repeats(nodes: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """For each part that may repeat many times: a text of what stands before it, and one of the part."""
    for op, value in nodes:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, getattr(ops, "POSSESSIVE_REPEAT", None)):
            _, most, inner = value
            if most == ops.MAXREPEAT or most > 20:
                for sample in _samples(inner):
                    yield before, sample
            yield from _repeats(list(inner), before)
        elif op is ops.SUBPATTERN:
            yield from _repeats(list(value[3]), before)
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from _repeats(list(branch), before)
        elif op in (ops.ASSERT, ops.ASSERT_NOT):
            yield from _repeats(list(value[1]), before)
        before += _sample([(op, value)])


def _samples(nodes: Any) -> list[str]:
    """Texts of a part: one of each of its branches."""
    nodes = list(nodes)
    if len(nodes) == 1 and nodes[0][0] is ops.SUBPATTERN:
        return _samples(nodes[0][1][3])
    if len(nodes) == 1 and nodes[0][0] is ops.BRANCH:
        return [_sample(branch) for branch in nodes[0][1][1]][:4]
    if len(nodes) == 1 and nodes[0][0] in (ops.IN, ops.NOT_LITERAL, ops.ANY):
        return _allowed(nodes[0])[:4]
    return [_sample(nodes)]


def _allowed(node: Any) -> list[str]:
    op, value = node
    if op is ops.ANY:
        return list("a <")
    if op is ops.NOT_LITERAL:
        return [c for c in _CANDIDATES if ord(c) != value][:4]
    negated = value[0][0] is ops.NEGATE
    inside = [c for c in _CANDIDATES if any(_is_in(c, part) for part in value)]
    if negated:
        return [c for c in _CANDIDATES if c not in inside]
    first = next(
        (chr(v if o is ops.LITERAL else v[0]) for o, v in value if o in (ops.LITERAL, ops.RANGE)), "a"
    )
    return inside or [first]


def _is_in(char: str, part: Any) -> bool:
    op, value = part
    if op is ops.LITERAL:
        return ord(char) == value
    if op is ops.RANGE:
        return bool(value[0] <= ord(char) <= value[1])
    if op is ops.CATEGORY:
        name = str(value).rpartition("_")[2].lower()
        hit = {"digit": char.isdigit(), "space": char.isspace(), "word": char.isalnum() or char == "_"}[name]
        return hit != ("NOT" in str(value))
    return False


def _sample(nodes: Any) -> str:
    """A short text that a part of a pattern matches, about."""
    text = ""
    for op, value in nodes:
        if op is ops.LITERAL:
            text += chr(value)
        elif op in (ops.IN, ops.NOT_LITERAL, ops.ANY):
            text += next(iter(_allowed((op, value))), "a")
        elif op in (ops.MAX_REPEAT, ops.MIN_REPEAT, getattr(ops, "POSSESSIVE_REPEAT", None)):
            text += _sample(value[2]) * min(max(value[0], 1 if value[1] == ops.MAXREPEAT else 0), 40)
        elif op is ops.SUBPATTERN:
            text += _sample(value[3])
        elif op is getattr(ops, "ATOMIC_GROUP", None):
            text += _sample(value)
        elif op is ops.BRANCH:
            text += _sample(value[1][0])
    return text


def growth(
    call: Callable[[Any], object], make: Callable[[int], Any], sizes: tuple[int, ...] = SIZES
) -> float:
    """The power of the size that the processor's time of a call grows with; best of five runs where it is in doubt.

    :returns: 0 for what is too short to be measured even at the largest size.
    """
    power = 0.0
    for size, larger in pairwise(sizes):
        if _time(call, make(larger), runs=1) < _SHORT_S:
            continue
        took, longer = _time(call, make(size), runs=5), _time(call, make(larger), runs=5)
        power = math.log(longer / max(took, 1e-6)) / math.log(larger / size)
        if power > MOST_GROWTH:
            break
    return power


def grows(call: Callable[[Any], object], make: Callable[[int], Any], sizes: tuple[int, ...]) -> bool:
    """Whether the time of a call grows too fast, by these sizes and by larger ones: what a busy machine or a cache that
    is full does to one measure it does not do to all, and what is quadratic stays so."""
    return all(
        growth(call, make, tuple(size * times for size in sizes)) > MOST_GROWTH for times in _SECOND_OPINIONS
    )


def _time(call: Callable[[Any], object], data: Any, runs: int) -> float:
    """The shortest processor's time of some calls, without that of the garbage of whatever else is loaded."""
    best = math.inf
    gc.disable()
    try:
        for _ in range(runs):
            began = time.process_time()
            call(data)
            best = min(best, time.process_time() - began)
    finally:
        gc.enable()
    return best


def search(found: Found) -> Callable[[Any], object]:
    """What is done with a pattern: every match of a text is looked for, one at its beginning, or one that is the text."""
    calls: list[Callable[[Any], object]] = []
    if found.methods & _SCANNING:
        calls.append(lambda text: sum(1 for _ in found.pattern.finditer(text)))
    calls += [getattr(found.pattern, name) for name in sorted(found.methods - _SCANNING)]
    return lambda text: [call(text) for call in calls]
