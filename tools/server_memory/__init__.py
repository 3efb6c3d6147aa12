"""Trials of the server's memory: what closed series leave behind, and large uploads at once."""
