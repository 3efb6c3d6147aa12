"""The menu in the bar above every page, where the model is chosen."""
