"""The built archive, once a run, and a Datasette on it without a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from archive.site.serve import application
from tests.site.building import Built, build

Get = Callable[..., Any]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(tmp_path_factory.mktemp("site") / "data")


@pytest.fixture(scope="session")
def site(built: Built) -> Any:
    datasette = application(built.data)
    asyncio.run(datasette.invoke_startup())
    return datasette


@pytest.fixture(scope="session")
def get(site: Any) -> Get:
    """GET a path; gives the response."""

    def fetch(path: str, **options: Any) -> Any:
        return asyncio.run(site.client.get(path, **options))

    return fetch
