from dashboard.state.slice_position import Places
from tests.dashboard.tiny_case import session_with


def entry_of_six():
    return session_with().entry


def test_the_first_slice_in_view_is_the_middle_one():
    assert Places().of(entry_of_six()) == 3


def test_a_jump_stays_within_the_series_and_is_told_from_the_one_before():
    places, entry = Places(), entry_of_six()
    places.jump(entry, 99)
    assert places.last_jump(entry) == {"slice": 5, "nonce": 1, "only_from": None}
    places.jump(entry, -1)
    assert places.last_jump(entry) == {"slice": 0, "nonce": 2, "only_from": None}


def test_an_offer_takes_along_who_is_still_where_the_series_opened():
    places, entry = Places(), entry_of_six()
    places.saw(entry, 3)  # the viewer tells of the slice it opened on
    places.offer(entry, 1, in_view=True)
    assert places.last_jump(entry) == {"slice": 1, "nonce": 1, "only_from": 3}
    # Asked for, the next one is followed from anywhere.
    places.jump(entry, 4)
    assert places.last_jump(entry) == {"slice": 4, "nonce": 2, "only_from": None}


def test_an_offer_leaves_a_reader_who_has_moved():
    places, entry = Places(), entry_of_six()
    places.saw(entry, 2)
    places.offer(entry, 1, in_view=True)
    assert places.last_jump(entry) == {"slice": 2, "nonce": 0, "only_from": None}


def test_an_offer_for_a_series_out_of_sight_moves_no_viewer():
    places, entry = Places(), entry_of_six()
    places.offer(entry, 1, in_view=False)
    assert places.last_jump(entry) == {"slice": 1, "nonce": 0, "only_from": None}


def test_of_a_closed_series_nothing_is_kept():
    places, entry = Places(), entry_of_six()
    places.jump(entry, 5)
    assert places.was_left(entry)
    places.forget(entry.key)
    assert not places.was_left(entry)
    assert places.of(entry) == 3
