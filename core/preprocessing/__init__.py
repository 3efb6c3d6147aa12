"""From a Series to what the network sees, and back to the CT's own grid."""

from core.preprocessing.body import body_box_mm
from core.preprocessing.channels import slice_tensors
from core.preprocessing.config import PreprocessingConfig
from core.preprocessing.grid import SliceGrid
from core.preprocessing.orientation import InPlaneOrientation

__all__ = [
    "InPlaneOrientation",
    "PreprocessingConfig",
    "SliceGrid",
    "body_box_mm",
    "slice_tensors",
]
