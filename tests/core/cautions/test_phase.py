import numpy as np
import pytest

from core.cautions import Caution, sentences
from core.cautions.aorta import aorta_hu
from core.cautions.consensus import agreed_hu
from core.cautions.levels import Levels, liver_levels
from core.cautions.phase import Phase, measure_phase, phase_cautions, phase_of
from core.cautions.spine import canal_centre
from core.cautions.spleen import spleen_hu
from tests.core.known_network import hu_series

#: Millimetres of a level's pixel: what follows is drawn on levels of 200 x 220 pixels.
MM = 1.5
CANAL = (130.0, 110.0)


def disc(centre_mm, radius_mm, shape=(200, 220)):
    """Pixels within a radius of a point given in mm to the front and to the left of the canal."""
    rows, columns = np.indices(shape)
    front, left = centre_mm
    away = np.hypot((CANAL[0] - rows) * MM - front, (columns - CANAL[1]) * MM - left)
    return away <= radius_mm


def drawn_levels(*, liver=110.0, aorta=160.0, spleen=120.0, n=4):
    """A round body of fat: vertebra and arch about a canal, aorta, vena cava, liver, spleen."""
    hu = np.full((200, 220), -1000.0, np.float32)
    hu[disc((45, 0), 135)] = -100
    organ = disc((60, -70), 45)
    hu[organ] = liver
    hu[disc((30, 90), 28)] = spleen
    hu[disc((0, 0), 16)] = 400
    hu[disc((32, 0), 18)] = 400
    hu[disc((32, 0), 15)] = 180
    hu[disc((0, 0), 8)] = 30
    hu[disc((52, -32), 11)] = 150
    if aorta is not None:
        hu[disc((58, 8), 11)] = aorta
    return Levels(np.stack([hu] * n), np.stack([organ] * n), 110.0)


def test_the_canal_is_the_dark_disc_in_the_ring_of_bone():
    assert canal_centre(drawn_levels()) == pytest.approx(CANAL, abs=1.5)


def test_without_bone_there_is_no_canal():
    levels = drawn_levels()
    levels.hu[levels.hu > 60] = 60
    assert canal_centre(levels) is None


@pytest.mark.parametrize("hu", [40.0, 160.0, 350.0])
def test_the_aorta_is_the_round_disc_in_front(hu):
    # The vena cava at 150 HU, as round, lies farther right than it may.
    assert aorta_hu(drawn_levels(aorta=hu), CANAL) == pytest.approx(hu, abs=2)


def test_no_disc_no_aorta():
    assert aorta_hu(drawn_levels(aorta=None), CANAL) is None


@pytest.mark.parametrize("hu", [52.0, 120.0])
def test_the_spleen_is_the_large_even_piece_at_the_left(hu):
    assert spleen_hu(drawn_levels(spleen=hu), CANAL) == pytest.approx(hu, abs=1)


def test_what_is_thin_at_the_side_is_no_spleen():
    levels = drawn_levels(spleen=-100.0)
    levels.hu[:, 60:140, 200:206] = 55  # a muscle of 9 mm
    assert spleen_hu(levels, CANAL) is None


@pytest.mark.parametrize(
    ("found", "hu"),
    [
        ([160.0, 158.0, None, 300.0], 160.0),
        ([160.0, None, None, None, None], None),  # on one level of five
        ([60.0, 160.0, 260.0, 360.0], None),  # no two agree
        ([None, None], None),
        ([], None),
    ],
)
def test_levels_must_agree(found, hu):
    assert agreed_hu(found) == hu


@pytest.mark.parametrize(
    ("liver", "aorta", "spleen", "phase"),
    [
        (61, 40, 52, "non-contrast"),
        (110, 160, 120, "portal-venous"),
        (54, 357, 103, "arterial"),
        (95, 215, 130, "arterial"),
        (120, 215, 140, "portal-venous"),  # 95 HU above the liver only
        (49, 148, 118, "dark liver"),
        (105, None, None, "portal-venous"),
        (60, None, 50, "non-contrast"),
        (60, None, 115, "dark liver"),
        (60, None, None, "unclear"),
    ],
)
def test_the_phase_that_three_organs_speak_for(liver, aorta, spleen, phase):
    assert phase_of(liver, aorta, spleen) == phase


@pytest.mark.parametrize(
    ("phase", "code", "severity", "sentence"),
    [
        (
            Phase("non-contrast", 61, 40, 52),
            "non_contrast",
            "stop",
            sentences.non_contrast("aorta", 40, 61, header_names_agent=False),
        ),
        (
            Phase("non-contrast", 61, None, 52),
            "non_contrast",
            "stop",
            sentences.non_contrast("spleen", 52, 61, header_names_agent=False),
        ),
        (
            Phase("arterial", 54, 357, 103),
            "other_phase",
            "stop",
            sentences.arterial("aorta", 357, 54),
        ),
        (
            Phase("dark liver", 49, 148, 118),
            "other_phase",
            "note",
            sentences.dark_liver("aorta", 148, 49),
        ),
        (
            Phase("unclear", 60, None, None),
            "other_phase",
            "stop",
            sentences.unclear_phase(60, header_names_agent=False),
        ),
    ],
)
def test_what_is_said_of_a_phase(phase, code, severity, sentence):
    assert phase_cautions(phase, "") == [Caution(code, sentence, severity)]


def test_of_a_portal_venous_series_nothing_is_said():
    assert phase_cautions(Phase("portal-venous", 110, 160, 120), "") == []


def test_a_header_that_names_an_agent_is_contradicted_in_words():
    (caution,) = phase_cautions(Phase("non-contrast", 61, 40, 52), "IOHEXOL")
    told = sentences.non_contrast("aorta", 40, 61, header_names_agent=True)
    assert caution.sentence == told != sentences.non_contrast("aorta", 40, 61, False)


@pytest.mark.parametrize("flip", [False, True])
def test_a_whole_series_in_either_orientation(flip):
    levels = drawn_levels(aorta=40.0, liver=60.0, spleen=50.0)
    mask = levels.liver.astype(np.uint8)
    hu = levels.hu
    directions = {}
    if flip:  # rows run to the front, columns to the right
        hu, mask = hu[:, ::-1, ::-1], mask[:, ::-1, ::-1]
        directions = {
            "row_direction": (-1.0, 0.0, 0.0),
            "column_direction": (0.0, -1.0, 0.0),
        }
    series = hu_series(hu, (5.0, MM, MM), **directions)
    assert liver_levels(series, mask).hu.shape == (4, 200, 220)
    phase = measure_phase(series, mask)
    assert phase.name == "non-contrast"
    assert (phase.liver_hu, phase.aorta_hu, phase.spleen_hu) == pytest.approx((60, 40, 50), abs=2)


def test_without_liver_nothing_is_measured():
    phase = measure_phase(hu_series(np.zeros((2, 8, 8))), np.zeros((2, 8, 8), np.uint8))
    assert phase == Phase("unclear", None, None, None)
    assert phase_cautions(phase, "") == []
