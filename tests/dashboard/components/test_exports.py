import csv
import gzip
import io
import json
from dataclasses import replace

import numpy as np
import pandas
import pytest
import SimpleITK as sitk

from core import DISCLAIMER
from core.errors import UsageError
from core.export import analysis as export_analysis
from core.export import write_analysis
from core.pipeline import analyze
from dashboard.components import exports
from tests.core.known_network import block_volume, hu_series
from tests.dashboard.tiny_case import MODEL, tiny_analysis, tiny_series

FILES = {file.name: file.make for file in exports.FILES}


def test_json_says_what_it_is_not_and_names_no_patient():
    text = exports.analysis_json(tiny_analysis())
    assert json.loads(text)["disclaimer"] == DISCLAIMER
    assert "Muster" not in text


@pytest.mark.parametrize(
    "analysis",
    [
        tiny_analysis(),
        tiny_analysis(hu_series(block_volume(6))),
        analyze(tiny_series(), MODEL, engine="torch", views=1),
    ],
    ids=["a lesion", "no lesion", "intervals"],
)
def test_the_page_gives_the_bytes_of_the_command_line(analysis, tmp_path):
    write_analysis(analysis, tmp_path)
    assert sorted(FILES) == sorted(path.name for path in tmp_path.iterdir())
    for name, make in FILES.items():
        made = make(analysis)
        content = made.encode() if isinstance(made, str) else made
        assert content == (tmp_path / name).read_bytes()
        plain = gzip.decompress(content) if name.endswith(".gz") else content
        assert DISCLAIMER.encode() in plain


def test_outlines_lie_where_the_ct_lies(tmp_path):
    analysis = tiny_analysis()
    (tmp_path / "outlines.nii.gz").write_bytes(FILES["segmentation.nii.gz"](analysis))
    image = sitk.ReadImage(str(tmp_path / "outlines.nii.gz"))
    values = sitk.GetArrayFromImage(image)
    np.testing.assert_array_equal(values, analysis.mask)
    assert values.dtype == np.uint8
    assert {1, 3} <= set(np.unique(values).tolist()) <= {0, 1, 2, 3}
    # SimpleITK reads RAS as its own LPS.
    for column, row, plane in [(0, 0, 0), (20, 25, 3)]:
        place = analysis.series.affine_lps @ [column, row, plane, 1]
        found = image.TransformIndexToPhysicalPoint((column, row, plane))
        np.testing.assert_allclose(found, place[:3], atol=1e-3)


def test_outlines_of_uneven_slices_are_the_command_lines_and_the_page_says_how(tmp_path):
    series = replace(tiny_series(), slice_origins_mm=uneven(tiny_series().slice_origins_mm))
    analysis = tiny_analysis(series)
    write_analysis(analysis, tmp_path)
    (tmp_path / "page.nii.gz").write_bytes(FILES["segmentation.nii.gz"](analysis))
    ours, theirs = (
        sitk.ReadImage(str(tmp_path / name)) for name in ("page.nii.gz", "segmentation.nii.gz")
    )
    np.testing.assert_array_equal(sitk.GetArrayFromImage(ours), sitk.GetArrayFromImage(theirs))
    assert (ours.GetOrigin(), ours.GetSpacing()) == (theirs.GetOrigin(), theirs.GetSpacing())
    assert ours.GetSize()[2] != series.n_slices
    assert exports._about_outlines(series).code == "outlines_on_even_planes"
    assert exports._about_outlines(tiny_series()).code == "outlines_on_the_ct"


def uneven(origins: np.ndarray) -> np.ndarray:
    """The same slices, the last three one and a half steps further on."""
    moved = origins.copy()
    moved[3:] += 1.5 * (origins[1] - origins[0])
    return moved


def test_what_no_nifti_file_can_hold_is_a_sentence(monkeypatch):
    monkeypatch.setattr(export_analysis, "MOST_ALONG_AXIS", 63)
    analysis = tiny_analysis()
    said = export_analysis.segmentation_obstacle(analysis.series)
    assert said.code == "too_large_for_nifti"
    assert "64 voxels" in said
    with pytest.raises(UsageError) as refused:
        FILES["segmentation.nii.gz"](analysis)
    assert refused.value.code == "too_large_for_nifti"


def test_one_row_per_slice_and_per_lesion():
    found = list(csv.DictReader(io.StringIO(FILES["slices.csv"](tiny_analysis()))))
    assert [row["index"] for row in found] == list("012345")
    assert float(found[3]["p_malignant"]) > 0.5
    (lesion,) = csv.DictReader(io.StringIO(FILES["lesions.csv"](tiny_analysis())))
    assert (lesion["label"], lesion["slice_first"], lesion["slice_last"]) == ("malignant", "3", "4")
    table = pandas.read_csv(io.StringIO(FILES["lesions.csv"](tiny_analysis())), comment="#")
    assert (table["slice_largest"].tolist(), table["touches_edge"].tolist()) == ([3], [False])
