"""An analysis as files to download: the same bytes as the command line writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.export.analysis import (
    SEGMENTATION,
    lesions_csv,
    segmentation_file,
    segmentation_obstacle,
    slices_csv,
)
from core.export.report import analysis_report, to_json, volume_grid
from core.pipeline import Analysis
from core.series import Series
from dashboard.components import download, sentences

__all__ = ["FILES", "analysis_json", "buttons"]


def analysis_json(analysis: Analysis) -> str:
    """The same content as `analysis.json` of the command line."""
    return to_json(analysis_report(analysis))


@dataclass(frozen=True)
class File:
    """One of the files of an analysis."""

    label: str
    #: As the command line names it.
    name: str
    make: Callable[[Analysis], str | bytes]
    mime: str


OUTLINES = File("Outlines (NIfTI)", SEGMENTATION, segmentation_file, "application/gzip")
FILES = (
    OUTLINES,
    File("Everything (JSON)", "analysis.json", analysis_json, "application/json"),
    File("Slices (CSV)", "slices.csv", slices_csv, "text/csv"),
    File("Lesions (CSV)", "lesions.csv", lesions_csv, "text/csv"),
)


def buttons(analysis: Analysis, *, where: str, **options: Any) -> None:
    """One button for each file, made when it is asked for; draw them in a container.

    Args:
        where: tells the keys of one place from another's.
        options: as `st.download_button`.
    """
    for file in FILES:
        obstacle = segmentation_obstacle(analysis.series) if file is OUTLINES else ""
        download.button(
            file.label,
            partial(file.make, analysis),
            f"liverlens-{file.name}",
            file.mime,
            of=analysis.series,
            key=f"{where}-{file.name}",
            disabled=bool(obstacle),
            help=(obstacle or _about_outlines(analysis.series)) if file is OUTLINES else None,
            **options,
        )


def _about_outlines(series: Series) -> str:
    """What is in the file, and on which grid."""
    grid = volume_grid(series)
    if grid["grid"] == "ct":
        return sentences.outlines_on_the_ct()
    return sentences.outlines_on_even_planes(grid["n_planes"], grid["step_mm"], grid["off_mm"])
