"""Who has no token takes the coordinator from nobody, however many connections they hold."""

from __future__ import annotations

import resource
import socket
from contextlib import ExitStack
from pathlib import Path

from nianbao import connections
from tests.nianbao.cluster.queue.machines import Machines
from tests.nianbao.cluster.queue.test_refusals import NOBODY, asking, post
from tests.nianbao.cluster.test_cluster import free_port

HELD = 700
HEADS = (
    b"",
    b"POST /ask HTTP/1.1\r\nHost: x\r\nX: ",
    b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 999999\r\n\r\n",
)


def test_connections_that_say_nothing(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with Machines(tmp_path, free_port()) as machines, ExitStack() as stack:
        stack.callback(resource.setrlimit, resource.RLIMIT_NOFILE, before)
        machines.coordinator([NOBODY])
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(before[0], 4 * HELD), before[1]))
        for number in range(HELD):
            held = stack.enter_context(socket.create_connection(("127.0.0.1", machines.port), timeout=30))
            held.sendall(HEADS[number % len(HEADS)])
        assert post(machines, "/ask", asking()).status_code == 200
        held.settimeout(connections.HEAD_SECONDS + 10)
        while held.recv(1000):  # it is hung up on
            pass
