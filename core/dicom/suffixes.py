"""How the names of files end that hold a volume or pack other files, in lower case."""

from __future__ import annotations

NIFTI_SUFFIXES = (".nii", ".nii.gz")
#: One volume in one file, or in a header and its voxels.
VOLUME_SUFFIXES = (*NIFTI_SUFFIXES, ".nrrd", ".nhdr", ".mha", ".mhd")
#: Archives, for lists of what can be opened.
ARCHIVE_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tbz")
