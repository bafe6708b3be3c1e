"""nianbao (年报): finds, keeps, reads and serves the annual disclosure reports of Chinese local governments.

This room is the command line, thin, one function a command, and the door for library users::

    from pathlib import Path
    from nianbao import parse_report

    reading = parse_report(Path("report.html"))
    print(reading.publisher, reading.report_year, reading.figure("t3.new_received.total").value)
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers import (
        Check,
        Context,
        Figure,
        Issue,
        Reading,
        Section,
        Unreadable,
        parse_report,
    )

__version__ = "0.1.0"

__all__ = [
    "Check",
    "Context",
    "Figure",
    "Issue",
    "Reading",
    "Section",
    "Unreadable",
    "__version__",
    "parse_report",
]


def __getattr__(name: str) -> object:
    """Of the parsers, when it is asked for: most commands do without them."""
    if name.startswith("_") or name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import parsers

    found: object = getattr(parsers, name)
    return found
