"""The actions of `core annotations`, one module each."""
