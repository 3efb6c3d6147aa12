"""DICOM SEG, out and in again; held against dciodvfy and highdicom's own reader."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import highdicom
import numpy as np
import pydicom
import pytest

from core.annotation import KINDS, NOT_A_LESION, Annotation, Finding, voxel_of
from core.annotation_files import read_annotation, seg_file, write_seg
from core.dicom import MemoryFile, load_series
from core.errors import InputError, UsageError
from tests.coded import raises
from tests.core.annotation_files.made import SHAPE, annotation, ct, made
from tools.mock_dicom.mock_slice import ct_slice, to_bytes
from tools.mock_dicom.seg_file import frame, save, segment

SAMPLES = Path(__file__).parents[3] / "sample_scans"


def read_back(content: bytes, series) -> Annotation:
    return read_annotation(MemoryFile("annotation.dcm", content), series).annotation


def test_it_comes_back_voxel_for_voxel():
    series = ct()
    found = read_back(seg_file(made(), series), series)
    assert (found.voxels == annotation().voxels).all()
    # Of what was said a SEG holds the kind, the rejection and how a lesion looks.
    assert found.findings == (
        Finding(3, kind="hcc"),
        Finding(7, rejected="vessel"),
        Finding(9, looks="benign"),
    )


def test_with_its_json_all_that_was_said_comes_back(tmp_path):
    series = ct()
    write_seg(made(), series, tmp_path)
    found = read_annotation(tmp_path, series)
    assert (found.annotation.voxels == annotation().voxels).all()
    assert found.annotation.findings == annotation().findings
    assert found.annotation.slice_labels == annotation().slice_labels
    assert found.notes == ()


def test_every_kind_and_every_rejection_comes_back():
    findings = [Finding(n, kind=kind) for n, kind in enumerate(KINDS, start=1)]
    findings += [Finding(n, rejected=why) for n, why in enumerate(NOT_A_LESION, start=20)]
    voxels = np.ones(SHAPE, np.uint8)
    for place, one in enumerate(findings):
        voxels[3, place // 12, place % 12] = voxel_of(one.number)
    series = ct()
    of_all = made(annotation=Annotation(voxels, tuple(findings)))
    found = read_back(seg_file(of_all, series), series)
    assert (found.voxels == voxels).all()
    kinds = {one.number: (one.kind, one.rejected) for one in found.findings}
    # "Other" and "unknown" are told apart; all else by its own code.
    assert kinds == {one.number: (one.kind, one.rejected) for one in findings}


def complaints(content: bytes) -> list[str]:
    """What David Clunie's dciodvfy says of a file, warnings left out."""
    program = shutil.which("dciodvfy")
    if program is None:
        pytest.skip("no dciodvfy here (Debian's package dicom3tools)")
    # It goes back and forth in what it reads: a pipe won't do.
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        said = subprocess.run([program], stdin=file, capture_output=True, check=False)
    lines = (said.stdout + said.stderr).decode().splitlines()
    assert "Segmentation" in lines
    return [line for line in lines if line.startswith("Error")]


def test_dciodvfy_finds_no_error():
    assert complaints(seg_file(made(), ct(), include_name=True)) == []
    assert complaints(seg_file(made(), ct())) == []


def test_a_sample_of_a_real_scanner_comes_back_too():
    """512 x 512 pixels of the bundled sample; a ball in its middle, a slab of liver around it."""
    series = load_series([SAMPLES / "malignant"])
    z, y, x = np.ogrid[: series.n_slices, :512, :512]
    voxels = np.zeros(series.volume.shape, np.uint8)
    voxels[10:40, 150:350, 100:300] = 1
    voxels[(z - 25) ** 2 * 17.4 + (y - 250) ** 2 * 0.55 + (x - 200) ** 2 * 0.55 < 400] = 6
    of_real = made(annotation=Annotation(voxels, (Finding(5, kind="metastasis"),)))
    content = seg_file(of_real, series)
    assert complaints(content) == []
    found = read_back(content, series)
    assert (found.voxels == voxels).all()
    assert found.findings == (Finding(5, kind="metastasis"),)


def test_another_reader_finds_the_segments_where_they_are():
    series = ct()
    content = pydicom.dcmread(io.BytesIO(seg_file(made(), series)))
    segmentation = highdicom.seg.Segmentation.from_dataset(content)
    labels = [one.SegmentLabel for one in segmentation.SegmentSequence]
    assert labels == [
        "Liver",
        "Lesion 3: hepatocellular carcinoma",
        "Not a lesion 7: vessel",
        "Lesion 9: benign-looking",
    ]
    types = [one.segmented_property_type.value for one in segmentation.SegmentSequence]
    assert types == ["10200004", "109841003", "59820001", "52988006"]
    uids = [one.sop_instance_uid for one in series.instances[1:4]]
    pixels = segmentation.get_pixels_by_source_instance(uids)
    voxels = annotation().voxels[1:4]
    assert (pixels[..., 0] == (voxels == 1)).all()
    assert (pixels[..., 1] == (voxels == voxel_of(3))).all()
    assert (pixels[..., 3] == (voxels == voxel_of(9))).all()


def test_it_names_nobody_unless_asked():
    content = seg_file(made(), ct())
    assert b"DOE^JANE" not in content
    assert b"ID-4711" not in content
    named = pydicom.dcmread(io.BytesIO(seg_file(made(), ct(), include_name=True)))
    assert (str(named.PatientName), named.PatientID) == ("DOE^JANE", "ID-4711")
    # The note is free text: it may name anybody.
    assert b"Washout" not in content
    assert b"Research use only" in content


def test_equal_content_is_the_same_object_and_any_change_a_new_one():
    series = ct()
    content = seg_file(made(), series)
    assert seg_file(made(), ct()) == content
    first = pydicom.dcmread(io.BytesIO(content))
    assert first.SOPInstanceUID.startswith("2.25.")
    assert (first.ContentDate, first.ContentTime) == ("20260301", "123005")
    later = pydicom.dcmread(io.BytesIO(seg_file(made(version=3), series)))
    assert later.SOPInstanceUID != first.SOPInstanceUID
    assert later.SeriesInstanceUID == first.SeriesInstanceUID
    tracked = [one.TrackingUID for one in first.SegmentSequence]
    assert [one.TrackingUID for one in later.SegmentSequence] == tracked
    assert len(set(tracked)) == 4
    other = made(reader="user-00000000000000be")
    theirs = pydicom.dcmread(io.BytesIO(seg_file(other, series)))
    # What the model outlined first, and the liver, are the same for all readers.
    same = [a == b.TrackingUID for a, b in zip(tracked, theirs.SegmentSequence, strict=True)]
    assert same == [True, True, False, False]


def test_what_has_no_dicom_is_refused():
    with raises(UsageError, "no_dicom_to_refer_to"):
        seg_file(made(), replace(ct(), instances=()))
    tags = replace(ct().tags, frame_of_reference_uid="")
    with raises(UsageError, "no_dicom_to_refer_to"):
        seg_file(made(), replace(ct(), tags=tags))
    frames = tuple(replace(one, frame_number=n) for n, one in enumerate(ct().instances, start=1))
    with raises(UsageError, "multi_frame"):
        seg_file(made(), replace(ct(), instances=frames))


def test_nothing_outlined_is_refused():
    empty = Annotation(np.zeros(SHAPE, np.uint8), (Finding(1),))
    with raises(UsageError, "nothing_outlined"):
        seg_file(made(annotation=empty), ct())


def test_lesions_alone_can_be_written(tmp_path):
    voxels = np.zeros(SHAPE, np.uint8)
    voxels[2, 3, 4] = voxel_of(5)
    alone = made(annotation=Annotation(voxels, (Finding(5),)))
    series = ct()
    content = MemoryFile("annotation.dcm", seg_file(alone, series))
    found = read_annotation(content, series)
    assert (found.annotation.voxels == voxels).all()
    assert [note.code for note in found.notes] == ["liver_not_outlined"]


def test_a_slice_sent_again_elsewhere_is_another_grid():
    content = seg_file(made(), ct())
    with raises(InputError, "another_grid", "annotation.dcm"):
        read_back(content, ct((3.0, 8.0, 13.0, 18.0, 23.0)))
    with raises(InputError, "other_frame_of_reference"):
        read_back(content, ct(FrameOfReferenceUID="1.2.3.44"))
    with raises(InputError, "other_patient"):
        read_back(seg_file(made(), ct(), include_name=True), ct(PatientID="ANOTHER"))


def test_anyones_segments_become_findings_by_what_they_are(tmp_path):
    """Two segments of 4 x 6 pixels: a liver, and lesions in two parts."""
    lesion = np.zeros((4, 6), np.uint8)
    lesion[0, 0:2], lesion[3, 4:6] = 1, 1
    lesion[3, 3] = 1
    path = save(
        tmp_path / "seg.dcm",
        [segment(1, "Liver"), segment(2, "Lesions"), segment(3, "Spleen")],
        [frame(1, 0.0), frame(2, 0.0), frame(3, 0.0)],
        np.stack([np.ones((4, 6), np.uint8), lesion, np.ones((4, 6), np.uint8)]),
    )
    series = load_series([MemoryFile(f"{z}.dcm", to_bytes(ct_slice(5.0 * z))) for z in range(2)])
    found = read_annotation(path, series)
    assert found.annotation.voxels[0].tolist() == [
        [3, 3, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 1],
        [1, 1, 1, 1, 1, 1],
        [1, 1, 1, 2, 2, 2],
    ]
    assert not found.annotation.voxels[1].any()
    assert [one.number for one in found.annotation.findings] == [1, 2]
    assert [note.code for note in found.notes] == ["segments_unused"]
