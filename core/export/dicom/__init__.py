"""Results as DICOM objects of the CT's own study: SEG, SR, parametric map, secondary capture, PDF.

headers = source_headers(series, include_name=True)
content = analysis_seg(analysis, headers, made_at)      # bytes of a DICOM file
content = analysis_sr(analysis, headers, made_at)       # or None without lesions

Each object is written by highdicom, which takes more than a second to import and is imported when
an object is made.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
