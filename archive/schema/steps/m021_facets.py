"""Schema of migration m021: what the facets of reports are counted by."""

from __future__ import annotations

FACETS = "create index reports_form on reports (form);"
