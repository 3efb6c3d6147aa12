import numpy as np
import pytest

from core.dicom.reference_mask import ReferenceMask
from dashboard.components.charts.palette import looks
from dashboard.screens.compare import images
from dashboard.screens.compare.choice import NO_HEAT
from dashboard.screens.compare.comparing import comparison_of
from tests.dashboard.screens.compare.two_models import CARDS, OTHER_CARD, two_model_session
from tests.dashboard.tiny_case import CARD

LOOK = looks(CARDS)


def pane(session, card):
    return images.model_pane(session, session.opened, card, LOOK[card.name], NO_HEAT)


@pytest.mark.usefixtures("small_livers")
def test_a_model_that_has_analysed_shows_its_outlines_and_scores():
    shown = pane(two_model_session(), CARD)
    assert shown.title == CARD.name
    assert shown.mask_url.startswith("/volumes/")
    assert shown.findings["patient"]["category"] == "malignant"
    assert shown.note == ""


def test_one_that_has_not_shows_the_ct_alone():
    shown = pane(two_model_session(analysed=1), OTHER_CARD)
    assert (shown.mask_url, shown.findings) == (None, None)
    assert shown.note == "not analysed yet"


def test_the_reference_has_a_pane_of_its_own():
    session = two_model_session()
    assert images.reference_panes(session.opened) == []
    codes = np.ones(session.opened.series.volume.shape, np.uint8)
    session.opened.reference = ReferenceMask("truth.nii.gz", codes)
    (shown,) = images.reference_panes(session.opened)
    assert (shown.title, shown.note) == ("Reference", "truth.nii.gz")
    assert shown.mask_url
    assert shown.is_reference
    assert not pane(session, CARD).is_reference


def test_slices_of_different_class():
    session = two_model_session()
    comparison = comparison_of(session.opened, list(CARDS.values()), None)
    assert images.differing(comparison) == [3, 4]
    assert images.differing(None) == []
