from core.comparison import Disagreement
from dashboard.components.charts.palette import looks
from dashboard.screens.compare import differences

ONE = Disagreement(
    slice_index=3,
    spread=0.6,
    distance=0.6,
    classes={"a": "malignant", "b": "benign"},
    p_malignant={"a": 0.8, "b": 0.2},
)
LOOKS = looks(["a", "b"])


def test_a_row_places_each_model_between_0_and_1():
    drawn = differences.row(ONE, LOOKS)
    assert "<b>4</b>" in drawn  # as people count
    assert f"left:80.0%;background:{LOOKS['a'].colour}" in drawn
    assert f"left:20.0%;background:{LOOKS['b'].colour}" in drawn
    assert "left:20.0%;width:60.0%" in drawn
    assert ">M</u>" in drawn
    assert ">B</u>" in drawn


def test_a_class_is_written_out_for_a_pointer_and_each_column_has_a_heading():
    drawn = differences.row(ONE, LOOKS)
    assert 'title="a: malignant-looking">M</u>' in drawn
    assert differences.head().count("</b>") + differences.head().count("</em>") == 2
    assert [word in differences.head() for word in ("Slice", "p(malignant)", "Apart", "Class")] == [
        True
    ] * 4


def test_the_slice_in_view_is_marked():
    assert "ll-here" in differences.row(ONE, LOOKS, here=True)
    assert "ll-here" not in differences.row(ONE, LOOKS)


def test_in_words():
    assert differences.describe(ONE) == (
        "Go to slice 4: a malignant-looking 0.80, b benign-looking 0.20"
    )
