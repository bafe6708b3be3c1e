"""`nianbao serve`: the archive in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from archive import ArchiveError
from nianbao.cli.common.language import _
from nianbao.cli.common.options import data_option
from nianbao.exits import HELP, Exit, Failure


@click.command(epilog=HELP)
@data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8001, show_default=True, help="Port to serve on; 0 takes a free one.")
@click.option("--sql/--no-sql", default=True, show_default=True, help="Whether visitors may ask in SQL.")
def serve(data: Path, host: str, port: int, sql: bool) -> None:
    """Serve the archive with Datasette: search, reports, every figure back to the page it came from."""
    serve_archive(data, host, port, sql)


def serve_archive(data: Path, host: str, port: int, sql: bool = True) -> None:
    """Serve until Ctrl-C; the address is printed once it answers."""
    # Datasette takes a second to load; no other command needs it.
    from nianbao.site import serve as run

    try:
        run(
            data,
            host,
            port,
            lambda address: click.echo(
                _("the archive is served at {address} (Ctrl-C stops)").format(address=address)
            ),
            sql=sql,
        )
    except ArchiveError as error:
        raise Failure(str(error), Exit.UNREADABLE) from None
