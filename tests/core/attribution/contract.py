"""What scripts and pages of others count on; methods may be added."""

#: The methods there have always been, by name.
METHOD_NAMES = (
    *("saliency", "input_x_gradient", "integrated_gradients", "gradient_shap", "deeplift"),
    *("guided_backprop", "grad_cam", "guided_grad_cam", "occlusion", "feature_ablation"),
    "kernel_shap",
)
