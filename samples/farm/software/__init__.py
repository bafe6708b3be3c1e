"""The portal software of the farm: families that the world knows, and home-made systems that nobody does."""

from samples.farm.software.answers import ANSWERS
from samples.farm.software.base import Software
from samples.farm.software.hanweb import HANWEB
from samples.farm.software.homemade import HOME_MADE
from samples.farm.software.organs import ORGANS
from samples.farm.software.plain import PLAIN

FAMILIES: tuple[Software, ...] = (*PLAIN, *HANWEB, *ANSWERS, *ORGANS)
ALL: tuple[Software, ...] = (*FAMILIES, *HOME_MADE)

__all__ = ["ALL", "FAMILIES", "HOME_MADE", "Software"]
