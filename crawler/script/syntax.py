"""The statements of a script as nested tuples. A statement that is not understood is left out, and the next one is read.

A node is a tuple whose first member names it. Expressions: `value`, `name`, `list`, `object`, `function`, `member`, `call`,
`new`, `unary`, `binary`, `choice`, `assign`, `template`, `spread`, `sequence`, `regex`. Statements: `let`, `define`, `if`,
`for`, `each`, `while`, `return`, `block`, `try`, `switch`, `jump`, `do` (an expression).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from crawler.script.tokens import END, Token, tokens, unescaped

Node = tuple[Any, ...]

_DEEPEST = 40
_PRECEDENCE = {
    mark: level
    for level, marks in enumerate(
        (
            "?? ||",
            "&&",
            "|",
            "^",
            "&",
            "== != === !==",
            "< > <= >= in instanceof",
            "<< >> >>>",
            "+ -",
            "* / %",
            "**",
        )
    )
    for mark in marks.split()
}
_ASSIGNING = frozenset(
    ["=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "**=", "<<=", ">>=", ">>>=", "&&=", "||=", "??="]
)
_UNARY = frozenset(["!", "-", "+", "~", "typeof", "void", "delete", "await", "++", "--"])
_WORDS: dict[str, Any] = {"true": True, "false": False, "null": None, "undefined": None, "NaN": None}
_OPENING = {"(": ")", "[": "]", "{": "}"}


class ScriptSyntaxError(Exception):
    """Code that is torn, or deeper than is read."""


@lru_cache(maxsize=64)
def parsed(code: str) -> tuple[Node, ...]:
    """The statements of a script; remembered, because pages of one portal share their scripts."""
    return tuple(_Parser(tokens(code)).program())


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self._tokens = found
        self._at = 0
        self._depth = 0
        self._closing = _matches(found)

    # -- tokens

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _is(self, text: str) -> bool:
        token = self._tokens[self._at]
        return token.text == text and token.kind in ("mark", "name")

    def _take(self, text: str) -> bool:
        if not self._is(text):
            return False
        self._at += 1
        return True

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise ScriptSyntaxError(text)

    def _next(self) -> Token:
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    # -- statements

    def program(self, closing: str | None = None) -> list[Node]:
        """Statements up to a closing brace, or to the end."""
        found = []
        while self._now.kind != "end" and not (closing and self._is(closing)):
            begun = self._at
            try:
                found.append(self._statement())
            except (ScriptSyntaxError, RecursionError):
                self._depth = 0 if closing is None else self._depth
                self._recover(begun)
        return found

    def _recover(self, begun: int) -> None:
        """Behind the statement that was not understood: its semicolon, or the block that it ends with."""
        self._at = max(self._at, begun)
        while self._now.kind != "end" and not self._is("}"):
            token = self._next()
            if token.kind == "mark" and token.text == ";":
                return
            if token.kind == "mark" and token.text in _OPENING:
                self._at = self._closing.get(self._at - 1, self._at) + 1
                self._at = min(self._at, len(self._tokens) - 1)
                if token.text == "{":
                    return
        if self._is("}") and self._at == begun:
            self._at += 1

    def _statement(self) -> Node:
        token = self._now
        if token.kind == "mark":
            if token.text == "{":
                return ("block", self._block())
            if self._take(";"):
                return ("block", [])
        read = _STATEMENTS.get(token.text) if token.kind == "name" else None
        if read is not None and not (token.text == "async" and self._tokens[self._at + 1].text != "function"):
            return read(self)  # type: ignore[no-any-return]
        value = self._expression()
        self._take(";")
        return ("do", value)

    def _block(self) -> list[Node]:
        self._deeper()
        self._expect("{")
        found = self.program("}")
        self._take("}")
        self._depth -= 1
        return found

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            self._depth = 0
            raise ScriptSyntaxError("too deep")

    def _let(self, *, ended: bool = True) -> Node:
        self._next()
        found = []
        while True:
            target = self._pattern()
            value = self._assignment() if self._take("=") else None
            found.append((target, value))
            if not self._take(","):
                break
        if ended:
            self._take(";")
        return ("let", found)

    def _pattern(self) -> Node:
        if self._is("{") or self._is("["):
            return self._primary()
        token = self._next()
        if token.kind != "name":
            raise ScriptSyntaxError("name")
        return ("name", token.text)

    def _define(self) -> Node:
        self._take("async")
        function = self._function()
        return ("define", function[1], function)

    def _function(self) -> Node:
        self._expect("function")
        self._take("*")
        name = self._next().text if self._now.kind == "name" else None
        return ("function", name, self._parameters(), self._block())

    def _parameters(self) -> list[tuple[str, Node | None]]:
        self._expect("(")
        found: list[tuple[str, Node | None]] = []
        while not self._take(")"):
            self._take("...")
            if self._is("{") or self._is("["):
                self._primary()
                found.append(("", None))
            else:
                name = self._next()
                if name.kind != "name":
                    raise ScriptSyntaxError("parameter")
                found.append((name.text, self._assignment() if self._take("=") else None))
            self._take(",")
        return found

    def _if(self) -> Node:
        self._next()
        self._expect("(")
        test = self._expression()
        self._expect(")")
        then = self._statement()
        other = self._statement() if self._take("else") else None
        return ("if", test, then, other)

    def _for(self) -> Node:
        self._next()
        self._take("await")
        self._expect("(")
        begin: Node | None = None
        if not self._is(";"):
            begin = self._begin()
            if self._take("of") or self._take("in"):
                by_key = self._tokens[self._at - 1].text == "in"
                among = self._expression()
                self._expect(")")
                return ("each", begin, among, by_key, self._statement())
        self._expect(";")
        test = None if self._is(";") else self._expression()
        self._expect(";")
        step = None if self._is(")") else self._expression()
        self._expect(")")
        return ("for", begin, test, step, self._statement())

    def _begin(self) -> Node:
        """What stands first in the brackets of a loop; `in` parts it from what is gone through."""
        if self._now.text in ("var", "let", "const"):
            if self._tokens[self._at + 2].text in ("in", "of"):
                self._next()
                return ("let", [(self._pattern(), None)])
            return self._let(ended=False)
        if self._now.kind == "name" and self._tokens[self._at + 1].text in ("in", "of"):
            return ("let", [(self._pattern(), None)])
        return ("do", self._expression())

    def _while(self) -> Node:
        self._next()
        self._expect("(")
        test = self._expression()
        self._expect(")")
        return ("while", test, self._statement())

    def _do_while(self) -> Node:
        self._next()
        body = self._statement()
        self._expect("while")
        self._expect("(")
        test = self._expression()
        self._expect(")")
        self._take(";")
        return ("block", [body, ("while", test, body)])

    def _return(self) -> Node:
        self._next()
        value = None if self._is(";") or self._is("}") or self._now is END else self._expression()
        self._take(";")
        return ("return", value)

    def _jump(self) -> Node:
        kind = self._next().text
        if kind == "throw":
            self._expression()
        elif self._now.kind == "name" and self._tokens[self._at + 1].text == ";":
            self._next()
        self._take(";")
        return ("jump", kind)

    def _try(self) -> Node:
        self._next()
        body = self._block()
        if self._take("catch"):
            if self._is("("):
                self._parameters()
            self._block()
        after = self._block() if self._take("finally") else []
        return ("try", body, after)

    def _switch(self) -> Node:
        self._next()
        self._expect("(")
        value = self._expression()
        self._expect(")")
        self._expect("{")
        cases: list[tuple[Node | None, list[Node]]] = []
        while not self._take("}") and self._now.kind != "end":
            test = None
            if self._take("case"):
                test = self._expression()
            else:
                self._expect("default")
            self._expect(":")
            body = []
            while not any(map(self._is, ("case", "default", "}"))) and self._tokens[self._at] is not END:
                body.append(self._statement())
            cases.append((test, body))
        return ("switch", value, cases)

    def _class(self) -> Node:
        """Left out whole."""
        while self._now.kind != "end" and not self._is("{"):
            self._next()
        self._at = min(self._closing.get(self._at, self._at) + 1, len(self._tokens) - 1)
        return ("block", [])

    def _module(self) -> Node:
        """`import …`: left out; `export`: what stands behind it."""
        word = self._next().text
        if word == "export":
            self._take("default")
            return self._statement()
        while self._now.kind not in ("end", "string") and not self._is(";"):
            self._next()
        self._next()
        self._take(";")
        return ("block", [])

    # -- expressions

    def _expression(self) -> Node:
        found = [self._assignment()]
        while self._take(","):
            found.append(self._assignment())
        return found[0] if len(found) == 1 else ("sequence", found)

    def _assignment(self) -> Node:
        self._deeper()
        arrow = self._arrow()
        if arrow is None:
            value = self._choice()
            token = self._now
            if token.kind == "mark" and token.text in _ASSIGNING:
                self._next()
                value = ("assign", token.text[:-1], value, self._assignment())
        else:
            value = arrow
        self._depth -= 1
        return value

    def _arrow(self) -> Node | None:
        """A function written with an arrow, or nothing."""
        start = self._at + (self._is("async") and self._tokens[self._at + 1].text in ("(", "function"))
        token = self._tokens[start]
        if token.kind == "name" and self._tokens[min(start + 1, len(self._tokens) - 1)].text == "=>":
            self._at = start + 2
            return ("function", None, [(token.text, None)], self._arrow_body())
        closing = self._closing.get(start) if token.text == "(" and token.kind == "mark" else None
        if closing is None or self._tokens[closing + 1].text != "=>":
            return None
        self._at = start
        parameters = self._parameters()
        self._expect("=>")
        return ("function", None, parameters, self._arrow_body())

    def _arrow_body(self) -> list[Node]:
        return self._block() if self._is("{") else [("return", self._assignment())]

    def _choice(self) -> Node:
        test = self._binary(0)
        if not self._take("?"):
            return test
        then = self._assignment()
        self._expect(":")
        return ("choice", test, then, self._assignment())

    def _binary(self, least: int) -> Node:
        left = self._unary()
        while True:
            token = self._now
            level = _PRECEDENCE.get(token.text, -1) if token.kind in ("mark", "name") else -1
            if level < least or token.kind == "string":
                return left
            self._next()
            left = ("binary", token.text, left, self._binary(level + 1))

    def _unary(self) -> Node:
        token = self._now
        if token.kind in ("mark", "name") and token.text in _UNARY:
            self._next()
            self._deeper()
            value = self._unary()
            self._depth -= 1
            if token.text in ("++", "--"):
                return ("assign", token.text[0], value, ("value", 1))
            return value if token.text == "await" else ("unary", token.text, value)
        value = self._postfix(self._primary())
        if self._is("++") or self._is("--"):
            value = ("after", self._next().text[0], value)
        return value

    def _postfix(self, value: Node) -> Node:
        while True:
            if self._take(".") or self._take("?."):
                if self._is("("):
                    continue
                if not self._is("["):
                    value = ("member", value, ("value", self._next().text))
                    continue
            if self._take("["):
                value = ("member", value, self._expression())
                self._expect("]")
            elif self._is("("):
                value = ("call", value, self._arguments())
            elif self._now.kind == "template":
                self._next()
                value = ("value", None)
            else:
                return value

    def _arguments(self) -> list[Node]:
        self._expect("(")
        return self._items(")")

    def _items(self, closing: str) -> list[Node]:
        found: list[Node] = []
        while not self._take(closing):
            if self._take(","):
                continue
            spread = self._take("...")
            value = self._assignment()
            found.append(("spread", value) if spread else value)
            if not self._take(",") and not self._is(closing):
                raise ScriptSyntaxError(closing)
        return found

    def _primary(self) -> Node:
        token = self._now
        if token.kind == "name":
            return self._named(token)
        self._next()
        if token.kind == "number":
            return ("value", _number(token.text))
        if token.kind == "string":
            return ("value", token.text)
        if token.kind == "template":
            return _template(token.text)
        if token.kind == "regex":
            return ("regex", token.text)
        if token.text == "(":
            value = self._expression()
            self._expect(")")
            return value
        if token.text == "[":
            return ("list", self._items("]"))
        if token.text == "{":
            return self._object()
        self._at -= token.kind != "end"
        raise ScriptSyntaxError(token.text)

    def _named(self, token: Token) -> Node:
        if token.text == "function" or (
            token.text == "async" and self._tokens[self._at + 1].text == "function"
        ):
            self._take("async")
            return self._function()
        self._next()
        if token.text == "new":
            made = self._primary()
            while self._take("."):
                made = ("member", made, ("value", self._next().text))
            return ("new", made, self._arguments() if self._is("(") else [])
        if token.text == "class":
            return self._class()
        return ("value", _WORDS[token.text]) if token.text in _WORDS else ("name", token.text)

    def _object(self) -> Node:
        found: list[tuple[Node, Node]] = []
        while not self._take("}"):
            if self._take(","):
                continue
            if self._take("..."):
                found.append((("spread",), self._assignment()))
                continue
            found.append(self._member())
        return ("object", found)

    def _member(self) -> tuple[Node, Node]:
        """Name and value of a member: printed, a method, or a name that is its own value."""
        for word in ("async", "get", "set"):
            if self._is(word) and self._tokens[self._at + 1].kind in ("name", "string"):
                self._next()
        self._take("*")
        token = self._next()
        name: Node = ("value", token.text)
        if token.text == "[" and token.kind == "mark":
            name = self._expression()
            self._expect("]")
        elif token.kind not in ("name", "string", "number"):
            raise ScriptSyntaxError("member")
        if self._is("("):
            return name, ("function", token.text, self._parameters(), self._block())
        if self._take(":"):
            return name, self._assignment()
        if self._take("="):
            self._assignment()
        return name, ("name", token.text)


_STATEMENTS: dict[str, Any] = {
    **dict.fromkeys(("var", "let", "const"), _Parser._let),
    **dict.fromkeys(("function", "async"), _Parser._define),
    **dict.fromkeys(("break", "continue", "throw"), _Parser._jump),
    **dict.fromkeys(("import", "export"), _Parser._module),
    "if": _Parser._if,
    "for": _Parser._for,
    "while": _Parser._while,
    "do": _Parser._do_while,
    "return": _Parser._return,
    "try": _Parser._try,
    "switch": _Parser._switch,
    "class": _Parser._class,
}


def _matches(found: list[Token]) -> dict[int, int]:
    """Opening bracket -> its closing one, by their places."""
    matches: dict[int, int] = {}
    open_at: list[int] = []
    for place, token in enumerate(found):
        if token.kind != "mark":
            continue
        if token.text in _OPENING:
            open_at.append(place)
        elif token.text in (")", "]", "}") and open_at:
            matches[open_at.pop()] = place
    return matches


def _number(text: str) -> int | float:
    if text[:2] in ("0x", "0X"):
        return int(text, 16)
    return int(text) if text.isdecimal() and len(text) < 16 else float(text[:300])


def _template(text: str) -> Node:
    """A template as the sum of its parts."""
    parts: list[Node] = []
    rest = text
    while "${" in rest:
        before, _, behind = rest.partition("${")
        inside, closed, rest = behind.partition("}")
        while closed and inside.count("{") >= inside.count("}") + 1 and "}" in rest:
            more, _, rest = rest.partition("}")
            inside += "}" + more
        parts += [("value", unescaped(before)), _one_expression(inside)]
    return ("template", [*parts, ("value", unescaped(rest))])


def _one_expression(code: str) -> Node:
    if "`" in code or len(code) > 500:
        return ("name", "_")
    statements = parsed(code)
    return statements[0][1] if statements and statements[0][0] == "do" else ("name", "_")
