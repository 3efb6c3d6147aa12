"""Parts of a page that several screens use."""
