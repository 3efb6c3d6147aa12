"""The parts of the PACS page."""
