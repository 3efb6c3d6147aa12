"""What a person's session holds, and the background work on it."""
