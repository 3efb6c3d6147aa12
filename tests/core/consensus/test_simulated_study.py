"""Three readers of a phantom, with known errors, through a whole study in the store.

The truth is a phantom's mask. Anna draws it as it is, Bert draws every lesion one voxel too wide on
each slice and takes one for a vessel, Cleo misses the smallest lesion and calls the largest a cyst.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import SimpleITK
from scipy import ndimage

from core.agreement import lesion_groups, series_agreement
from core.annotation import LIVER, Annotation, Finding, voxel_of
from core.bounding_box import bounding_box
from core.consensus import consensus
from core.consensus.estimate import staple
from core.labels import LESION_CODES, LIVER_CODE
from core.lesions import lesion_numbers
from core.phantom import make_phantom
from core.worklist import Store, StudySeries
from core.worklist.studies import submitted_by
from core.worklist.study import visible_to

OWNER, ANNA, BERT, CLEO, DORA = "owner", "anna", "bert", "cleo", "dora"
#: Widens by one voxel in the plane.
CROSS = ndimage.generate_binary_structure(2, 1)[None]


@pytest.fixture(scope="module")
def phantom():
    made = make_phantom("malignant", n_slices=24, size=128, seed=31)
    assert len(np.unique(lesion_numbers(made.mask, made.series))) - 1 >= 3
    return made


@pytest.fixture(scope="module")
def truth(phantom) -> Annotation:
    numbers = lesion_numbers(phantom.mask, phantom.series)
    voxels = np.where(phantom.mask >= LIVER_CODE, LIVER, 0).astype(np.uint8)
    lesion = phantom.mask >= min(LESION_CODES)
    voxels[lesion] = numbers[lesion] + voxel_of(0)
    findings = tuple(Finding(n, kind="metastasis") for n in range(1, int(numbers.max()) + 1))
    return Annotation(voxels, findings)


@pytest.fixture(scope="module")
def readings(truth) -> dict[str, Annotation]:
    count = len(truth.findings)
    wide = truth.voxels.copy()
    for number in range(1, count + 1):
        grown = ndimage.binary_dilation(truth.voxels == voxel_of(number), CROSS)
        wide[grown & (wide == LIVER)] = voxel_of(number)
    vessel = tuple(
        replace(one, rejected="vessel") if one.number == 2 else one for one in truth.findings
    )
    fewer = truth.voxels.copy()
    fewer[fewer == voxel_of(count)] = LIVER
    cyst = tuple(
        replace(one, kind="cyst") if one.number == 1 else one for one in truth.findings[:-1]
    )
    return {
        ANNA: truth,
        BERT: Annotation(wide, vessel),
        CLEO: Annotation(fewer, cyst),
    }


@pytest.fixture
def store(tmp_path, monkeypatch) -> Store:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    store = Store.open(tmp_path / "worklist.sqlite3")
    yield store
    store.close()


def test_from_the_first_reader_to_the_arbiter(store, phantom, truth, readings):
    count = len(truth.findings)
    series = phantom.series
    digest = store.key.series_digest(series.uid)
    study = store.studies.create(
        "Phantom",
        OWNER,
        [StudySeries(digest, "0" * 16, series.n_slices, series.volume.shape, series.spacing_mm)],
    )
    for reader in readings:
        study = store.studies.join(study.id, reader)
    # Each works blind, and saves twice.
    for reader, annotation in readings.items():
        said = submitted_by(store.annotated(study.id)).get(digest, set())
        assert visible_to(study, reader, said) == {reader}
        store.save_annotation(digest, reader, annotation, base=0, study=study.id)
        store.save_annotation(digest, reader, annotation, base=1, study=study.id, submitted=True)
    said = submitted_by(store.annotated(study.id))[digest]
    assert visible_to(study, ANNA, said) == {ANNA, BERT, CLEO}
    kept = {
        reader: store.annotation(digest, reader, study=study.id).annotation
        for reader in study.readers
    }
    for reader, annotation in kept.items():
        assert np.array_equal(annotation.voxels, readings[reader].voxels)
    found = series_agreement(kept, study.series[0].spacing_mm)
    _check_agreement(found, count)
    _check_majority(consensus(kept, "majority"), truth, count)
    _check_staple(consensus(kept, "staple"), kept, truth)
    # The arbiter sees all, decides for the truth, and it stands.
    study = store.studies.join(study.id, DORA, "arbiter")
    assert visible_to(study, DORA, said) == {ANNA, BERT, CLEO, DORA}
    store.save_annotation(digest, DORA, truth, base=0, study=study.id, submitted=True)
    arbiter = store.annotation(digest, DORA, study=study.id).annotation
    made = consensus(kept, "arbiter", arbiter=arbiter)
    assert np.array_equal(made.annotation.voxels, truth.voxels)
    assert len(store.annotation_versions(digest, study=study.id)) == 7


def _check_agreement(found, count: int) -> None:
    """Two of the places are split two to one, on the others all agree."""
    assert len(found.lesions) == count
    is_lesion = found.rating("is_lesion")
    share = (count - 2 + 2 / 3) / count
    yes = (3 * count - 2) / (3 * count)
    expected = yes**2 + (1 - yes) ** 2
    assert is_lesion.percent == pytest.approx(share)
    assert is_lesion.kappa == pytest.approx((share - expected) / (1 - expected))
    # Of the lesions that all three call one, they differ on the kind of the largest.
    kind = found.rating("kind")
    assert (kind.n, kind.n_left_out) == (count - 2, 2)
    assert kind.percent == pytest.approx((count - 3 + 1 / 3) / (count - 2))
    assert [one.about for one in found.disagreements][:3] == ["is_lesion", "is_lesion", "looks"]
    assert [pair.dice for pair in found.liver_pairs] == [1.0, 1.0, 1.0]


def _check_majority(made, truth: Annotation, count: int) -> None:
    """Anna and Cleo, or Anna and Bert, outvote each error: what comes out is the truth."""
    assert [one.outcome for one in made.decisions] == ["lesion"] * count
    assert {one.kind for one in made.annotation.findings} == {"metastasis"}
    lesion = truth.mask() >= min(LESION_CODES)
    assert np.array_equal(made.annotation.mask() >= min(LESION_CODES), lesion)
    # Open are the voxels that Bert alone drew around the lesion that Cleo missed: one of two.
    assert not (made.uncertain & lesion).any()
    assert made.uncertain.any()


def _check_staple(made, kept: dict[str, Annotation], truth: Annotation) -> None:
    """Each lesion that all three outlined is SimpleITK's, and Bert is the one who is too wide."""
    checked = 0
    for group in lesion_groups(kept):
        if len(group.callers) < 3:
            continue
        masks = [
            np.pad(np.isin(one.voxels[group.box], [voxel_of(n) for n in group.findings[r]]), 1)
            for r, one in kept.items()
        ]
        theirs = SimpleITK.STAPLEImageFilter()
        theirs.SetForegroundValue(1)
        images = [SimpleITK.GetImageFromArray(mask.astype(np.uint8)) for mask in masks]
        expected = SimpleITK.GetArrayFromImage(theirs.Execute(images))
        assert np.abs(staple(masks).probability - expected).max() < 1e-3
        number = next(one.number for one in made.decisions if one.group.number == group.number)
        inside = made.annotation.voxels[group.box] == voxel_of(number)
        assert np.array_equal(inside, expected[1:-1, 1:-1, 1:-1] >= 0.5)
        checked += 1
    assert checked == len(truth.findings) - 2
    lesions = made.performance["lesions"]
    box = bounding_box(np.any([one.voxels > LIVER for one in kept.values()], axis=0), margin=1)
    assert box is not None
    assert lesions[BERT].specificity < lesions[ANNA].specificity
    assert lesions[CLEO].sensitivity < lesions[ANNA].sensitivity
