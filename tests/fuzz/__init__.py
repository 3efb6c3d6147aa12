"""A seeded fuzzer over everything that reads files: `python -m tests.fuzz --help`."""
