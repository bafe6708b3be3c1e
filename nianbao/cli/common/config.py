"""`nianbao.toml`: what a person sets once instead of writing it with each command.

The file in the directory of the archive goes before `nianbao/nianbao.toml` of $XDG_CONFIG_HOME (~/.config). Its table
`[crawl]` gives defaults to the options of `nianbao crawl`, `coordinate` and `detect`; options and environment go before it.
`[labels]` names sets of regions and hosts for the workers of `nianbao coordinate`.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any

import click

from nianbao.cli.common.language import _
from nianbao.cli.common.options import data_option
from nianbao.exits import Exit, Failure

NAME = "nianbao.toml"
TABLE = "crawl"
LABELS = "labels"
SETTINGS: dict[str, type | tuple[type, ...]] = {
    "contact": str,
    "delay": (int, float),
    "max_pages": int,
    "hours": str,
    "workers": int,
    "scheduler": str,
}
"""What may be set, and of which type; each is the option of the same name."""


def configured_data_option(command: Any) -> Any:
    """`--data DIR`, read before all other options, whose defaults come from the configuration."""
    return data_option(command, is_eager=True, callback=_take_defaults)


def settings(data: Path) -> dict[str, Any]:
    """The settings that hold for an archive. Failure (2) for a file that is no TOML or sets what cannot be set."""
    return {name: value for path in _files(data) for name, value in _crawl(_read(path), path).items()}


def labels(data: Path) -> dict[str, tuple[str, ...]]:
    """Label -> the regions and hosts that it stands for. Failure (2) as of `settings`."""
    return {name: parts for path in _files(data) for name, parts in _labels(_read(path), path).items()}


def _files(data: Path) -> tuple[Path, Path]:
    """The file that counts less first."""
    shared = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return shared / "nianbao" / NAME, data / NAME


def _take_defaults(ctx: click.Context, _parameter: click.Parameter, data: Path) -> Path:
    ctx.default_map = {**settings(data), **(ctx.default_map or {})}
    return data


def _read(path: Path) -> dict[str, Any]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Failure(f"{path} is no TOML: {error}", Exit.USAGE) from None
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}", Exit.USAGE) from None
    if unknown := [name for name in content if name not in (TABLE, LABELS)]:
        names = ", ".join(SETTINGS)
        raise Failure(f"{path}: there is no setting {unknown[0]!r}; [{TABLE}] may set {names}", Exit.USAGE)
    return content


def _crawl(content: dict[str, Any], path: Path) -> dict[str, Any]:
    found: dict[str, Any] = content.get(TABLE, {})
    if unknown := [name for name in found if name not in SETTINGS]:
        names = ", ".join(SETTINGS)
        raise Failure(f"{path}: there is no setting {unknown[0]!r}; [{TABLE}] may set {names}", Exit.USAGE)
    for name, value in found.items():
        if not isinstance(value, SETTINGS[name]) or isinstance(value, bool):
            raise Failure(f"{path}: {name} is {value!r}, which is no {_word(SETTINGS[name])}", Exit.USAGE)
    return found


def _labels(content: dict[str, Any], path: Path) -> dict[str, tuple[str, ...]]:
    found = content.get(LABELS, {})
    for name, parts in found.items() if isinstance(found, dict) else [(LABELS, found)]:
        if not isinstance(parts, list) or not parts or not all(isinstance(part, str) for part in parts):
            raise Failure(
                f'{path}: the label {name} is no list of regions or hosts; one looks like north = ["11", "河北"]',
                Exit.USAGE,
            )
    return {name: tuple(parts) for name, parts in found.items()}


def _word(kind: type | tuple[type, ...]) -> str:
    return _("text") if kind is str else _("number")
