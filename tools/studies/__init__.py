"""Measurements behind the pages in docs/, and the programs that write their tables."""
