"""Make `import timm` work where torchvision's compiled operators do not load.

A CPU-only torch build with torchvision's published wheel can't load torchvision's binary, and
torchvision then fails while it registers the fake kernels of two operators that nobody declared.
Declaring them (never calling them: we use no detection operator) lets the import go on.
"""

from __future__ import annotations

import importlib.util

import torch

_SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
#: Kept alive for the process: a torch Library undoes its registrations when collected.
_library: torch.library.Library | None = None


def declare_missing_operators() -> None:
    """Declare `torchvision::nms` and `torchvision::qnms` if, and only if, they are missing."""
    global _library
    if _library is not None or importlib.util.find_spec("torchvision") is None:
        return
    if _compiled_operators_load():
        return
    _library = torch.library.Library("torchvision", "FRAGMENT")
    for schema in _SCHEMAS.values():
        _library.define(schema)


def _compiled_operators_load() -> bool:
    spec = importlib.util.find_spec("torchvision")
    for folder in spec.submodule_search_locations or ():
        for name in ("_C.so", "_C.pyd"):
            try:
                torch.ops.load_library(f"{folder}/{name}")
            except OSError:
                continue
            return True
    return False
