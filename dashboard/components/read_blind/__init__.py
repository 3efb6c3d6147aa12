"""Pages that are closed, and records that are left out, while a series is read blind."""
