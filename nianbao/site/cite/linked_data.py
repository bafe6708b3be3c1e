"""What search engines for data sets read of a page: schema.org as JSON-LD, in a block that no browser runs."""

from __future__ import annotations

import json

from markupsafe import Markup

from archive.exchange.writers import LICENCE
from nianbao.site.cite.citation import ARCHIVE, Citation, plain
from nianbao.site.cite.formats import FORMATS, gb
from nianbao.site.web.rows import Json

SCHEMA = "https://schema.org"
ESCAPED = str.maketrans({c: f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"})
"""Nothing in the block can end it."""


def block(found: Json) -> Markup:
    """The object as the text of a `<script type="application/ld+json">`."""
    return Markup(json.dumps(found, ensure_ascii=False).translate(ESCAPED))


def catalogue(site: str, name: str, about: str) -> Json:
    """The archive as a whole."""
    return {
        "@context": SCHEMA,
        "@type": "Dataset",
        "name": name,
        "description": about,
        "url": f"{site}data",
        "license": LICENCE["path"],
        "inLanguage": ["zh", "en"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": ARCHIVE, "url": site},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media, "contentUrl": f"{site}take?format={ending}"}
            for ending, media in DOWNLOADS.items()
        ],
    }


DOWNLOADS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
    "jsonl": "application/zip",
}


def of(c: Citation, site: str) -> Json:
    """A report is a `Report`, all else a `Dataset`; a figure's is part of its report's."""
    found: Json = {
        "@context": SCHEMA,
        "@type": "Report" if c.kind == "report" else "Dataset",
        "name": plain(c.title),
        "description": gb(c),
        "url": c.url,
        "identifier": c.key,
        "version": c.version,
        "inLanguage": "zh",
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "author": [{"@type": "GovernmentOrganization", "name": name} for name in c.authors if name != ARCHIVE],
        "datePublished": c.issued,
        "isBasedOn": c.source,
        "publisher": {"@type": "Organization", "name": ARCHIVE, "url": site},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": ARCHIVE, "url": f"{site}data"},
        "encoding": [
            {"@type": "MediaObject", "encodingFormat": media, "contentUrl": f"{site}{c.path}.{ending}{c.query}"}
            for ending, (media, _) in FORMATS.items()
        ],
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}
