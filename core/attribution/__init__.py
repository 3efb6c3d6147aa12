"""Why did the network say so: heatmaps, and how far they agree with the lesion mask."""

from core.attribution.explanation import Explanation
from core.attribution.grad_cam import grad_cam
from core.attribution.overlap import Overlap, heat_overlap
from core.attribution.registry import METHODS, explain, find_method

__all__ = [
    "METHODS",
    "Explanation",
    "Overlap",
    "explain",
    "find_method",
    "grad_cam",
    "heat_overlap",
]
