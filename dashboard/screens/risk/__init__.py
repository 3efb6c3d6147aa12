"""The Patient risk page, one part per file."""
