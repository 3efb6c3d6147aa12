"""`python -m core worklist ACTION`: one module an action."""
