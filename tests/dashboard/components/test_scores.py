from dashboard.components.scores import chips


def test_the_worst_class_comes_first():
    drawn = chips([0.02, 0.04, 0.94])
    assert drawn.index("Malignant-looking") < drawn.index("Benign-looking") < drawn.index("Normal")
    assert "<b>0.04</b>" in drawn
