"""The guided tour: a panel above the page, and what leads the eye and the keys in the browser."""
