"""The help of commands: translated when it is asked for, and wrapped by the cells that Chinese characters take."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable, Iterator
from typing import TypeVar

import click

from nianbao.cli.common.language import _, is_chinese

BLOCK = "\b\n"
"""Begins a paragraph whose lines click leaves as they are."""
_FIRST_COLUMN = 30
_Command = TypeVar("_Command", bound=click.Command)


def translated(command: _Command) -> _Command:
    """The command with its help in the language that is spoken, and with all commands below it."""

    def help_option(ctx: click.Context) -> click.Option | None:
        option = command.get_help_option(ctx)
        return option and _option(option)

    told = copy.copy(command)
    told.context_class = Context
    told.get_help_option = help_option  # type: ignore[method-assign]  # click keeps the one that it made first
    told.help, told.epilog = text(command.help), text(command.epilog)
    if is_chinese():  # click shortens by words
        told.short_help = told.help.partition("\n\n")[0].split("。")[0]
    told.params = [_option(param) if isinstance(param, click.Option) else param for param in command.params]
    if isinstance(told, click.Group):
        told.commands = {name: translated(below) for name, below in told.commands.items()}
    return told


def text(written: str | None) -> str:
    """A help text, paragraph by paragraph."""
    return "\n\n".join(
        BLOCK + _(part.removeprefix(BLOCK)) if part.startswith(BLOCK) else _(part)
        for part in paragraphs(written)
    )


def paragraphs(written: str | None) -> Iterator[str]:
    """The paragraphs of a help text as catalogues have them: one line each, blocks apart."""
    for part in inspect.cleandoc(written or "").split("\n\n"):
        lines = part.strip("\n").rstrip()
        if lines:
            yield lines if lines.startswith(BLOCK) else " ".join(lines.split())


def _option(option: click.Option) -> click.Option:
    told = copy.copy(option)
    told.help = text(option.help)
    return told


class _Formatter(click.HelpFormatter):
    """As click writes help, with Chinese characters as wide as they are."""

    def write_heading(self, heading: str) -> None:
        colon = "：" if is_chinese() else ":"
        self.write("".join(f"{line}\n" for line in self._indented([heading + colon])))

    def write_text(self, text: str) -> None:
        parts = [self._lines(part, self.width - self.current_indent) for part in text.split("\n\n")]
        self.write("\n\n".join("\n".join(self._indented(lines)) for lines in parts) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST_COLUMN, col_spacing: int = 2
    ) -> None:
        from nianbao.cli.common.wrapping import cell_len, wrapped  # no command but help needs it

        listed = list(rows)
        column = min(max(cell_len(term) for term, _meaning in listed), col_max)
        for term, meaning in listed:
            lines = wrapped(meaning, self.width - self.current_indent - column - col_spacing)
            if cell_len(term) > column:
                self.write("".join(f"{line}\n" for line in self._indented([term])))
                term = ""
            terms = [term, *[""] * (len(lines) - 1)]
            both = (
                f"{first}{' ' * (column + col_spacing - cell_len(first))}{line}"
                for first, line in zip(terms, lines, strict=True)
            )
            self.write("".join(f"{line.rstrip()}\n" for line in self._indented(both)))

    def _lines(self, part: str, width: int) -> list[str]:
        from nianbao.cli.common.wrapping import wrapped

        if part.startswith(BLOCK):
            return part.removeprefix(BLOCK).split("\n")
        return wrapped(" ".join(part.split()), width)

    def _indented(self, lines: Iterable[str]) -> Iterator[str]:
        return (" " * self.current_indent + line for line in lines)


class Context(click.Context):
    """A context whose help is written so."""

    formatter_class = _Formatter
