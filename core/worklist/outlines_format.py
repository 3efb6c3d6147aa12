"""The version of what `core.worklist.outlines` packs, apart from it: torch stands behind that."""

#: Grows whenever what is packed changes its meaning.
FORMAT = 2
