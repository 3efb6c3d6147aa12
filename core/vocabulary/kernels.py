"""Reconstruction kernels: which are made for lung and bone."""

from __future__ import annotations

import re

#: Kernels that show edges at the price of noise in soft tissue. Siemens: B60f, Br62, Bl57; Philips:
#: YA to YE, L, D; Canon: FC30, FC50 to FC59, FC80 to FC89; GE and others: words.
_SHARP = re.compile(
    r"\b(LUNG|BONE|BONEPLUS|EDGE|SHARP|CHST|HRCT)\b"
    r"|\b(B|BL|BR|H|HR|T|U|UR|UB)[5-9]\d"
    r"|\bFC(30|31|35|5\d|8\d)\b"
    r"|^(Y[A-E]|YMS|L|D)$",
    re.IGNORECASE,
)


def is_sharp(kernel: str) -> bool:
    """Whether a convolution kernel is one for lung or bone, by its maker's name for it."""
    return any(_SHARP.search(part.strip()) for part in re.split(r"[\\/,]", kernel))
