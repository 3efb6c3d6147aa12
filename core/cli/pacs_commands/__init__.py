"""The actions of `python -m core pacs`."""
