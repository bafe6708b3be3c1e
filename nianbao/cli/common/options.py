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
