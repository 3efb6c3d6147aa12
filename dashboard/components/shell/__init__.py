"""What the browser does around the pages: the address bar, and the menu on a small screen."""
