"""Each of the small trials, shortened: nothing stored is lost or doubled, and every failure is a
sentence."""

from __future__ import annotations

import sys

import pytest

from tools.faults.trials import TRIALS
from tools.faults.trials.trial import Tried

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of processes, /proc")


@pytest.mark.parametrize("trial", TRIALS, ids=lambda one: f"{one.kind}, {one.name}")
def test_a_fault_costs_nothing_but_what_it_says(trial, tmp_path):
    tried = Tried()
    trial.run(tmp_path, tried, True)
    assert tried.failures == []
    assert tried.n or tried.not_tried


def test_a_failure_without_a_sentence_is_one():
    tried = Tried()

    def fails():
        raise KeyError("worklist")

    assert tried.is_refused(fails, "opening")
    with tried.going("closing"):
        fails()
    tried.holds(False, "it is there")
    assert tried.facts()["failures"] == tried.n == 3
