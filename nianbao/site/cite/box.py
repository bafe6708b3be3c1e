"""The box of a page with its citation in every form."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from nianbao.site.cite import formats, linked_data
from nianbao.site.cite.citation import Citation


@dataclass(frozen=True)
class Box:
    """`site`: the address of the home page."""

    citation: Citation
    site: str

    def texts(self) -> list[tuple[str, str]]:
        """Key of its name among our words, and the text."""
        c = self.citation
        return [
            ("cite.gb", formats.gb(c)),
            ("cite.apa", formats.apa(c)),
            ("cite.bibtex", formats.bibtex(c).rstrip()),
        ]

    def downloads(self) -> list[tuple[str, str]]:
        """Name and path below the home page."""
        c, names = self.citation, {"bib": "BibTeX", "json": "CSL-JSON", "ris": "RIS", "txt": "TXT"}
        return [(name, f"/{c.path}.{ending}{c.query}") for ending, name in names.items()]

    @cached_property
    def linked_data(self) -> Markup:
        return linked_data.block(linked_data.of(self.citation, self.site))
