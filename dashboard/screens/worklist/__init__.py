"""The parts of the Worklist page."""
