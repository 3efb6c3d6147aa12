"""One reader's outlines as mask codes."""

from __future__ import annotations

import numpy as np

from core.annotation import LIVER, NOTHING, Annotation, Finding, voxel_of


def test_the_kind_decides_the_code_and_a_rejected_finding_is_liver():
    voxels = np.array([[[NOTHING, LIVER, voxel_of(1), voxel_of(2), voxel_of(3)]]], np.uint8)
    findings = (
        Finding(1, kind="cyst", looks="malignant"),
        Finding(2, kind="metastasis", looks="benign"),
        Finding(3, kind="hcc", rejected="vessel"),
    )
    assert Annotation(voxels, findings).mask().tolist() == [[[0, 1, 2, 3, 1]]]


def test_an_unknown_kind_follows_what_it_looks_like():
    voxels = np.array([[[voxel_of(1), voxel_of(2)]]], np.uint8)
    findings = (Finding(1, looks="benign"), Finding(2, kind="other", looks="malignant"))
    assert Annotation(voxels, findings).mask().tolist() == [[[2, 3]]]
