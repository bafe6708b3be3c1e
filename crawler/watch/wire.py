"""A request of the process with the browser, and its answer."""

from __future__ import annotations

from multiprocessing.connection import Connection

from crawler.watch import messages
from crawler.watch.messages import Ask, Reply


def exchange(pipe: Connection, ask: Ask) -> Reply:
    """Ask the crawl and wait for what it answers."""
    messages.send(pipe, ask)
    reply = messages.receive(pipe)
    return reply if isinstance(reply, Reply) else Reply(why="no answer")
