"""The app: opens series, runs analyses in the background, and draws the pages.

Imports `core`, never the other way round. `python -m dashboard` starts the server.
"""
