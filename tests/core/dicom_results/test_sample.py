"""All objects of the malignant sample, held against readers and checkers of other people."""

import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import highdicom
import nibabel
import numpy as np
import pydicom
import pytest

from core.attribution import series_grad_cam
from core.dicom import load_series
from core.dicom_results import dicom_results
from core.models import DEFAULT_MODEL, available_models, load_model
from core.shipped import shipped
from dashboard.services.sample_results import restore
from dashboard.state.origin import Sample
from dashboard.state.session import Session
from tests.core.export.dicom.made import WHEN
from tests.dashboard.tiny_case import open_in

#: Where `pip` puts the programs of dcmqi.
PROGRAMS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def case(tmp_path_factory):
    """(analysis, model, folder with the objects) of the default model."""
    card = available_models()[DEFAULT_MODEL]
    session = Session()
    opened = open_in(
        session, load_series([shipped("sample_scans") / "malignant"]), Sample("malignant")
    )
    assert restore(session, opened, [card]) == [card.name]
    model = load_model(card.name)
    analysis = opened.analysis(card)
    folder = tmp_path_factory.mktemp("objects")
    for name, content in dicom_results(analysis, model, made_at=WHEN).files.items():
        (folder / name).write_bytes(content)
    return analysis, model, folder


def program(name: str) -> str:
    found = shutil.which(name, path=f"{PROGRAMS}") or shutil.which(name)
    if found is None:
        pytest.skip(f"no {name} here (PyPI's dcmqi)")
    return found


def run(*words: object) -> None:
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_dciodvfy_finds_no_error_in_any_object(case):
    checker = shutil.which("dciodvfy")
    if checker is None:
        pytest.skip("no dciodvfy here (Debian's package dicom3tools)")
    _, _, folder = case
    kinds = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            done = subprocess.run([checker], stdin=file, capture_output=True, text=True)
        lines = (done.stdout + done.stderr).splitlines()
        assert [line for line in lines if line.startswith("Error")] == [], path.name
        kinds[path.name] = next(line for line in lines if not line.startswith("Warning"))
    images = [name for name in kinds if name.startswith("liverlens-image-")]
    assert len(images) >= 1
    assert {kinds.pop(name) for name in images} == {"SCImage"}
    # It knows each of them as what it is.
    assert kinds == {
        "liverlens-map.dcm": "ParametricMap",
        "liverlens-report.dcm": "EncapsulatedPDF",
        "liverlens-seg.dcm": "Segmentation",
        "liverlens-sr.dcm": "ComprehensiveSR",
    }


def test_dcmqi_reads_the_seg_back_with_equal_voxels(case, tmp_path):
    analysis, _, folder = case
    run(
        *(program("segimage2itkimage"), "--inputDICOM", folder / "liverlens-seg.dcm"),
        *("--outputDirectory", tmp_path, "--outputType", "nii", "--mergeSegments"),
    )
    image = nibabel.load(tmp_path / "1.nii.gz")
    found = np.asarray(image.dataobj).transpose(2, 1, 0)
    used = np.flatnonzero(analysis.mask.any(axis=(1, 2)))
    # Segment 1 is the liver, segment n + 1 lesion n.
    numbers = analysis.numbers()[used].astype(int)
    expected = np.where(numbers > 0, numbers + 1, analysis.mask[used] > 0)
    assert len(np.unique(expected)) == len(analysis.lesions) + 2
    # Of the slices between the first and the last that are used, in ITK's order of planes.
    assert (found == expected).all()
    corner = analysis.series.slice_origins_mm[used[0]] * (-1, -1, 1)
    assert np.abs(image.affine[:3, 3] - corner).max() < 1e-3


def test_dcmqi_reads_the_measurements_back_with_equal_values(case, tmp_path):
    analysis, _, folder = case
    run(
        *(program("tid1500reader"), "--inputDICOM", folder / "liverlens-sr.dcm"),
        *("--outputMetadata", tmp_path / "sr.json"),
    )
    groups = json.loads((tmp_path / "sr.json").read_text())["Measurements"]
    found = [
        {item["quantity"]["CodeValue"]: float(item["value"]) for item in group["measurementItems"]}
        for group in groups
    ]
    assert len(found) == len(analysis.lesions) >= 2
    for values, lesion in zip(found, analysis.lesions, strict=True):
        assert values["103339001"] == pytest.approx(lesion.diameter_mm, abs=0.006)
        assert values["103340004"] == pytest.approx(lesion.short_axis_mm, abs=0.006)
        assert values["118565006"] == pytest.approx(lesion.volume_ml, abs=6e-5)
        assert values["112031"] == pytest.approx(lesion.mean_hu, abs=0.006)
        assert values["P_MALIGNANT"] == pytest.approx(lesion.p_malignant, abs=6e-7)
    assert {group["FindingSite"]["CodeValue"] for group in groups} == {"10200004"}
    names = {group["measurementAlgorithmIdentification"]["AlgorithmName"] for group in groups}
    assert names == {analysis.model_name}
    seg = pydicom.dcmread(folder / "liverlens-seg.dcm")
    tracked = [one.TrackingUID for one in seg.SegmentSequence][1:]
    assert [group["TrackingUniqueIdentifier"] for group in groups] == tracked


def test_dcmqi_reads_the_map_back_with_equal_values(case, tmp_path):
    analysis, model, folder = case
    run(
        *(program("paramap2itkimage"), "--inputDICOM", folder / "liverlens-map.dcm"),
        *("--outputDirectory", tmp_path, "--outputType", "nii"),
    )
    found = np.asarray(nibabel.load(tmp_path / "pmap.nii.gz").dataobj).transpose(2, 1, 0)
    heat = series_grad_cam(model, analysis.series, "malignant")
    assert len(found) == analysis.series.n_slices
    for index, plane in enumerate(found):
        expected = heat.on_slice(index) * (analysis.liver_area_mm2[index] > 0)
        assert np.abs(plane * heat.scale - expected).max() <= 1e-3 * heat.scale


def test_highdicom_reads_the_segments_of_each_slice(case):
    analysis, _, folder = case
    content = (folder / "liverlens-seg.dcm").read_bytes()
    made = highdicom.seg.Segmentation.from_dataset(pydicom.dcmread(io.BytesIO(content)))
    index = analysis.lesions[0].slice_largest
    uid = analysis.series.instances[index].sop_instance_uid
    pixels = made.get_pixels_by_source_instance([uid])[0]
    numbers = analysis.numbers()[index]
    assert (pixels[..., 1] == (numbers == 1)).all()
    assert (pixels[..., 0] == ((analysis.mask[index] > 0) & (numbers == 0))).all()
