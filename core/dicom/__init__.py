"""Find and read CT and MR series: folders, files, zips, DICOMDIRs, NIfTI, uploads in memory.

    discovery = discover([folder])                  # headers only
    series = read_series(discovery.candidates[0])   # HU, or MR signal
    series = load_series([folder])                  # both, the longest series

Files are only read, never written. What can't be used is set aside, with its name and the reason.
"""

from typing import TYPE_CHECKING

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "candidates": ["Discovery", "Exclusion", "SeriesCandidate"],
        "discovery": ["discover"],
        "items": ["MemoryFile"],
        "limits": ["DEFAULT_LIMITS", "Limits"],
        "load": ["load_series", "read_series", "read_slice"],
        "only_results": ["OnlyResultsError"],
        "sources": ["Source"],
    },
)

if TYPE_CHECKING:
    from core.dicom.candidates import Discovery as Discovery
    from core.dicom.candidates import Exclusion as Exclusion
    from core.dicom.candidates import SeriesCandidate as SeriesCandidate
    from core.dicom.discovery import discover as discover
    from core.dicom.items import MemoryFile as MemoryFile
    from core.dicom.limits import DEFAULT_LIMITS as DEFAULT_LIMITS
    from core.dicom.limits import Limits as Limits
    from core.dicom.load import load_series as load_series
    from core.dicom.load import read_series as read_series
    from core.dicom.load import read_slice as read_slice
    from core.dicom.only_results import OnlyResultsError as OnlyResultsError
    from core.dicom.sources import Source as Source
