from core.vocabulary.patient import P_CLASS
from dashboard.components.scores import chips


def test_each_probability_is_named_the_gravest_first():
    drawn = chips([0.02, 0.04, 0.94])
    assert drawn.index("p(malignant)") < drawn.index("p(benign)") < drawn.index("p(normal)")
    assert "p(benign) <b>0.04</b>" in drawn
    assert "probability that the slice is benign" in drawn


def test_a_patient_is_no_slice():
    drawn = chips([0.7, 0.0, 0.3], [(0.6, 0.8), (0.0, 0.1), (0.2, 0.4)], of=P_CLASS)
    assert "probability that the patient is normal" in drawn
    assert "p(malignant) <b>0.30</b> <em>(0.20–0.40)</em>" in drawn
