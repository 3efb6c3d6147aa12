import pytest

from core.errors import UsageError
from core.inference.device import DEVICE_VARIABLE, Device, chosen_device


def test_the_processor_unless_something_else_was_asked_for():
    for environ in ({}, {DEVICE_VARIABLE: ""}, {DEVICE_VARIABLE: " CPU "}):
        assert chosen_device(environ) == Device()
    assert Device().providers == ["CPUExecutionProvider"]
    assert Device().torch_name == "cpu"
    assert not Device().is_missing


@pytest.mark.parametrize(("text", "card"), [("cuda", 0), ("cuda:1", 1), ("CUDA:12", 12)])
def test_the_number_of_a_card(text, card):
    assert chosen_device({DEVICE_VARIABLE: text}).card == card


@pytest.mark.parametrize("text", ["gpu", "cuda:", "cuda:one", "mps", "1"])
def test_another_word_is_refused(text):
    with pytest.raises(UsageError) as caught:
        chosen_device({DEVICE_VARIABLE: text})
    assert caught.value.code == "unknown_device"


def test_a_card_that_nothing_can_use_is_missing_and_the_processor_is_used():
    device = chosen_device({DEVICE_VARIABLE: "cuda:99"})
    assert not device.by_torch
    if device.by_onnx:
        pytest.skip("ONNX Runtime has a CUDA provider here")
    assert device.is_missing
    assert device.providers == ["CPUExecutionProvider"]
    assert device.torch_name == "cpu"


def test_onnx_runtime_is_told_the_card_and_not_to_round_more():
    device = Device(1, by_onnx=True)
    (name, options), fallback = device.providers
    assert (name, fallback) == ("CUDAExecutionProvider", "CPUExecutionProvider")
    assert options == {"device_id": "1", "use_tf32": "0"}
    assert not device.is_missing
    assert Device(1, by_torch=True).torch_name == "cuda:1"
