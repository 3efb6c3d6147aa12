"""What inference says to people."""

from __future__ import annotations

from collections.abc import Iterable

from core.sentence import sentence


@sentence
def unknown_engine(name: str, known: Iterable[str]) -> str:
    return f"There is no engine {name!r}: choose one of {', '.join(known)}."


@sentence
def not_exportable(model: str, reason: str) -> str:
    return f"{model} can't be run by ONNX Runtime ({reason}): use the torch engine."


@sentence
def cancelled(done: int, total: int) -> str:
    return f"Cancelled after {done} of {total} slices."


@sentence
def too_few_views(count: int) -> str:
    return f"{count} views were requested: use at least 1."


@sentence
def batch_too_small(size: int) -> str:
    return f"The batch size is {size}: use at least 1."


@sentence
def unknown_device(text: str, variable: str) -> str:
    return f"{variable}={text} is no device: set cpu, cuda, or cuda:1 for the second card."
