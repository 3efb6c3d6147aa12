"""A record of the worklist as a reader sees it."""
