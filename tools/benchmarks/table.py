"""All rows, in the order of RESULTS.md."""

from __future__ import annotations

from dataclasses import replace

from tools.benchmarks import (
    analysis,
    explaining,
    first_image,
    growth,
    many_pages,
    many_workers,
    memory,
    reading,
    scoring,
    scrolling,
    series_grad_cam,
)
from tools.benchmarks.row import Row
from tools.benchmarks.tried import TRIED

ROWS: dict[str, Row] = {
    row.name: replace(row, tried=TRIED.get(row.name, ""))
    for module in (
        reading,
        scoring,
        analysis,
        explaining,
        series_grad_cam,
        first_image,
        scrolling,
        memory,
        growth,
        many_pages,
        many_workers,
    )
    for row in module.ROWS
}
