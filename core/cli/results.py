"""List what other systems found in a CT: measurements (SR) and outlines (SEG, RTSTRUCT).

The files must be about the CT that INPUT names; one that is not is refused.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.inputs import add_series_arguments, read_input
from core.cli.terminal import say
from core.errors import InputError, UsageError

if TYPE_CHECKING:
    from core.dicom.reference_mask import ReferenceMask
    from core.series import Series


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_series_arguments(parser)
    parser.add_argument(
        "--file",
        metavar="FILE",
        nargs="+",
        type=Path,
        required=True,
        dest="files",
        help="structured reports with measurements (DICOM SR, TID 1500), SEG or RTSTRUCT",
    )
    parser.add_argument("--json", action="store_true", help="everything that was read, as JSON")


def run(arguments: argparse.Namespace) -> None:
    from core.other_systems.files import results_in
    from core.other_systems.rows import report_lines, report_row

    series = read_input(arguments)
    try:
        found = results_in(arguments.files, series)
    except InputError as error:
        # An InputError would be reported as being about INPUT.
        raise UsageError(*error.args) from error
    if found.refusals:
        raise UsageError(found.refusals[0])
    outlines = None if found.outlines is None else _outlines(found.outlines, series)
    if arguments.json:
        rows = {"reports": [report_row(one) for one in found.reports], "outlines": outlines}
        say(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    notes = [note for report in found.reports for note in report.notes]
    for report in found.reports:
        for line in report_lines(report):
            say(line)
    if found.outlines is not None and outlines is not None:
        mark = f" ({outlines['sizes']})" if "sizes" in outlines else ""
        say(
            f"{found.outlines.name}: outlines of {outlines['liver_ml']} mL of liver, of which "
            f"{outlines['lesion_ml']} mL of lesions{mark}"
        )
        notes += found.outlines.notes
    for note in notes:
        say(f"Note: {note}")


def _outlines(mask: ReferenceMask, series: Series) -> dict[str, object]:
    from core.areas import lesion_areas_mm2, liver_areas_mm2, volume_ml
    from core.cautions.sizes import sizes_mark

    mark = sizes_mark(series)
    return {
        "file": mask.name,
        "liver_ml": round(volume_ml(liver_areas_mm2(mask.codes, series), series), 1),
        "lesion_ml": round(volume_ml(lesion_areas_mm2(mask.codes, series), series), 1),
        **({"sizes": mark} if mark else {}),
        "notes": list(mask.notes),
    }
