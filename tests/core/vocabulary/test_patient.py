from core.lesions import LiverBurden
from core.risk import PatientRisk
from core.vocabulary.patient import liver_text, outside_text, probability, sizes_text, verdict_text
from tests.core.worklist.made_records import some_record


def test_the_number_beside_a_verdict_is_p_malignant_whatever_the_category():
    normal = PatientRisk(0.7, 0.0, 0.3, "normal", "by hand")
    assert verdict_text(normal) == "p(malignant) 0.30"
    ranged = PatientRisk(0.7, 0.0, 0.3, "normal", "", interval={"malignant": (0.2, 0.4)})
    assert verdict_text(ranged) == "p(malignant) 0.30 (0.20–0.40)"


def test_a_record_of_the_worklist_says_the_same():
    assert verdict_text(some_record()) == "p(malignant) 0.70 (0.60–0.80)"
    assert probability(some_record(), "benign") == "0.20 (0.10–0.30)"
    assert probability(some_record(interval=None), "benign") == "0.20"


def test_liver_and_burden_in_words():
    assert liver_text(LiverBurden(1480.2, 31.0, 2.1)) == "liver 1,480 mL, burden 2.1 %"
    assert liver_text(LiverBurden(1480.2, 0.0, 0.0)) == "liver 1,480 mL"
    assert liver_text(LiverBurden(0.0, 0.0, 0.0)) == ""
    assert liver_text(some_record()) == "liver 1,500 mL, burden 1.0 %"


def test_what_stands_beside_scores_and_beside_sizes():
    outside = some_record(category="not_assessable", reasons=("noise",))
    assert (outside_text(outside), sizes_text(outside.reasons)) == (
        "outside the model's reach",
        "",
    )
    wrong = some_record(category="not_assessable", reasons=("noise", "sizes_implausible"))
    assert outside_text(wrong) == "outside the model's reach; sizes can't be trusted"
    assert sizes_text(wrong.reasons) == "sizes can't be trusted"
    assert outside_text(some_record()) == ""
