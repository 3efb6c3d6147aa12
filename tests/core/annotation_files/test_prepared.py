"""The table and the masks that `core prepare` reads."""

from __future__ import annotations

import csv

import nibabel
import numpy as np

from core import DISCLAIMER
from core.annotation_files import PreparedScan, write_prepared
from core.dicom import load_series
from core.labels import UNCERTAIN_CODE
from core.training.prepare.series_table import recognises, scans
from core.training.prepare.settings import PrepareSettings
from tests.core.annotation_files.made import POSITIONS_MM, annotation, ct_files


def saved(folder, positions=POSITIONS_MM):
    folder.mkdir()
    for file in ct_files(positions):
        (folder / file.name).write_bytes(file.data)
    return load_series([folder])


def test_prepare_takes_the_table(tmp_path):
    series = saved(tmp_path / "ct")
    codes = annotation().mask()
    codes[1, 1, 1] = UNCERTAIN_CODE
    scan = PreparedScan("ab12", tmp_path / "ct", "subject-1", series, codes, phase="portal")
    table, mask = write_prepared([scan], tmp_path / "out")
    assert recognises(table)
    (row,) = csv.DictReader(table.open())
    assert (row["subject"], row["class"], row["mask"]) == ("subject-1", "", "ab12.nii.gz")
    assert (row["series"], row["codes"], row["phase"]) == (series.uid, "liverlens", "portal")
    assert row["disclaimer"] == DISCLAIMER
    assert (nibabel.load(mask).get_fdata().transpose(2, 1, 0) == codes).all()
    (found,) = scans(table, PrepareSettings())
    assert (found.subject, found.problem) == ("subject-1", "")


def test_the_masks_lie_on_the_slices_even_where_these_are_uneven(tmp_path):
    series = saved(tmp_path / "ct", (0.0, 4.0, 10.0, 17.0, 20.0))
    scan = PreparedScan("ab12", tmp_path / "ct", "s", series, annotation().mask())
    table, _ = write_prepared([scan], tmp_path / "out")
    from core.training.prepare.series_table import OPTIONAL, REQUIRED, _checked, read_row
    from core.training.prepare.tables import read_rows

    ((_, row),) = read_rows(table, REQUIRED, OPTIONAL)
    read = read_row(
        tmp_path / "ct", tmp_path / "out" / "ab12.nii.gz", _checked(row, ""), PrepareSettings()
    )
    assert np.array_equal(read.codes, annotation().mask())
