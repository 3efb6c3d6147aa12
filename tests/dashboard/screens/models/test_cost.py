from dashboard.screens.models.cost import megabytes, speeds_of, where_timed
from tests.dashboard.screens.models.measured import SPEED, measured_card
from tests.dashboard.tiny_case import CARD

HERE = {**SPEED, "analyses": 0, "n_slices": 240}


def where(cards, here):
    return where_timed(speeds_of(cards, here)).code


def test_it_is_said_where_the_times_come_from():
    a, b = measured_card("a"), measured_card("b")
    other = {**SPEED, "machine": {"processor": "Slow CPU", "threads": 1}}
    assert where({"known": CARD}, {}) == "speed_not_measured"
    assert where({"a": a, "b": b}, {}) == "speed_as_stated"
    c = measured_card("c", speed=other)
    assert where({"a": a, "c": c}, {}) == "speed_on_different_machines"
    assert where({"a": a, "c": c}, {a.sha256: HERE}) == "speed_partly_measured_here"
    both = {a.sha256: HERE, c.sha256: HERE}
    assert where({"a": a, "c": c}, both) == "speed_measured_here"


def test_a_card_cannot_pass_for_this_machine():
    card = measured_card(speed={**SPEED, "analyses": 1, "n_slices": 9})
    assert speeds_of({"a": card}, {}) == {"a": SPEED}


def test_the_size_of_the_file_itself_or_else_the_cards(tmp_path):
    card = measured_card()
    assert megabytes(card) == 9.1
    file = tmp_path / "w.pth"
    file.write_bytes(b"0" * 2_000_000)
    assert megabytes(type(card)("a", "b", file, card.sha256, card.card)) == 2.0
    assert megabytes(CARD) is None
