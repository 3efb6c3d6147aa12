"""`python -m core worklist ACTION`: one module per action."""
