"""Starting Datasette on an archive: in this process (`serve`) or as a command line (`command`)."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import uvicorn

from archive import open_archive
from archive.store.db import DB_NAME, ArchiveError
from nianbao import connections
from nianbao.site.charts.front import pool as charts
from nianbao.site.proof.shown import pool as proofs
from nianbao.site.sql import front
from nianbao.site.sql.worker import register
from nianbao.site.take.front import pool as downloads
from nianbao.site.web.datasette_types import Datasette

SETTINGS = {
    "suggest_facets": False,
    "truncate_cells_html": 120,
    "sql_time_limit_ms": 2000,
    "facet_time_limit_ms": 500,
    "allow_download": False,
    "default_page_size": 50,
    "max_returned_rows": 2000,
}
"""A search page of 100 rows takes 100 ms with these, 600 ms with Datasette's own."""


def _announce(address: str) -> None:
    print(f"nianbao: {address}", flush=True)


class _Server(uvicorn.Server):
    """Tells its address once it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def application(data_dir: Path | str, sql: bool = True) -> Datasette:
    """Datasette on the archive in this directory, with our plugin and settings; `sql`: visitors may write their own.

    :raises ArchiveError: no archive there, one of a newer version, not an archive.
    """
    # Importing it loads the plugins, this package among them: not before the package is whole.
    import datasette.app

    with open_archive(data_dir, read_only=True):
        pass
    register()
    made: Datasette = datasette.app.Datasette(
        [str(Path(data_dir) / DB_NAME)], settings=SETTINGS | {"default_allow_sql": sql}
    )
    return made


def serve(
    data_dir: Path | str,
    host: str = "127.0.0.1",
    port: int = 0,
    ready: Callable[[str], None] = _announce,
    sql: bool = True,
) -> None:
    """Serve until Ctrl-C. `ready` is called with the address once the site answers; port 0 takes a free one.
    `sql`: visitors may ask in SQL of their own.

    :raises ArchiveError: the archive cannot be opened or the port is taken.
    """
    site = application(data_dir, sql)
    with _bind(host, port) as bound:
        asyncio.run(site.invoke_startup())
        front.visitors(site).warm(site)
        taken = bound.getsockname()[1]
        shown = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            site.app(),
            log_level="warning",
            lifespan="on",
            timeout_graceful_shutdown=10,
            **connections.options(),
        )
        server = _Server(config, lambda: ready(f"http://{shown}:{taken}/"))
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[bound])
        finally:
            front.visitors(site).pool.close()
            proofs().close()
            downloads().close()
            charts().close()


def _bind(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArchiveError(f"cannot serve on {host}:{port}: {reason}") from error
    return bound


def command(data_dir: Path | str, host: str = "127.0.0.1", port: int = 8001) -> list[str]:
    """The same as a command line for a process supervisor; needs the package installed."""
    return [
        sys.executable,
        "-m",
        "nianbao",
        "serve",
        "--data",
        str(data_dir),
        "--host",
        host,
        "--port",
        str(port),
    ]
