"""The words of captures: grades, roles, and the sets that others ask about.

They stand below everything that names them: the crawler gives grades, the frontier, the history and SQL ask for them.

A page that is *gone* is two things. For the frontier (`NOT_THERE`) it is any answer that says that nothing stands at the
address now, a redirect to the home page among them: it is asked again as seldom as a report. For the history (`ABSENT`)
it is only what says of the very page that it is not there: portals send readers to the home page while they are being
rebuilt, so that `home` proves nothing, and no report is called withdrawn because of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Believed = Literal["ok", "redirect", "not_modified"]
Refused = Literal[
    "soft_404", "home", "gone", "challenge", "blocked", "busy", "login", "mirror", "encoding", "error", "empty",
    "truncated",
]  # fmt: skip
"""home: sent to the home page instead. blocked: a firewall's refusal. busy: rate-limited, or not available now.
login: a form for name and password. mirror: a copy of another site. encoding: text in no encoding that is known.
"""
GradeName = Believed | Refused
Unjudged = Literal["unjudged"]
"""Of a capture whose run was killed before it judged it (`archive.store.recovery`)."""

WARNINGS: frozenset[GradeName] = frozenset({"challenge", "blocked"})
"""The host does not want to be asked: never solved, never asked again for this address."""
TRANSIENT: frozenset[GradeName] = frozenset({"error", "busy", "truncated"})
"""Worth one more try in the same visit, and counted towards three failures in a row."""
MISSED: frozenset[GradeName] = frozenset({"gone", "soft_404", "home", "empty", "login", "mirror", "encoding"})
"""An answer, but not what was asked for: counted, and nothing more."""
BELIEVED: frozenset[GradeName] = frozenset({"ok", "not_modified"})
"""The page itself, or that it is as it was."""
ABSENT: frozenset[GradeName] = frozenset({"gone", "soft_404"})
"""What says that a report is not where it was (history)."""
NOT_THERE: frozenset[GradeName] = ABSENT | {"home"}
"""What says that an address need not be asked for soon (frontier)."""

Role = Literal["report", "list", "page", "attachment", "requisite"]
"""What a capture is. requisite: a picture or style sheet that a report page needs to look like itself."""
READABLE: tuple[Role, ...] = ("report", "attachment")
"""Roles whose bytes are parsed."""


def sql_list(words: Iterable[str]) -> str:
    """These words as an SQL list, for text that a query or a view is made of: `('gone', 'soft_404')`."""
    return "(" + ", ".join(f"'{word}'" for word in sorted(words)) + ")"
