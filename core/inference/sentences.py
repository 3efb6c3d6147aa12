"""What `core.inference` says to people, a function per sentence."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def no_such_engine(engine: str, engines: str) -> str:
    return f"there is no engine {engine!r}: choose one of {engines}."


@sentence
def not_for_onnx_runtime(model: str, why: str) -> str:
    return f"{model} can't be run by ONNX Runtime ({why}): use the torch engine."


@sentence
def batch_size_too_small(batch_size: int) -> str:
    return f"the batch size is {batch_size}: use at least 1."


@sentence
def too_few_views(views: int) -> str:
    return f"{views} views were asked for: use at least 1."


@sentence
def cancelled(done: int, n_slices: int) -> str:
    return f"Cancelled after {done} of {n_slices} slices."
