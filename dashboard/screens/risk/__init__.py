"""The Patient risk page, a part a file."""
