"""The books of a visit: each list, directory and column that its portal claims, against what was asked and answered.

What counts and what does not is told in `docs/portals.md`. Nothing is asked here: the books are made at the end of a visit
from what the frontier knows. Front door: `made.books_of`.
"""
