"""The app shell: opens series, runs analyses beside the page, and draws what the pages share.

Imports `core`, never the other way round. `python -m dashboard` starts the server.
"""
