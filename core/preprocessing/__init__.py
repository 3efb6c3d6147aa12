"""From a Series to what the network sees, and back to the CT's own grid.

The stages, each a file: `grid` (resize) and `normalise`; `window` and `clahe` (contrast); `crop`
(slice selection and cropping to the liver); `rotation` (training only); `denoise`. `config` says
which of them a model uses, `stages` shows them on a slice.
"""

from core.preprocessing.body import body_box_mm
from core.preprocessing.channels import slice_tensors
from core.preprocessing.config import PreprocessingConfig
from core.preprocessing.crop import LiverCrop, crop_to_liver
from core.preprocessing.grid import SliceGrid
from core.preprocessing.orientation import InPlaneOrientation
from core.preprocessing.stages import Stage, stages

__all__ = [
    "InPlaneOrientation",
    "LiverCrop",
    "PreprocessingConfig",
    "SliceGrid",
    "Stage",
    "body_box_mm",
    "crop_to_liver",
    "slice_tensors",
    "stages",
]
