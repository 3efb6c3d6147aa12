"""What other people's scripts and pages rely on; methods may be added."""

#: Names of the methods that there have always been.
METHOD_NAMES = (
    *("saliency", "input_x_gradient", "integrated_gradients", "gradient_shap", "deeplift"),
    *("guided_backprop", "grad_cam", "guided_grad_cam", "occlusion", "feature_ablation"),
    "kernel_shap",
)
