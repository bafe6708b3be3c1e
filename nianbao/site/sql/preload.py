"""What every worker of the site begins with, loaded once in the process that they fork from."""

from __future__ import annotations

import importlib
from contextlib import suppress

from nianbao.site.sql import worker
from nianbao.site.web import regions

for library in (
    "pypdfium2",
    "PIL.PngImagePlugin",
):  # a worker that takes the place of a killed one draws at once
    with suppress(ImportError):
        importlib.import_module(library)
regions.name(regions.COUNTRY)
worker.register()
