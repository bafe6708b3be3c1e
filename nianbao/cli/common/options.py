"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

DATA = Path("data")


def data_option(command: Any, **more: Any) -> Any:
    """`--data DIR`, the same for every command that has an archive; `more` is what click takes."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        default=DATA,
        show_default=True,
        envvar="NIANBAO_DATA",
        help="Directory of the archive (nianbao.db and warc/).",
        **more,
    )(command)


class _Seconds(click.ParamType[float]):
    """Seconds between two requests: a number from 0 to 120, so that no run waits for ever."""

    name = "seconds"
    longest = 120.0

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            seconds = float(value)
        except (TypeError, ValueError):
            self.fail(f"{value!r} is no number of seconds", param, ctx)
        if not 0 <= seconds <= self.longest:
            self.fail(f"{value} is not from 0 to {self.longest:g} seconds", param, ctx)
        return seconds


class _Contact(click.ParamType[str]):
    """An address or a mailbox that goes into the User-Agent header: one line of printable ASCII."""

    name = "contact"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value)
        if not (
            text.isascii() and text.isprintable() and 0 < len(text) <= 200 and not set(text) & set("()<>")
        ):
            self.fail(f"{text[:60]!r} is no mailbox or address: one line of plain letters", param, ctx)
        return text


SECONDS = _Seconds()
CONTACT = _Contact()
