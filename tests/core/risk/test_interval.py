import numpy as np
import pytest

from core.risk import PatientRisk, PatientSettings, between_models, bounds, with_interval
from core.risk.sentences import crosses_between_models, crosses_under_changes


def risk(malignant, benign=0.0, category=""):
    return PatientRisk(1 - malignant - benign, benign, malignant, category, "by hand")


def test_bounds_are_the_lowest_and_the_highest_of_each_element():
    low, high = bounds([np.array([[0.1, 0.9]]), np.array([[0.3, 0.7]]), np.array([[0.2, 0.8]])])
    assert low.tolist() == [[0.1, 0.7]]
    assert high.tolist() == [[0.3, 0.9]]


def test_the_interval_holds_the_answer_and_those_of_the_changed_images():
    sure = with_interval(risk(0.8), [risk(0.7), risk(0.9, 0.05)])
    assert sure.p_malignant == 0.8
    assert sure.interval["malignant"] == (0.7, 0.9)
    assert sure.interval["benign"] == (0.0, 0.05)
    assert sure.interval["normal"] == pytest.approx((0.05, 0.3))
    assert (sure.needs_review, sure.review_reason) == (False, "")


def test_a_threshold_within_the_interval_needs_review():
    unsure = with_interval(risk(0.6), [risk(0.45)])
    assert unsure.needs_review
    assert unsure.review_reason == crosses_under_changes("malignant", 0.45, 0.60, 0.5)
    assert unsure.review_reason.code == "crosses_under_changes"
    assert "0.45–0.60" in unsure.review_reason


def test_thresholds_of_classes_after_a_settled_one_do_not_count():
    # Malignant from 0.3 on: settled, although p(benign) crosses 0.5.
    settings = PatientSettings(thresholds={"malignant": 0.3, "benign": 0.5, "normal": 0.5})
    patients = risk(0.4, 0.55), [risk(0.45, 0.45)]
    assert not with_interval(*patients, settings).needs_review
    # With 0.5 for malignant it is not settled, and p(benign) decides.
    reason = with_interval(*patients).review_reason
    assert reason == crosses_under_changes("benign", 0.45, 0.55, 0.5)


def test_normal_or_indeterminate_is_a_question_too():
    unsure = with_interval(risk(0.3, 0.1), [risk(0.3, 0.3)])
    assert unsure.review_reason == crosses_under_changes("normal", 0.4, 0.6, 0.5)


def test_models_that_name_another_category_need_review_by_name():
    both = between_models(risk(0.2, category="normal"), {"other": risk(0.7, category="malignant")})
    assert both.needs_review
    assert both.review_reason.code == "models_differ"
    assert "other says malignant, p(malignant) 0.70" in both.review_reason
    assert "this one says normal, p(malignant) 0.20" in both.review_reason
    assert both.category == "normal"


def test_other_models_leave_the_interval_alone():
    mine = with_interval(risk(0.8, category="malignant"), [risk(0.7)])
    both = between_models(mine, {"other": risk(0.55, category="malignant")})
    assert both.interval == mine.interval
    assert not both.needs_review
    assert between_models(risk(0.8), {"other": risk(0.7)}).interval is None


def test_the_range_over_models_with_their_intervals_may_cross_a_threshold():
    other = with_interval(risk(0.6, category="malignant"), [risk(0.45)])
    both = between_models(risk(0.8, category="malignant"), {"other": other})
    assert both.review_reason == crosses_between_models("malignant", 0.45, 0.8, 0.5)
    assert both.review_reason.code == "crosses_between_models"


def test_a_reason_that_was_there_stays():
    mine = with_interval(risk(0.6, category="malignant"), [risk(0.45)])
    both = between_models(mine, {"other": risk(0.3, category="normal")})
    assert both.review_reason.startswith(f"{mine.review_reason} ")
    assert "other says normal" in both.review_reason


def test_no_other_model_changes_nothing():
    alone = risk(0.8)
    assert between_models(alone, {}) is alone
