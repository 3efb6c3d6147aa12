"""The Compare page: two to four models on the series in view."""
