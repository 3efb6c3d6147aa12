"""Talking to one configured host outside this machine, and to no other."""
