"""Find and read CT and MR series: folders, files, zips, DICOMDIRs, NIfTI, uploads in memory.

    discovery = discover([folder])                  # headers only
    series = read_series(discovery.candidates[0])   # HU, or MR signal
    series = load_series([folder])                  # both, the longest series

Files are only read, never written. What can't be used is set aside, with its name and the reason.
"""

from core.dicom.candidates import Discovery, Exclusion, SeriesCandidate
from core.dicom.discovery import discover
from core.dicom.items import MemoryFile
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.load import load_series, read_series, read_slice
from core.dicom.only_results import OnlyResultsError
from core.dicom.sources import Source

__all__ = [
    "DEFAULT_LIMITS",
    "Discovery",
    "Exclusion",
    "Limits",
    "MemoryFile",
    "OnlyResultsError",
    "SeriesCandidate",
    "Source",
    "discover",
    "load_series",
    "read_series",
    "read_slice",
]
