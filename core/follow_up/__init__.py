"""How each lesion changed: scans of one patient, aligned by the liver.

    scans = [scan_of_record(record) for record in choose_records(records)]
    scans = [scan_of_analysis(first, "first.zip"), scan_of_analysis(second, "second.zip")]
    result = follow_up(scans)
    result.tracks, result.sums, result.cautions

Records of the worklist are enough; where the pixels are available, the livers are aligned by their
outlines, which is more accurate.
"""

from core.follow_up.alignment import Alignment, align
from core.follow_up.change import Change, change_of
from core.follow_up.choose import choose_records, most_used_weights
from core.follow_up.follow_up import FollowUp, follow_up
from core.follow_up.matching import Matching, Pair, match_lesions
from core.follow_up.scan import Scan, SeenLesion
from core.follow_up.scans import scan_of_analysis, scan_of_record
from core.follow_up.targets import TITLE, TargetSum, TargetSums, target_sums
from core.follow_up.track import FOLLOWED, GONE, NEW, Track

__all__ = [
    "FOLLOWED",
    "GONE",
    "NEW",
    "TITLE",
    "Alignment",
    "Change",
    "FollowUp",
    "Matching",
    "Pair",
    "Scan",
    "SeenLesion",
    "TargetSum",
    "TargetSums",
    "Track",
    "align",
    "change_of",
    "choose_records",
    "follow_up",
    "match_lesions",
    "most_used_weights",
    "scan_of_analysis",
    "scan_of_record",
    "target_sums",
]
