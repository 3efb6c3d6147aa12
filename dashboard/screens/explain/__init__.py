"""The Explain page: which region drives a score, and whether the map is to be believed."""
