"""The objects as files: in a folder, or in a zip."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

from core.atomic_write import atomic_folder
from core.dicom_results.results import DicomResults, dicom_results
from core.models import Model
from core.pipeline import Analysis
from core.sentence import Sentence

#: The earliest that a zip can state: the same results are the same zip.
_DATE = (1980, 1, 1, 0, 0, 0)


def write_dicom_results(
    analysis: Analysis, model: Model, out_dir: Path, **options: Any
) -> tuple[list[Path], tuple[Sentence, ...]]:
    """Write the objects into `out_dir`, all or none; options and errors as of `dicom_results`.

    Returns:
        (the files, which kinds are missing and why).

    Raises:
        UsageError: the folder can't be written to.
    """
    # First of all, so that a folder that can't be written to is known before the long work.
    with atomic_folder(out_dir) as folder:
        results = dicom_results(analysis, model, **options)
        for name, content in results.files.items():
            (folder / name).write_bytes(content)
    return [Path(out_dir) / name for name in results.files], results.left_out


def zipped(results: DicomResults) -> bytes:
    """One zip with the objects, and the reasons for those that are missing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in results.files.items():
            packed.writestr(zipfile.ZipInfo(name, _DATE), content, zipfile.ZIP_DEFLATED)
        if results.left_out:
            words = "\n".join(results.left_out) + "\n"
            packed.writestr(zipfile.ZipInfo("left-out.txt", _DATE), words)
    return stream.getvalue()
