"""Kappa and percent agreement against tables worked out by hand and in the literature."""

from __future__ import annotations

import pytest

from core.agreement.ratings import (
    COHEN,
    FLEISS,
    agreement_of,
    fleiss_kappa,
    percent_agreement,
)


def test_two_readers_have_cohens_kappa():
    # They agree on 3 of 4 items: p_o = 3/4. a says yes 2 of 4, b 3 of 4:
    # p_e = 2/4 * 3/4 + 2/4 * 1/4 = 1/2. kappa = (3/4 - 1/2) / (1/2) = 1/2.
    found = agreement_of([("yes", "yes"), ("yes", "yes"), ("no", "no"), ("no", "yes")])
    assert (found.n, found.n_readers, found.method) == (4, 2, COHEN)
    assert found.percent == pytest.approx(0.75)
    assert found.kappa == pytest.approx(0.5)


def test_three_readers_have_fleiss_kappa():
    # Item 1: all yes, P = 1. Item 2: two yes, one no: 1 of 3 pairs. Item 3: all no, P = 1.
    # P = (1 + 1/3 + 1) / 3 = 7/9. Of 9 ratings 5 are yes: P_e = 25/81 + 16/81 = 41/81.
    # kappa = (63/81 - 41/81) / (40/81) = 22/40.
    rows = [("yes", "yes", "yes"), ("yes", "no", "yes"), ("no", "no", "no")]
    found = agreement_of(rows)
    assert (found.n, found.n_readers, found.method) == (3, 3, FLEISS)
    assert found.percent == pytest.approx(7 / 9)
    assert found.kappa == pytest.approx(22 / 40)


#: Ten subjects, fourteen raters, five words: the worked example of Wikipedia's "Fleiss' kappa",
#: which gives 0.210.
COUNTS = (
    (0, 0, 0, 0, 14),
    (0, 2, 6, 4, 2),
    (0, 0, 3, 5, 6),
    (0, 3, 9, 2, 0),
    (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0),
    (3, 2, 6, 3, 0),
    (2, 5, 3, 2, 2),
    (6, 5, 2, 1, 0),
    (0, 2, 2, 3, 7),
)


def test_fleiss_kappa_of_a_published_example():
    rows = [[str(word) for word, n in enumerate(row) for _ in range(n)] for row in COUNTS]
    assert fleiss_kappa(rows) == pytest.approx(0.210, abs=5e-4)
    assert percent_agreement(rows) == pytest.approx(0.378, abs=5e-4)


def test_items_that_a_reader_did_not_rate_are_left_out_and_counted():
    found = agreement_of([("a", "a"), ("a", None), ("b", "a"), (None, None)])
    assert (found.n, found.n_left_out, found.percent) == (2, 2, 0.5)


def test_kappa_is_undefined_where_one_word_is_used_for_everything():
    for row in (("a", "a"), ("a", "a", "a")):
        found = agreement_of([row, row])
        assert (found.percent, found.kappa) == (1.0, None)


def test_nothing_to_compare():
    none = agreement_of([])
    assert (none.n, none.n_readers, none.percent, none.kappa, none.method) == (0, 0, None, None, "")
    one = agreement_of([("a",), ("b",)])
    assert (one.n, one.percent, one.kappa, one.method) == (2, None, None, "")
