"""The secret that coordinator and workers share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from nianbao.exits import Exit, Failure

VARIABLE = "NIANBAO_TOKEN"
SHORTEST, LONGEST = 16, 500


def token_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--token-file F`; without one, the environment has the token."""
    return click.option(
        "--token-file",
        type=click.Path(path_type=Path, dir_okay=False),
        help=f"File with the secret that coordinator and workers share; without one, {VARIABLE} has it.",
    )(command)


def token_of(path: Path | None) -> str:
    """The token. Failure (2) where there is none, or where it is too short to be a secret."""
    if path is None:
        text, where = os.environ.get(VARIABLE, ""), VARIABLE
    else:
        where = str(path)
        try:
            with path.open("rb") as file:
                text = file.read(LONGEST + 2).decode("ascii", "replace")
        except OSError as error:
            raise Failure(f"{path} cannot be read: {error.strerror}", Exit.USAGE) from None
    token = text.strip()
    if not token:
        raise Failure(
            f"there is no token: write one into a file (openssl rand -hex 32) and give --token-file, or set {VARIABLE}",
            Exit.USAGE,
        )
    if not (
        SHORTEST <= len(token) <= LONGEST and token.isascii() and token.isprintable() and " " not in token
    ):
        raise Failure(
            f"the token in {where} is no line of {SHORTEST} to {LONGEST} plain letters: openssl rand -hex 32 makes one",
            Exit.USAGE,
        )
    return token
