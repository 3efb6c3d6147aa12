"""The available attribution methods, by name."""

from __future__ import annotations

from core.attribution import sentences
from core.attribution.method import Method
from core.attribution.methods.deeplift import DEEPLIFT
from core.attribution.methods.feature_ablation import FEATURE_ABLATION
from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.methods.gradient_shap import GRADIENT_SHAP
from core.attribution.methods.guided_backprop import GUIDED_BACKPROP
from core.attribution.methods.guided_grad_cam import GUIDED_GRAD_CAM
from core.attribution.methods.input_x_gradient import INPUT_X_GRADIENT
from core.attribution.methods.integrated_gradients import INTEGRATED_GRADIENTS
from core.attribution.methods.kernel_shap import KERNEL_SHAP
from core.attribution.methods.occlusion import OCCLUSION
from core.attribution.methods.saliency import SALIENCY
from core.errors import UsageError

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        SALIENCY,
        INPUT_X_GRADIENT,
        INTEGRATED_GRADIENTS,
        GRADIENT_SHAP,
        DEEPLIFT,
        GUIDED_BACKPROP,
        GRAD_CAM,
        GUIDED_GRAD_CAM,
        OCCLUSION,
        FEATURE_ABLATION,
        KERNEL_SHAP,
    )
}


def find_method(name: str) -> Method:
    """The method of that name.

    Raises:
        UsageError: there is none; the message lists the available ones.
    """
    if name not in METHODS:
        raise UsageError(sentences.unknown_method(name, METHODS))
    return METHODS[name]
