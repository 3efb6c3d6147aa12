import torch

from core.models.quantised import quantise, restore


def test_one_scale_per_output_channel():
    state = {"conv": torch.tensor([[1.27, -0.64], [0.0, 0.0]]), "bias": torch.tensor([0.1])}
    stored, scales = quantise(state)
    # 1.27 / 127 = 0.01 per step: 127 and -64. A channel of zeros gets a scale other than 0.
    assert stored["conv"].tolist() == [[127, -64], [0, 0]]
    assert stored["conv"].dtype == torch.int8
    torch.testing.assert_close(scales["conv"], torch.tensor([0.01, 1.0]))
    assert stored["bias"] is state["bias"]
    torch.testing.assert_close(restore(stored, scales), state)


def test_the_error_is_at_most_half_a_step():
    torch.manual_seed(0)
    value = torch.randn(8, 4, 3, 3)
    stored, scales = quantise({"w": value})
    error = (restore(stored, scales)["w"] - value).abs().flatten(1).amax(1)
    assert (error <= scales["w"] / 2 + 1e-7).all()


def test_counters_and_half_precision_are_restored():
    state = {"n": torch.tensor(7), "gain": torch.ones(2, dtype=torch.float16)}
    restored = restore(*quantise(state))
    assert restored["n"].item() == 7 and restored["gain"].dtype == torch.float32
