"""Annotations as files, and back: NIfTI with JSON, DICOM SEG, RTSTRUCT, a table for `core prepare`.

write_nifti(made, series, folder)                   # annotation.nii.gz and annotation.json
write_seg(made, series, folder)                     # annotation.dcm and annotation.json
imported = read_annotation(sources, series)         # on the CT's own grid, or InputError
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
