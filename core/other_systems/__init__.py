"""What other systems found in a CT: measurements of DICOM structured reports (PS3.16 TID 1500).

report = read_report(item, series)
report.groups[0].measurements      # name, value, unit
report.groups[0].shapes            # outlines on the slices of the series

Outlines in SEG and RTSTRUCT are read by `core.dicom.reference_mask`.
"""

from core.other_systems.read import open_report, read_report
from core.other_systems.report import Group, Maker, Measured, Report, Segment, Shape

__all__ = [
    "Group",
    "Maker",
    "Measured",
    "Report",
    "Segment",
    "Shape",
    "open_report",
    "read_report",
]
