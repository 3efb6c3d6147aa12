from dataclasses import replace

import numpy as np
import pytest

from core.risk import RULES, Platt, RuleCalibration
from core.training.rule_choice import (
    binary_ece,
    brier,
    calibration_of,
    choose_rule,
    compare_rules,
    held_out_probabilities,
)
from tests.core.training.ten_subjects import CLEAR, MIXED, TRUTH, scores


def test_brier_and_calibration_error_by_hand():
    p, positive = np.array([0.9, 0.7, 0.3, 0.1]), np.array([1, 0, 0, 0])
    assert brier(p, positive) == pytest.approx((0.01 + 0.49 + 0.09 + 0.01) / 4)
    # Five bins, each of these in its own: |0.9 - 1|, 0.7, 0.3, 0.1.
    assert binary_ece(p, positive) == pytest.approx((0.1 + 0.7 + 0.3 + 0.1) / 4)
    # Two in one bin: 0.85 + 0.95 against one positive.
    assert binary_ece(np.array([0.85, 0.95]), np.array([1, 0])) == pytest.approx(0.4)


def test_a_row_has_every_n_and_figures_by_hand():
    (row,) = [r for r in compare_rules(scores(MIXED)) if r["rule"] == "max"]
    assert (row["n"], row["n_malignant"], row["n_lesion"]) == (10, 4, 5)
    # Three of four positives above all six negatives, the fourth tied with them: (3 + 1/2) / 4.
    assert row["auc_malignant"] == row["auc_malignant_alone"] == pytest.approx(0.875)
    assert row["brier_raw"] == pytest.approx((9 * 0.01 + 0.81) / 10)
    # 0.9 three times of three; 0.1 seven times of one: |2.7 - 3| + |0.7 - 1|.
    assert row["ece_raw"] == pytest.approx(0.06)
    assert row["drift"] == 0.0


def test_a_held_out_subject_is_seen_by_a_curve_of_the_others():
    held = held_out_probabilities(CLEAR, TRUTH == 2)
    # Without a positive: 3 of 9, targets 4/5 and 1/8; without a negative: 4 of 9, 5/6 and 1/7.
    assert held[:4] == pytest.approx([4 / 5] * 4, abs=1e-4)
    assert held[4:] == pytest.approx([1 / 7] * 6, abs=1e-4)


def test_a_cards_curves_are_applied_to_other_subjects():
    # Odds of 9 and 1/9 come to 3 and 1/3.
    curves = {rule: RuleCalibration(malignant=Platt(0.5, 0.0)) for rule in RULES}
    row = compare_rules(scores(CLEAR), curves)[0]
    assert row["brier"] == pytest.approx(0.25**2)
    assert row["ece"] == pytest.approx(0.25)


def test_the_default_stays_where_no_rule_is_better():
    rule, why = choose_rule(scores(CLEAR), compare_rules(scores(CLEAR)))
    assert (rule, why[:7]) == ("top_k_mean", "No rule")


def test_a_clearly_better_rule_takes_its_place():
    said = scores(np.full(10, 0.4), better="max", better_scores=CLEAR)
    rule, why = choose_rule(said, compare_rules(said))
    assert rule == "max"
    assert "more than one standard error" in why


def test_a_slightly_better_rule_does_not():
    said = scores(MIXED, better="max", better_scores=np.where(np.arange(10) == 9, 0.05, MIXED))
    rule, why = choose_rule(said, compare_rules(said))
    assert rule == "top_k_mean"
    assert why.startswith("The default stays: max")


def test_a_rule_that_counts_slices_is_barred():
    said = scores(
        np.full(10, 0.4),
        better="noisy_or",
        better_scores=CLEAR,
        finer=np.where(CLEAR > 0.5, 1, 0.3),
    )
    table = compare_rules(said)
    # Four subjects move by 0.1 and six by 0.2.
    assert table[list(RULES).index("noisy_or")]["drift"] == pytest.approx(0.16)
    assert choose_rule(said, table)[0] == "top_k_mean"


def test_one_benign_subject_gives_no_benign_curve():
    curves = calibration_of(scores(CLEAR), "max")
    assert curves["benign"] is None
    assert (curves["malignant"]["n"], curves["malignant"]["n_positive"]) == (10, 4)


def test_two_subjects_with_a_finding_choose_no_rule():
    said = scores(np.full(10, 0.4), better="max", better_scores=CLEAR)
    few = replace(said, truth=np.where(np.arange(10) < 2, 2, 0))
    rule, why = choose_rule(few, compare_rules(few))
    assert (rule, "fewer than 3" in why) == ("top_k_mean", True)
