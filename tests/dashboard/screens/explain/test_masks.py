import numpy as np

from core.dicom.reference_mask import ReferenceMask
from dashboard.screens.explain.masks import mask_of
from tests.dashboard.tiny_case import CARD, session_with


def test_heat_is_measured_against_the_best_mask_there_is():
    assert mask_of(session_with().opened, CARD, 3).codes is None
    opened = session_with(analysed=True).opened
    analysed = mask_of(opened, CARD, 3)
    assert (analysed.source, analysed.codes.max()) == ("analysis", 3)
    codes = np.full(opened.series.volume.shape, 2, np.uint8)
    opened.reference = ReferenceMask("drawn.dcm", codes)
    given = mask_of(opened, CARD, 3)
    assert (given.source, given.words) == ("reference", "the reference mask drawn.dcm")
    assert given.codes.tolist() == codes[3].tolist()
