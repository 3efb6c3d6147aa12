"""Lesions without a lesion network: candidates, hand-crafted features, a small classifier.

Import `classifier` directly: it loads ONNX and ONNX Runtime.
"""

from core.classical.candidates import Candidate, find_candidates
from core.classical.features import FAMILIES, FEATURE_NAMES, measure_candidates
from core.classical.liver_view import LiverView, view_liver
from core.classical.reading import SliceCandidates, SliceReading, judge, measure_slice, read_slice
from core.classical.settings import POOLINGS, ClassicalSettings

__all__ = [
    "FAMILIES",
    "FEATURE_NAMES",
    "POOLINGS",
    "Candidate",
    "ClassicalSettings",
    "LiverView",
    "SliceCandidates",
    "SliceReading",
    "find_candidates",
    "judge",
    "measure_candidates",
    "measure_slice",
    "read_slice",
    "view_liver",
]
