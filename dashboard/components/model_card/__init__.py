"""A model's card as a reader sees it."""
