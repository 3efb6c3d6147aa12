"""One package per page; no screen imports another."""
