import math

import numpy as np
import onnxruntime
import pytest
import torch
from torch import nn

from core.inference.onnx_runtime import export_module, run_one_by_one, start_session, whole_rounds


class EvidenceOfChannels(nn.Module):
    def forward(self, slices):
        return torch.logsumexp(slices, dim=1), torch.logsumexp(slices[:, [2]], dim=1)


def exported(module):
    return export_module(module, 2, ("all", "last"))


def test_log_sum_exp_by_hand_at_values_that_overflow_where_done_carelessly():
    # ln(e^0 + e^0 + e^ln2) = ln 4; with 200 in all channels the sum itself would overflow.
    channels = torch.tensor([0.0, 0.0, math.log(2.0)])
    slices = (channels + torch.tensor([0.0, 200.0])[:, None])[..., None, None].expand(2, 3, 2, 2)
    everything, last = run_one_by_one(
        start_session(exported(EvidenceOfChannels())), slices.contiguous().numpy()
    )
    assert everything[0].numpy() == pytest.approx(np.full((2, 2), np.log(4.0)), abs=1e-6)
    assert everything[1].numpy() == pytest.approx(np.full((2, 2), 200 + np.log(4.0)), abs=1e-4)
    assert torch.equal(last, slices[:, 2])


def test_the_slow_operator_is_not_in_the_graph():
    graph = exported(EvidenceOfChannels())
    assert b"ReduceLogSumExp" not in graph
    assert b"Exp" in graph


def test_a_graph_takes_any_number_of_slices():
    session = onnxruntime.InferenceSession(
        exported(EvidenceOfChannels()), providers=["CPUExecutionProvider"]
    )
    everything, _ = session.run(None, {"slices": np.zeros((5, 3, 2, 2), np.float32)})
    assert everything.shape == (5, 2, 2)


@pytest.mark.parametrize(("threads", "together"), [(1, 8), (2, 8), (6, 12), (16, 16)])
def test_a_batch_leaves_no_thread_idle(threads, together, monkeypatch):
    monkeypatch.setattr(torch, "get_num_threads", lambda: threads)
    assert whole_rounds(8) == together
