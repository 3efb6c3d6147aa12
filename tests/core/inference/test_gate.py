import numpy as np
import pytest

from core.inference.gate import FULL_EVIDENCE_MM2, gate_by_liver


def test_no_liver_is_normal_half_the_area_half_the_evidence_and_enough_changes_nothing():
    q = np.tile(np.array([[0.1, 0.3, 0.6]], np.float32), (4, 1))
    areas = np.array([0.0, FULL_EVIDENCE_MM2 / 2, FULL_EVIDENCE_MM2, 20_000.0])
    gated = gate_by_liver(q, areas)
    expected = [[1.0, 0.0, 0.0], [0.55, 0.15, 0.3], [0.1, 0.3, 0.6], [0.1, 0.3, 0.6]]
    assert gated == pytest.approx(np.array(expected), abs=1e-6)
    assert gated.dtype == np.float32


def test_a_certain_slice_has_no_probability_below_zero():
    q = np.array([[1e-9, 0.3000001, 0.7]], np.float32)
    assert gate_by_liver(q, np.array([1e4])).min() >= 0


def test_the_input_is_left_alone():
    q = np.array([[0.1, 0.3, 0.6]])
    gate_by_liver(q, np.zeros(1))
    assert q.tolist() == [[0.1, 0.3, 0.6]]
