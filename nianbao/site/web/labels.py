"""Names for what Datasette's own forms leave nameless: whoever hears a page instead of seeing it is told what a field is."""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

from nianbao.site.web.i18n import Language

FIELD = re.compile(r'<(?:select|input type="text") name="_filter_(column|op|value)')
EDITOR = re.compile(r'<textarea id="sql-editor" name="sql"')
END = "</textarea>"
MOVED = (
    ('<select name="_sort"', "", "datasette.sort"),
    ('<dl class="column-descriptions"', ' tabindex="0"', "datasette.columns"),
    ('<div class="table-wrapper"', ' tabindex="0" role="region"', "datasette.rows"),
    ('<pre class="wrapped-sql"', ' tabindex="0" role="region"', "datasette.sql"),
)
"""What has no name, what it needs to be reached by keyboard where it scrolls, and the word for it."""


def labelled(page: str, t: Language | None) -> Markup:
    """The content of a page of Datasette with a name for each field and each box that scrolls; without a language as it is."""
    if t is None:
        return Markup(page)
    words = {"column": t("datasette.column"), "op": t("datasette.op"), "value": t("datasette.value")}
    made = FIELD.sub(
        lambda m: (
            f'{m[0].split(" name=")[0]} aria-label="{escape(words[m[1]])}" name={m[0].split(" name=")[1]}'
        ),
        page,
    )
    for opening, reached, word in MOVED:
        made = made.replace(opening, f'{opening}{reached} aria-label="{escape(t(word))}"')
    if found := EDITOR.search(made):
        # The editor of Datasette's script puts its own field beside this one: a label around both names both.
        end = made.find(END, found.start()) + len(END)
        named = (
            f'<label><span class="sr">{escape(t("datasette.sql"))}</span>{made[found.start() : end]}</label>'
        )
        made = made[: found.start()] + named + made[end:]
    return Markup(made)
