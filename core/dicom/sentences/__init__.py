"""What `core.dicom` tells people, by theme.

Most of it is reasons for setting a file or a slice aside: phrases such as "not DICOM", which a
whole sentence then says of a file. `core.sentence.around_reason` keeps the code of the reason.
"""

from core.dicom.sentences import contours, files, headers, masks, nifti, pixels, series, sizes

__all__ = ["contours", "files", "headers", "masks", "nifti", "pixels", "series", "sizes"]
