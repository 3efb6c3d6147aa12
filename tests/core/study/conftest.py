"""A phantom study of four phases, made once, with the true outlines of its third series."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from core.labels import BENIGN, BENIGN_CODE, MALIGNANT
from core.lesions import lesion_numbers
from core.phantom import PhaseStudy, make_phase_study
from core.study import Outlines, StudyCase, measure_study
from core.study.places import places_of

PORTAL = 2


def true_outlines(study: PhaseStudy) -> Outlines:
    """Of the portal-venous series, as if a model had outlined it without fault."""
    made = study.series[PORTAL]
    numbers = lesion_numbers(made.mask, made.series)
    found = range(1, int(numbers.max()) + 1)
    centres = np.round(ndimage.center_of_mass(numbers > 0, numbers, found)).astype(int)
    places = places_of(made.series, centres)
    of_truth = [
        min(study.lesions, key=lambda one: np.linalg.norm(np.subtract(one.centre_mm, place)))
        for place in places
    ]
    return Outlines(
        made.series,
        made.mask,
        numbers,
        {number: one.centre_mm for number, one in zip(found, of_truth, strict=True)},
        {
            number: BENIGN if one.code == BENIGN_CODE else MALIGNANT
            for number, one in zip(found, of_truth, strict=True)
        },
        {number: one.diameter_mm for number, one in zip(found, of_truth, strict=True)},
    )


@pytest.fixture(scope="session")
def study() -> PhaseStudy:
    """40 slices of 160 x 160."""
    return make_phase_study(n_slices=40, size=160, seed=3)


@pytest.fixture(scope="session")
def outlines(study) -> Outlines:
    return true_outlines(study)


@pytest.fixture(scope="session")
def case(study, outlines) -> StudyCase:
    """Measured: the portal-venous series first, then the others in the order of time."""
    others = [made.series for k, made in enumerate(study.series) if k != PORTAL]
    return measure_study(outlines, others)
