"""Programs for developers, which no user needs: fuzzing, load, benchmarks and studies.

Tools may import core and dashboard; only tests import tools.
"""
