"""The report as a file, with the values and tables beside it where asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from core.atomic_write import atomic_folder
from core.export.analysis import write_tables, write_values
from core.models import Model
from core.pipeline import Analysis
from core.report.build import report_pdf

FILE_NAME = "liverlens-report.pdf"


def write_report(
    analysis: Analysis,
    model: Model,
    out: Path,
    *,
    include_name: bool = False,
    subject: str = "",
    heatmaps_wanted: bool = True,
    values: bool = False,
    tables: bool = False,
    made_at: datetime | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: threading.Event | None = None,
) -> list[Path]:
    """Write the PDF to `out`, a `.pdf` file or a folder; all files or none.

    Args:
        values: write `analysis.json` too. tables: `slices.csv` and `lesions.csv`. Beside a file
            `NAME.pdf` they are called `NAME-analysis.json` and so on.

    Other arguments as `report_pdf`.

    Returns:
        The files, the PDF first.

    Raises:
        UsageError: `out` can't be written to. Cancelled: `cancel` was set.
    """
    path = report_path(out)
    prefix = "" if path.name == FILE_NAME else f"{path.stem}-"
    # First of all, so that a folder that can't be written to is known before the long work.
    with atomic_folder(path.parent) as folder:
        content = report_pdf(
            analysis,
            model,
            include_name=include_name,
            subject=subject,
            heatmaps_wanted=heatmaps_wanted,
            made_at=made_at,
            progress=progress,
            cancel=cancel,
        )
        if values:
            write_values(analysis, folder)
        if tables:
            write_tables(analysis, folder)
        beside = [one.rename(folder / f"{prefix}{one.name}") for one in sorted(folder.iterdir())]
        (folder / path.name).write_bytes(content)
    return [path, *(path.parent / one.name for one in beside)]


def report_path(out: Path) -> Path:
    """`out` where it names a PDF, otherwise `FILE_NAME` in the folder `out`."""
    out = Path(out)
    is_file = out.suffix.lower() == ".pdf" and not out.is_dir()
    return out if is_file else out / FILE_NAME
