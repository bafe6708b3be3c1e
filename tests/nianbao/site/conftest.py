"""The built archive, once a run, and a Datasette on it without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from nianbao.site.serve import application
from tests import serving
from tests.nianbao.site.building import Built, build

T = TypeVar("T")
Get = Callable[..., Any]


def run(work: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine, in a thread of its own: a browser of another test may hold a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("site") / "data")


@pytest.fixture(scope="session")
def site(built: Built) -> Any:
    datasette = application(built.data)
    run(datasette.invoke_startup())
    return datasette


@pytest.fixture(scope="session")
def served(built: Built) -> Iterator[str]:
    """The address of a server on the built archive."""
    with serving.served(built.data) as address:
        yield address


@pytest.fixture(scope="session")
def get(site: Any) -> Get:
    """GET a path; gives the response."""

    def fetch(path: str, **options: Any) -> Any:
        return run(site.client.get(path, **options))

    return fetch
