"""Training and evaluation. Nothing else in `core` imports this package (the command line may)."""
