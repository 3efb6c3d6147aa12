"""Make `import timm` work where torchvision's compiled operators do not load.

A CPU-only torch build can't load the binary in torchvision's published wheel. torchvision then
fails while registering the fake kernels of two operators that were never declared. Declaring them
lets the import succeed; they are never called, since no detection operator is used here.
"""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec

import torch

_SCHEMAS = {
    "nms": "nms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
    "qnms": "qnms(Tensor dets, Tensor scores, float iou_threshold) -> Tensor",
}
#: Kept alive with the process: a torch Library undoes its registrations when it is collected.
_library: torch.library.Library | None = None


def declare_missing_operators() -> None:
    """Declare `torchvision::nms` and `torchvision::qnms` if, and only if, they are missing."""
    global _library
    torchvision = importlib.util.find_spec("torchvision")
    if _library is not None or torchvision is None or _compiled_operators_load(torchvision):
        return
    _library = torch.library.Library("torchvision", "FRAGMENT")
    for schema in _SCHEMAS.values():
        _library.define(schema)


def _compiled_operators_load(torchvision: ModuleSpec) -> bool:
    for folder in torchvision.submodule_search_locations or ():
        for name in ("_C.so", "_C.pyd"):
            try:
                torch.ops.load_library(f"{folder}/{name}")
            except OSError:
                continue
            return True
    return False
