"""The Review page, one part per file."""
