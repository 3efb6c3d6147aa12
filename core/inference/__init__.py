"""From a Series to class probabilities per slice and a mask on the CT's own grid."""

from core.inference.cleanup import CleanUpRules, clean_up
from core.inference.engines import ENGINES, engine_is_ready, make_engine
from core.inference.gate import gate_by_liver
from core.inference.locks import network_lock
from core.inference.one_slice import slice_mask
from core.inference.predict import Prediction, predict
from core.inference.test_time import SliceInterval, make_views, predict_views
from core.inference.view import View
from core.inference.voxels import slice_masks, voxel_codes

__all__ = [
    "ENGINES",
    "CleanUpRules",
    "Prediction",
    "SliceInterval",
    "View",
    "clean_up",
    "engine_is_ready",
    "gate_by_liver",
    "make_engine",
    "make_views",
    "network_lock",
    "predict",
    "predict_views",
    "slice_mask",
    "slice_masks",
    "voxel_codes",
]
