"""What the card says of the readers."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.agreement import pooled, series_agreement
from core.annotation import Finding
from core.training.readers.card import ceiling, readers_section
from core.training.readers.prepare import StudySlices
from tests.core.agreement.made import box, reading


def made(agreement) -> StudySlices:
    return StudySlices(
        Path("readers.npz"), None, "majority", agreement, n_series=1, subjects=[1_000_001]
    )


def test_the_readers_agreement_is_the_ceiling_and_nobody_is_named():
    a = reading((Finding(1), box((1, 2), (0, 4), (0, 4))))
    b = reading((Finding(1), box((1, 2), (0, 4), (0, 2))))
    agreement = pooled([series_agreement({"user-anna": a, "user-bert": b})])
    section = readers_section(made(agreement), {"n_subjects": 1})
    assert section["agreement"]["n_readers"] == 2
    assert section["agreement"]["outlines"]["lesions"]["dice"] == pytest.approx(2 / 3)
    assert ceiling(made(agreement)).code == "ceiling"
    assert "0.67" in section["ceiling"]
    assert "anna" not in str(section)


def test_without_two_readers_there_is_no_ceiling():
    section = readers_section(made(None), None)
    assert (section["agreement"], section["held_out"]) == (None, None)
    assert ceiling(made(None)).code == "no_ceiling"
