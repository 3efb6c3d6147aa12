"""Find and read CT and MR series: folders, files, zips, DICOMDIRs, NIfTI, uploads in memory.

    discovery = discover([folder])                  # headers only
    series = read_series(discovery.candidates[0])   # HU, or MR signal
    series = load_series([folder])                  # both, the longest series

Files are only read, never written. What can't be used is set aside, with its name and the reason.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
