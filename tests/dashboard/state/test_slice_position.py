from dashboard.state.slice_position import Jumps, SlicePosition


def last(jumps: Jumps, position: SlicePosition) -> tuple:
    jump = jumps.last(position)
    return jump["slice"], jump["nonce"], jump["only_from"]


def test_the_first_slice_in_view_is_the_middle_one():
    assert SlicePosition(6).index == 3


def test_a_jump_stays_within_the_series_and_is_told_from_the_one_before():
    jumps, position = Jumps(), SlicePosition(6)
    jumps.jump(position, 99)
    assert last(jumps, position) == (5, 1, None)
    jumps.jump(position, -1)
    assert last(jumps, position) == (0, 2, None)


def test_a_jump_names_the_lesion_to_mark():
    assert Jumps().last(SlicePosition(6), 2)["lesion"] == 2


def test_an_offer_moves_a_reader_who_is_still_where_the_series_opened():
    jumps, position = Jumps(), SlicePosition(6)
    position.saw(3)  # the viewer tells of the slice it opened on
    jumps.offer(position, 1, in_view=True)
    assert last(jumps, position) == (1, 1, 3)
    # A jump that was asked for is followed from anywhere.
    jumps.jump(position, 4)
    assert last(jumps, position) == (4, 2, None)


def test_an_offer_leaves_a_reader_who_has_moved():
    jumps, position = Jumps(), SlicePosition(6)
    position.saw(2)
    jumps.offer(position, 1, in_view=True)
    assert last(jumps, position) == (2, 0, None)


def test_an_offer_for_a_series_out_of_view_moves_no_viewer():
    jumps, position = Jumps(), SlicePosition(6)
    jumps.offer(position, 1, in_view=False)
    assert last(jumps, position) == (1, 0, None)
