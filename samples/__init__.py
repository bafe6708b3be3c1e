"""Sample portals on loopback: five county portals of five software families, for the demo and the tests.

The room plays the world outside: it serves pages with reports, news and traps under stable names on one port,
and tells on another port what a perfect crawl would have found. It imports no other room."""

from samples.server import Hit, SampleServer
from samples.truth import truth

__all__ = ["Hit", "SampleServer", "truth"]
