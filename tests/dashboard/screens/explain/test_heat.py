from dashboard.components.viewer import HeatScale
from dashboard.screens.explain.heat import heat_scale, label
from tests.dashboard.screens.explain.made import explanation


def test_the_ends_of_the_scale_in_logits_where_the_method_has_them():
    assert heat_scale(explanation()) == HeatScale(False, 4.0, "logits")
    plain = explanation(parameters={"unit": "raw"}, signed=True)
    assert heat_scale(plain) == HeatScale(True, 2.0, "")


def test_the_label_names_method_and_target():
    assert label(explanation()) == "Grad-CAM, malignant-looking"
    smooth = explanation(method="saliency", target="lesion", parameters={"smooth_samples": 8})
    assert label(smooth) == "Saliency, smoothed, lesion-mask"
    estimated = explanation(method="saliency", parameters={}, scale_estimated_from=2)
    assert label(estimated) == "Saliency, malignant-looking, scale estimated"
