"""Show our DICOM results in OHIF, the open web viewer, and take pictures of what it draws."""
