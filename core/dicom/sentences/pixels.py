"""Why the pixels of a slice can't be read."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def too_few_pixels() -> str:
    return "damaged: fewer pixels than its header announces"


@sentence
def truncated_pixels() -> str:
    return "truncated: the file ends before its pixels do"


@sentence
def undecodable_pixels() -> str:
    return "damaged: its pixels can't be decoded"


@sentence
def unsupported_compression(syntax: str) -> str:
    return f"compressed as {syntax}, which no installed package decodes"


@sentence
def missing_decoder(syntax: str, package: str) -> str:
    return f"compressed as {syntax}, which needs the package {package}"


@sentence
def not_compressed_as_labelled(syntax: str) -> str:
    return f"its pixels are not compressed as its header says ({syntax})"


@sentence
def values_times(power: int) -> str:
    """The values were multiplied by 10 to this power."""
    factor = f"{10**power:,}" if power > 0 else f"{10.0**power:g}"
    size = "small" if power > 0 else "large"
    return f"The values are very {size}: all are shown times {factor}."
