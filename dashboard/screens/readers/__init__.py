"""The parts of the Readers page."""
