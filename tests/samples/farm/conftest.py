"""A running farm with every kind of software on it, and a client that needs no name service."""

import http.client
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote, urlsplit

import pytest

from samples.farm import FarmServer

Answer = tuple[int, dict[str, str], bytes]
Get = Callable[[str], Answer]
SEED = 7


@pytest.fixture(scope="session")
def farm() -> Iterator[FarmServer]:
    with FarmServer(SEED, portals=24) as running:
        yield running


def client(farm: FarmServer) -> Iterator[Get]:
    """Fetch an address as the truth writes it."""
    connection = http.client.HTTPConnection("127.0.0.1", farm.port, timeout=20)

    def fetch(address: str) -> Answer:
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        request = partial(
            connection.request, "GET", quote(path, safe="/?&=;%"), headers={"Host": parts.netloc}
        )
        request()
        try:
            response = connection.getresponse()
        except (
            http.client.RemoteDisconnected
        ):  # it stood idle between two tests for longer than the server keeps it
            request()
            response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()

    yield fetch
    connection.close()


@pytest.fixture(scope="session")
def get(farm: FarmServer) -> Iterator[Get]:
    yield from client(farm)
