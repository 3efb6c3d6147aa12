"""An analysis as files to download: the same bytes as the command line writes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from core.export.analysis import (
    SEGMENTATION,
    lesions_csv,
    segmentation_file,
    segmentation_obstacle,
    slices_csv,
)
from core.export.report import analysis_report, to_json, volume_grid
from core.measurements import Measurement
from core.measurements.files import measurements_csv
from core.pipeline import Analysis
from core.series import Series
from dashboard.components import download, sentences
from dashboard.components.weakly import weakly
from dashboard.state.open_series import OpenSeries

__all__ = ["FILES", "analysis_json", "buttons"]


def analysis_json(analysis: Analysis, measurements: Iterable[Measurement] | None = None) -> str:
    """The same content as `analysis.json` of the command line, and what the reader measured."""
    return to_json(analysis_report(analysis, measurements))


@dataclass(frozen=True)
class File:
    """One of the files of an analysis."""

    label: str
    #: As the command line names it.
    name: str
    make: Callable[[Analysis], str | bytes]
    mime: str


OUTLINES = File("Outlines (NIfTI)", SEGMENTATION, segmentation_file, "application/gzip")
EVERYTHING = File("Everything (JSON)", "analysis.json", analysis_json, "application/json")
FILES = (
    OUTLINES,
    EVERYTHING,
    File("Slices (CSV)", "slices.csv", slices_csv, "text/csv"),
    File("Lesions (CSV)", "lesions.csv", lesions_csv, "text/csv"),
)


def buttons(opened: OpenSeries, analysis: Analysis, *, where: str, **options: Any) -> None:
    """One button for each file, made when it is asked for; draw them in a container. The last one
    is for what was measured.

    Args:
        where: tells the keys of one place from another's.
        options: as `st.download_button`.
    """
    measured = opened.measured
    for file in FILES:
        make: Callable[[], str | bytes | None] = weakly(file.make, analysis)
        if file is EVERYTHING:
            make = weakly(_everything, opened, analysis)
        obstacle = segmentation_obstacle(analysis.series) if file is OUTLINES else ""
        download.button(
            file.label,
            make,
            f"liverlens-{file.name}",
            file.mime,
            of=analysis.series,
            key=f"{where}-{file.name}",
            disabled=bool(obstacle),
            help=(obstacle or _about_outlines(analysis.series)) if file is OUTLINES else None,
            **options,
        )
    download.button(
        "Measurements (CSV)",
        # Those of the click: a reader may have measured since this was drawn.
        lambda: measurements_csv(measured.all(), measured.unit, measured.plane, measured.sizes),
        "liverlens-measurements.csv",
        "text/csv",
        of=analysis.series,
        key=f"{where}-measurements.csv",
        **options,
    )


def _everything(opened: OpenSeries, analysis: Analysis) -> str:
    return analysis_json(analysis, opened.measured.all())


def _about_outlines(series: Series) -> str:
    """What is in the file, and on which grid."""
    grid = volume_grid(series)
    if grid["grid"] != "even_planes":
        return sentences.outlines_on_the_ct()
    return sentences.outlines_on_even_planes(grid["n_planes"], grid["step_mm"], grid["off_mm"])
