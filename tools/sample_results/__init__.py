"""Writes the shipped models' results on the samples (`python -m tools.sample_results`)."""
