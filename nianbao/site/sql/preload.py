"""What every worker of the site begins with, loaded once in the process that they fork from."""

from __future__ import annotations

from nianbao.site.sql import worker
from nianbao.site.web import regions

regions.name(regions.COUNTRY)
worker.register()
