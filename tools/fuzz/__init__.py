"""A seeded fuzzer over everything that reads files: `python -m tools.fuzz --help`."""
