"""One server on the small archive of the site's tests, for all tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archive import open_archive
from archive.reports import names
from tests.nianbao.mcp.asking import Asking, asking
from tests.nianbao.site.building import Built, build


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Built:
    made = build(tmp_path_factory.mktemp("mcp") / "data")
    with open_archive(made.data) as archive:
        names.refresh(archive)
    return made


@pytest.fixture(scope="session")
def asked(small: Built) -> Iterator[Asking]:
    with asking(small.data) as client:
        yield client
