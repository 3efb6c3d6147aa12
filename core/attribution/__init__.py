"""What a network's score is based on: heatmaps, and how well they agree with the lesion mask."""

from core.attribution.availability import unavailable
from core.attribution.baselines import BASELINES
from core.attribution.cost import PassSeconds, passes_of_a_map, time_a_pass
from core.attribution.explain import explain, with_final_scale
from core.attribution.explanation import Explanation
from core.attribution.grad_cam import grad_cam
from core.attribution.layers import Layer, list_layers
from core.attribution.method import Attributions, Method
from core.attribution.overlap import Overlap, heat_overlap
from core.attribution.parameter import Parameter
from core.attribution.registry import METHODS, find_method
from core.attribution.scale import series_scale
from core.attribution.series_grad_cam import series_grad_cam
from core.attribution.series_heat import SeriesHeat
from core.attribution.target import TARGETS, ScoreNetwork

__all__ = [
    "BASELINES",
    "METHODS",
    "TARGETS",
    "Attributions",
    "Explanation",
    "Layer",
    "Method",
    "Overlap",
    "Parameter",
    "PassSeconds",
    "ScoreNetwork",
    "SeriesHeat",
    "explain",
    "find_method",
    "grad_cam",
    "heat_overlap",
    "list_layers",
    "passes_of_a_map",
    "series_grad_cam",
    "series_scale",
    "time_a_pass",
    "unavailable",
    "with_final_scale",
]
