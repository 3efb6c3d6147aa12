"""Follow-up: lesions of one patient from scan to scan."""
