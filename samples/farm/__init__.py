"""The portal farm: any number of county portals from a seed, for measuring whether reports are found.

Every portal has its own county, columns, wording, software, look and hazards; pages are made when they are asked for.
It shares no code and no wording with the crawler."""

from samples.farm.server import FarmServer
from samples.server import Hit

__all__ = ["FarmServer", "Hit"]
