"""Annotations as the table of series and masks that `core prepare` reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.atomic_write import atomic_folder
from core.csv_table import csv_text
from core.export.analysis import compressed, nifti_image
from core.series import Series

TABLE = "series.csv"
#: As `core.training.prepare` names them.
_COLUMNS = ("path", "subject", "class", "mask", "series", "codes", "source", "phase", "modality")
_OWN_CODES = "liverlens"


@dataclass(frozen=True, eq=False)
class PreparedScan:
    """One series with the outlines to learn from."""

    #: Of the mask's file, without ending; no name of a person.
    name: str
    #: The file or folder of the CT.
    ct: Path
    #: Scans of one subject never lie on both sides of a split.
    subject: str
    series: Series
    #: (z, y, x) uint8 mask codes of `core.labels`, `UNCERTAIN_CODE` among them; the annotation's
    #: `mask()`, for example.
    codes: np.ndarray
    #: "" for the usual one.
    phase: str = ""


def write_prepared(scans: Iterable[PreparedScan], out_dir: Path) -> list[Path]:
    """Write `series.csv` and one mask for each scan into `out_dir`, all or none.

    The table names the CTs where they lie; the masks lie beside it. Its row has no class: the class
    of each slice follows from the mask.

    Raises:
        UsageError: the folder can't be written to.
    """
    out_dir = Path(out_dir)
    rows, names = [], []
    with atomic_folder(out_dir) as folder:
        for scan in scans:
            names.append(f"{scan.name}.nii.gz")
            # On the CT's own slices, evenly spaced or not: that is how they are read.
            image = nifti_image(scan.codes.astype(np.uint8, copy=False), scan.series.affine_ras)
            (folder / names[-1]).write_bytes(compressed(image))
            rows.append(
                {
                    "path": str(scan.ct.resolve()),
                    "subject": scan.subject,
                    "class": "",
                    "mask": names[-1],
                    "series": "" if _is_volume(scan) else scan.series.uid,
                    "codes": _OWN_CODES,
                    "source": "annotations",
                    "phase": scan.phase,
                    # DICOM says it itself.
                    "modality": scan.series.tags.modality if _is_volume(scan) else "",
                }
            )
        (folder / TABLE).write_text(csv_text(_COLUMNS, rows), encoding="utf-8", newline="")
    return [out_dir / TABLE, *(out_dir / name for name in names)]


def _is_volume(scan: PreparedScan) -> bool:
    """NIfTI holds no UID of a series."""
    return not scan.series.instances
