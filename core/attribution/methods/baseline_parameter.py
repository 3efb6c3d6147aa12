"""The parameter shared by methods with a baseline."""

from __future__ import annotations

from core.attribution.baselines import BASELINES
from core.attribution.parameter import Parameter

BASELINE = Parameter(
    name="baseline",
    title="Baseline",
    default="air",
    choices=BASELINES,
    help="what the slice is compared with: air, the slice blurred, or even liver",
)
