"""The Explain page: which region drives a score, and whether to believe the map."""
