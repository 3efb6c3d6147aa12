"""Dropping files anywhere on the page, and the boxes with buttons to choose them."""
