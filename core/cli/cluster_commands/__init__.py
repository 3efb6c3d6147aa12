"""Actions of `core cluster`: one module each."""
