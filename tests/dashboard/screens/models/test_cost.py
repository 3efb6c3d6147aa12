from dashboard.screens.models.cost import machine_text, megabytes, speeds_of, where_timed
from tests.dashboard.screens.models.measured import SPEED, measured_card
from tests.dashboard.tiny_case import CARD


def where(cards, here):
    return where_timed(speeds_of(cards, here), here, cards)


def test_it_is_said_where_the_times_come_from():
    a, b = measured_card("a"), measured_card("b")
    other = {**SPEED, "machine": {"processor": "Slow CPU", "threads": 1}}
    assert "not measured" in where({"known": CARD}, {})
    assert "as the cards state, measured on Fast CPU, 2 threads" in where({"a": a, "b": b}, {})
    c = measured_card("c", speed=other)
    assert "on different machines: measure here" in where({"a": a, "c": c}, {})
    assert "partly measured here" in where({"a": a, "c": c}, {a.sha256: SPEED})
    both = {a.sha256: SPEED, c.sha256: SPEED}
    assert "measured on this machine just now" in where({"a": a, "c": c}, both)


def test_a_busy_machine_is_called_busy():
    machine = {"processor": "Fast CPU", "threads": 1, "load": 3.2}
    said = machine_text({"machine": machine, "engine": "onnx"})
    assert said == "Fast CPU, 1 thread, onnx, while busy (load 3.2)"
    assert machine_text({}) == ""


def test_the_size_of_the_file_itself_or_else_the_cards(tmp_path):
    card = measured_card()
    assert megabytes(card) == 9.1
    file = tmp_path / "w.pth"
    file.write_bytes(b"0" * 2_000_000)
    assert megabytes(type(card)("a", "b", file, card.sha256, card.card)) == 2.0
    assert megabytes(CARD) is None
