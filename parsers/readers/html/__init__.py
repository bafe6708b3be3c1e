"""The HTML reader: bytes of a page to a Document.

`tree` makes the one lxml tree and its locators (with `deep` for pages nested too deep), `grids` expands tables, `drawn`
reads those that are drawn without <table>, `content` finds the report in the page, `chrome` takes the site's furniture away, `metas` reads what the page states about itself, `reader` puts them together.
"""

from parsers.readers.html.reader import read_html
from parsers.readers.html.tree import element_text, html_tree

__all__ = ["element_text", "html_tree", "read_html"]
