"""The parameter shared by methods that hide superpixels."""

from __future__ import annotations

from core.attribution.parameter import Parameter

SUPERPIXELS = Parameter(
    name="superpixels",
    title="Superpixels",
    default=64,
    minimum=2,
    maximum=1024,
    help="approximate number of regions that SLIC divides the body into",
)
