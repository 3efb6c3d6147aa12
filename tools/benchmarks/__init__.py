"""Speed and memory against what people use now: one module a group of rows, RESULTS.md by code."""
