"""What the start page shows before anything is open."""
