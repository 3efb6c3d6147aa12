"""One attribution method a file, each around Captum."""
