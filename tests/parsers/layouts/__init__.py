"""Report pages made from the official form, in every layout that portals are known to give it, and damaged ones.

`official` holds the words of the form, `figures` a consistent set of numbers, `model` a page as tables of cells,
`base` the page as the form prints it. The other modules change such a page: `plans` combines them at random.
Nothing here knows the parser: labels, spans and truth are written from the form, not from `parsers`.
"""
