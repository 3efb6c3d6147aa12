"""The Phases page."""
