"""The quality of a heatmap as plain values for JSON."""

from __future__ import annotations

from core.attribution.quality.measure import Measure, Quality


def quality_report(quality: Quality) -> dict:
    """`{"mask", "seed", "measures": [{"name", "title", "value", "unit", "chance", "reading",
    "light", "reference", "curve": {"x", "y"} or None, "details"}]}`."""
    return {
        "mask": quality.mask,
        "seed": quality.seed,
        "measures": [_measure(item) for item in quality.items],
    }


def _measure(item: Measure) -> dict:
    curve = None
    if item.curve is not None:
        x, y = item.curve
        curve = {"x": [round(float(v), 6) for v in x], "y": [round(float(v), 6) for v in y]}
    return {
        "name": item.name,
        "title": item.title,
        "value": None if item.value is None else round(item.value, 6),
        "unit": item.unit,
        "chance": None if item.chance is None else round(item.chance, 6),
        "reading": item.reading,
        "light": item.light,
        "reference": item.reference,
        "curve": curve,
        "details": item.details,
    }
