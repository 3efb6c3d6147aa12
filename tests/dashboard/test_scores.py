from dashboard.scores import bars


def test_the_worst_class_comes_first_and_bars_are_as_long_as_their_share():
    drawn = bars([0.02, 0.04, 0.94])
    assert drawn.index("Malignant-looking") < drawn.index("Benign-looking") < drawn.index("Normal")
    assert "width:94.0%" in drawn
    assert "<b>0.04</b>" in drawn
