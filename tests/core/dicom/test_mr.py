"""MR of each kind: which series are found, where they lie, and what their values are."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
import SimpleITK as sitk

from core.dicom import discover, load_series, read_series
from core.dicom.mr import power_of_ten
from core.sentence import Sentence
from tools.mock_dicom.mock_slice import write, write_all
from tools.mock_dicom.mr_slices import (
    COLUMNS,
    N_SLICES,
    NEXT,
    PLANES,
    ROWS,
    STEP_MM,
    diffusion,
    dual_echo,
    dynamic,
    enhanced,
    mr_slice,
    stack,
)


def codes(sentences: Iterable[Sentence]) -> list[str]:
    return [one.code for one in sentences]


def found(folder: Path) -> dict[str, int]:
    """Part -> its value at the first voxel of the stack that starts at row x column's origin."""
    candidates = discover([folder]).candidates
    return {one.tags.part: int(read_series(one).volume.min()) for one in candidates}


@pytest.mark.parametrize("plane", sorted(PLANES))
@pytest.mark.parametrize("multi_frame", [False, True])
def test_a_stack_lies_where_simpleitk_says(tmp_path: Path, plane: str, multi_frame: bool) -> None:
    write_all(stack(plane), tmp_path / "classic")
    if multi_frame:
        write(enhanced(plane), tmp_path / "enhanced" / "one.dcm")
    series = load_series([tmp_path / ("enhanced" if multi_frame else "classic")])
    assert (series.tags.modality, series.unit, series.is_ct) == ("MR", "", False)
    assert series.volume.shape == (N_SLICES, ROWS, COLUMNS)
    assert series.spacing_mm == pytest.approx((STEP_MM, 0.5, 0.75))
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(tmp_path / "classic")))
    theirs = reader.Execute()
    # The same value at the same place in the patient, whatever the order of the slices.
    for z, y, x in ((0, 0, 0), (N_SLICES - 1, ROWS - 1, COLUMNS - 1), (2, 1, 3)):
        place = series.affine_lps @ [x, y, z, 1]
        at = theirs.TransformPhysicalPointToIndex(place[:3].tolist())
        assert theirs.GetPixel(*at) == series.volume[z, y, x]
        assert theirs.TransformIndexToPhysicalPoint(at) == pytest.approx(tuple(place[:3]))


def test_the_order_goes_up_back_and_to_the_left(tmp_path: Path) -> None:
    normals = {}
    for plane in PLANES:
        write_all(stack(plane), tmp_path / plane)
        normals[plane] = load_series([tmp_path / plane]).normal.round(3).tolist()
    assert normals == {
        "axial": [0, 0, 1],
        "coronal": [0, 1, 0],
        "sagittal": [1, 0, 0],
        "oblique": [0, -0.5, 0.866],
    }


def test_only_an_oblique_stack_is_said_to_be_angled(tmp_path: Path) -> None:
    for plane in PLANES:
        write_all(stack(plane), tmp_path / plane)
        warnings = load_series([tmp_path / plane]).warnings
        assert codes(warnings) == (["angled_slices"] if plane == "oblique" else [])


def test_echoes_are_series_of_their_own(tmp_path: Path) -> None:
    assert found(write_all(dual_echo(), tmp_path)) == {
        "TE 2.3 ms, opposed phase": 0,
        "TE 4.6 ms, in phase": NEXT,
    }


def test_b_values_and_the_adc_map_are_series_of_their_own(tmp_path: Path) -> None:
    parts = found(write_all(diffusion(), tmp_path))
    assert sorted(parts.values()) == [0, NEXT, 2 * NEXT, 3 * NEXT]
    assert [name.split(",")[0] for name in sorted(parts, key=parts.__getitem__)][:3] == [
        "b 0",
        "b 50",
        "b 800",
    ]
    assert "ADC" in max(parts, key=parts.__getitem__)


@pytest.mark.parametrize(
    ("maker", "tag", "vr", "written"),
    [
        ("SIEMENS", 0x0019100C, "IS", ["0", "800"]),
        ("GE MEDICAL SYSTEMS", 0x00431039, "IS", ["0\\8\\0\\0", "1000000800\\8\\0\\0"]),
        ("Philips Medical Systems", 0x20011003, "FL", [0.0, 800.0]),
    ],
)
def test_b_values_of_the_makers_own_elements(
    tmp_path: Path, maker: str, tag: int, vr: str, written: list
) -> None:
    slices = []
    for step, b in enumerate(written):
        for one in stack(step=step, Manufacturer=maker, InstanceNumber=1):
            one.add_new(tag, vr, b.split("\\") if isinstance(b, str) and "\\" in b else b)
            slices.append(one)
    assert found(write_all(slices, tmp_path)) == {"b 0": 0, "b 800": NEXT}


def test_time_points_are_series_of_their_own(tmp_path: Path) -> None:
    parts = found(write_all(dynamic(), tmp_path))
    assert {name.split(",")[0]: low for name, low in parts.items()} == {
        "time point 1": 0,
        "time point 2": NEXT,
        "time point 3": 2 * NEXT,
    }


def test_an_enhanced_file_is_split_by_echo_and_by_b_value(tmp_path: Path) -> None:
    write(enhanced(echoes=(2.3, 4.6)), tmp_path / "echoes" / "one.dcm")
    write(enhanced(b_values=(50, 800)), tmp_path / "b" / "one.dcm")
    assert found(tmp_path / "echoes") == {"TE 2.3 ms": 0, "TE 4.6 ms": NEXT}
    assert found(tmp_path / "b") == {"b 50": 0, "b 800": NEXT}


def test_images_of_one_place_are_set_aside(tmp_path: Path) -> None:
    echoes = [
        mr_slice(0, step=step, EchoTime=str(step), SOPInstanceUID=f"1.2.{step + 1}")
        for step in range(6)
    ]
    write_all([*stack(SeriesInstanceUID="1.2.99"), *echoes], tmp_path)
    discovery = discover([tmp_path])
    assert len(discovery.candidates) == 1
    assert codes(one.reason for one in discovery.exclusions) == ["all_at_one_place"]


def test_values_are_after_the_rescale_and_padding_is_no_signal(tmp_path: Path) -> None:
    changes = {"RescaleSlope": "2.5", "RescaleIntercept": "1", "PixelPaddingValue": 46}
    series = load_series([write_all(stack(**changes), tmp_path)])
    # 10 x row + column of the first slice; the last pixel is 46, the padding.
    assert series.volume[0, 0, :3].tolist() == [1.0, 3.5, 6.0]
    assert series.volume[0, -1, -1] == 0
    assert not series.warnings


def test_values_near_0_are_read_times_a_power_of_ten(tmp_path: Path) -> None:
    series = load_series([write_all(stack(RescaleSlope="1e-6", RescaleIntercept="0"), tmp_path)])
    # Up to 746e-6: shown in millionths.
    assert series.volume[-1, -1, -1] == pytest.approx(746)
    assert codes(series.warnings) == ["values_times"]


def test_power_of_ten() -> None:
    line = np.linspace(0, 1, 1001, dtype=np.float32)[:, None, None]
    powers = [power_of_ten(line * largest) for largest in (1e-3, 1.0, 150.0, 30_000.0, 5e6)]
    assert powers == [6, 3, 0, 0, -3]
    assert power_of_ten((line * 20).astype(np.int16)) == 0
