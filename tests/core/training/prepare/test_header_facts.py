"""Phase and slice thickness as a series' header has them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.training.prepare.header_facts import phase_of, thickness_mm
from tests.core.known_network import hu_series


def series(spacing=(5.0, 1.5, 1.5), n_slices=3, **tags):
    return hu_series(np.zeros((n_slices, 4, 4)), spacing, **tags)


@pytest.mark.parametrize(
    ("description", "phase"),
    [
        ("Portal venous (synthetic)", "portal"),
        ("ABD_PORTAL_3MM", "portal"),
        ("Abdomen venös 5.0", "portal"),
        ("LIVER ARTERIAL 2.5", "arterial"),
        ("Abd art. 3.0 B30f", "arterial"),
        ("Non-contrast abdomen", "noncontrast"),
        ("W/O CONTRAST", "noncontrast"),
        ("Abdomen nativ", "noncontrast"),
        ("5 min delayed", "delayed"),
        ("arterial + portal", ""),
        ("Thin cuts, heart, partial", ""),
        ("", ""),
    ],
)
def test_the_phase_that_a_description_names(description, phase):
    assert phase_of(series(series_description=description)) == phase


def test_a_contrast_agent_alone_names_no_phase():
    assert phase_of(series(contrast_agent="Iomeprol")) == ""


def test_the_thickness_is_the_stated_one_or_the_distance():
    assert thickness_mm(series(slice_thickness_mm=3.0)) == 3.0
    assert thickness_mm(series()) == 5.0
    assert math.isnan(thickness_mm(series(spacing=(1.0, 1.0, 1.0))))
    assert math.isnan(thickness_mm(series(n_slices=1)))
