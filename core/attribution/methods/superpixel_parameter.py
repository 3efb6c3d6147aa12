"""The setting that methods over superpixels share."""

from __future__ import annotations

from core.attribution.parameter import Parameter

SUPERPIXELS = Parameter(
    name="superpixels",
    title="Superpixels",
    default=64,
    minimum=2,
    maximum=1024,
    help="about how many regions SLIC cuts the body into",
)
