"""What is met in archives, rebuilt small, and what LiverLens makes of it.

Each condition is a recipe with the outcome that is right. The tests run every one, and
`python -m tools.studies` writes them into docs/conditions.md with the sentences that were said. To
add one, put a `Condition` into the module of its theme.
"""
