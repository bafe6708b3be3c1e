"""The tokens of a script. What is not closed ends with its line, or with the script: torn code costs its own statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

MOST_TOKENS = 80_000
TokenKind = Literal["number", "string", "template", "regex", "name", "mark", "end"]

_SKIPPED = re.compile(r"(?:[\s\ufeff]++|//[^\n]*|/\*[^*]*(?:\*(?!/)[^*]*)*(?:\*/)?|<!--[^\n]*|-->[^\n]*)+")
_TOKEN = re.compile(
    r"(?P<number>0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)"
    r"|(?P<string>\"(?:[^\"\\\n]|\\[\s\S])*\"?|'(?:[^'\\\n]|\\[\s\S])*'?)"
    r"|(?P<template>`(?:[^`\\]|\\[\s\S])*`?)"
    r"|(?P<name>[A-Za-z_$\u4e00-\u9fff][\w$]*)"
    r"|(?P<mark>>>>=|\.\.\.|===|!==|>>>|\*\*=|<<=|>>=|&&=|\|\|=|\?\?=|=>|==|!=|<=|>=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--"
    r"|\+=|-=|\*=|/=|%=|&=|\|=|\^=|\*\*|<<|>>|[{}()\[\];,<>+\-*/%&|^!~?:=.@#\\])"
)
_REGEX = re.compile(r"/(?![*/])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,400}/[a-z]{0,8}")
_BEFORE_REGEX = frozenset(
    [
        "(",
        "[",
        "{",
        "}",
        ",",
        ";",
        "=",
        ":",
        "?",
        "!",
        "&",
        "|",
        "+",
        "-",
        "*",
        "%",
        "^",
        "~",
        "<",
        ">",
        "=>",
        "==",
        "===",
        "!=",
        "!==",
        "&&",
        "||",
        "??",
        "+=",
    ]
)
_WORDS_BEFORE_REGEX = frozenset(("return", "typeof", "case", "in", "of", "void", "delete", "else", "do"))
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\r?\n|[\s\S])")
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": "", "\r\n": ""}


@dataclass(frozen=True, slots=True)
class Token:
    """`text` of a string is its value; of a template what stands between its marks."""

    kind: TokenKind
    text: str


END = Token("end", "")


def tokens(code: str) -> list[Token]:
    """The tokens of a script, at most `MOST_TOKENS` and one `END` behind them."""
    found: list[Token] = []
    at = 0
    while at < len(code) and len(found) < MOST_TOKENS:
        skipped = _SKIPPED.match(code, at)
        if skipped:
            at = skipped.end()
            continue
        if code[at] == "/" and _regex_may_stand(found) and (regex := _REGEX.match(code, at)):
            found.append(Token("regex", regex[0]))
            at = regex.end()
            continue
        match = _TOKEN.match(code, at)
        if match is None:
            at += 1
            continue
        found.append(_token(match))
        at = match.end()
    return [*found, END]


def _regex_may_stand(found: list[Token]) -> bool:
    """Whether a slash begins a regular expression after these tokens; it divides otherwise."""
    if not found:
        return True
    last = found[-1]
    return (last.kind == "mark" and last.text in _BEFORE_REGEX) or (
        last.kind == "name" and last.text in _WORDS_BEFORE_REGEX
    )


def _token(match: re.Match[str]) -> Token:
    text = match[0]
    if match.lastgroup == "string":
        return Token("string", unescaped(text[1:-1] if text[-1] == text[0] and len(text) > 1 else text[1:]))
    if match.lastgroup == "template":
        return Token("template", text[1:-1] if text[-1] == "`" and len(text) > 1 else text[1:])
    if match.lastgroup == "number":
        return Token("number", text)
    return Token("name" if match.lastgroup == "name" else "mark", text)


def unescaped(text: str) -> str:
    """The value of a string without the escapes of the script."""
    return _ESCAPE.sub(_one, text) if "\\" in text else text


def _one(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 2 and code[0] in "ux":
        value = int(code.strip("ux{}"), 16)
        return chr(value) if value < 0x110000 else ""
    return _NAMED.get(code, code)
