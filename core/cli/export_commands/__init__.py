"""The actions of `core export`, one module each."""
