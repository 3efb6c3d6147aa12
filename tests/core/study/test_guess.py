import pytest

from core.cautions import Phase
from core.series import SeriesTags
from core.study import Seen, guess_phases

PORTAL_LEVELS = Phase("portal-venous", 110.0, 160.0, 120.0)


def seen(uid="1", levels=None, **tags) -> Seen:
    return Seen(uid, SeriesTags(**tags), levels)


def guess(*series: Seen, **said: str):
    return guess_phases(series, said)


def test_a_description_is_enough():
    (found,) = guess(seen(series_description="ABD LATE ARTERIAL 1.5")).values()
    assert (found.phase, found.sources) == ("arterial", ("description",))


@pytest.mark.parametrize(
    ("acquired", "phase"),
    [
        ("115900", "noncontrast"),
        ("120035", "arterial"),
        ("120110.5", "portal"),
        ("120500", "delayed"),
    ],
)
def test_seconds_after_the_contrast_agent(acquired, phase):
    (found,) = guess(seen(acquired_at=acquired, bolus_start="120000")).values()
    assert (found.phase, found.sources) == (phase, ("bolus",))


def test_between_two_phases_nobody_can_tell():
    (found,) = guess(seen(acquired_at="120050", bolus_start="120000")).values()
    assert found.phase == ""
    assert found.words[-1].code == "several_phases"


@pytest.mark.parametrize(
    ("levels", "phase"),
    [
        (Phase("non-contrast", 60.0, 40.0, 50.0), "noncontrast"),
        (Phase("arterial", 70.0, 310.0, 130.0), "arterial"),
        (PORTAL_LEVELS, ""),
        (Phase("unclear", 60.0, None, None), ""),
    ],
)
def test_levels_alone(levels, phase):
    (found,) = guess(seen(levels=levels)).values()
    assert found.phase == phase
    assert not found.is_contradicted


def test_levels_don_t_contradict_a_delayed_phase():
    (found,) = guess(seen(levels=PORTAL_LEVELS, series_description="delayed")).values()
    assert (found.phase, found.sources) == ("delayed", ("description", "levels"))


def test_where_sources_contradict_each_other_there_is_no_guess():
    (found,) = guess(seen(levels=PORTAL_LEVELS, series_description="arterial")).values()
    assert (found.phase, found.is_contradicted) == ("", True)
    assert found.words[-1].code == "sources_contradict"


def test_of_two_with_portal_venous_levels_the_later_one_is_delayed():
    first = seen("1", PORTAL_LEVELS, acquired_at="20260101120110")
    later = seen("2", PORTAL_LEVELS, acquired_at="20260101120300")
    found = guess(first, later)
    assert [found[uid].phase for uid in "12"] == ["portal", "delayed"]
    assert found["2"].sources == ("levels", "order")


def test_two_of_one_moment_have_no_order():
    first = seen("1", PORTAL_LEVELS, acquired_at="20260101120110")
    again = seen("2", PORTAL_LEVELS, acquired_at="20260101120112")
    assert {one.phase for one in guess(first, again).values()} == {""}


def test_a_person_has_the_last_word():
    found = guess_phases(
        [seen("1", series_description="arterial")], {"1": "portal", "9": "delayed"}
    )
    assert (found["1"].phase, found["1"].sources) == ("portal", ("person",))
    assert found["1"].is_of_person
    assert set(found) == {"1"}


def test_nothing_tells():
    (found,) = guess(seen(series_description="Abdomen")).values()
    assert (found.phase, found.sources, found.words[0].code) == ("", (), "nothing_tells")
