"""One running set of sample portals for all tests of the room, and a client that needs no name service."""

import http.client
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest

from samples import SampleServer

Answer = tuple[int, dict[str, str], bytes]
Get = Callable[..., Answer]


@pytest.fixture(scope="session")
def server() -> Iterator[SampleServer]:
    with SampleServer() as running:
        yield running


@pytest.fixture(scope="session")
def get(server: SampleServer) -> Iterator[Get]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)

    def fetch(host: str, path: str, **headers: str) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request("GET", quote(path, safe="/?&=;%"), headers={"Host": host, **named})
        response = connection.getresponse()
        return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()

    yield fetch
    connection.close()
