"""The official client in front of `nianbao mcp` in a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anyio.from_thread import start_blocking_portal
from mcp import Client, StdioServerParameters, stdio_client

HOME = "https://nianbao.example.org/"
YEARS = {"year", "first_year", "last_year", "years_in_archive", "years_due", "years_not_read", "rows_at_most"}
"""What is a number and says nothing of a report's content."""


@dataclass(frozen=True)
class Asking:
    """`call` gives the structured answer of a tool, `tools` what a client is shown of them."""

    call: Callable[..., Any]
    tools: list[dict[str, Any]]
    instructions: str


@contextmanager
def asking(data: Path) -> Iterator[Asking]:
    """A client of one server on this archive."""
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "nianbao", "mcp", "--data", str(data), "--site", HOME],
        env=dict(os.environ),
    )
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(Client(stdio_client(command))) as client,
    ):

        def call(tool: str, **arguments: object) -> Any:
            return portal.call(client.call_tool, tool, arguments).structured_content

        tools = [t.model_dump(by_alias=True, exclude_none=True) for t in portal.call(client.list_tools).tools]
        yield Asking(call, tools, client.instructions or "")


def unproved(said: object, proved: bool = False, name: str = "") -> Iterator[str]:
    """Names of the numbers of an answer that have no proof link beside or above them."""
    if isinstance(said, dict):
        links = said.get("proof") or []
        links = [links] if isinstance(links, str) else links
        proved = proved or (bool(links) and all(link.startswith(HOME) for link in links))
        for key, value in said.items():
            yield from unproved(value, proved, key)
    elif isinstance(said, list):
        for value in said:
            yield from unproved(value, proved, name)
    elif isinstance(said, int | float) and not isinstance(said, bool) and name not in YEARS and not proved:
        yield f"{name} = {said}"
