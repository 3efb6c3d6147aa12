"""The figures of an evaluation as lines for a person, each with its interval and its n."""

from __future__ import annotations

from core import DISCLAIMER

NOT_MEASURED = "not measured"

#: Figure -> what to call it, and the count behind it.
FIGURES = {
    "liver_dice": ("Liver Dice, pixels pooled", "{n_slices} slices"),
    "lesion_dice": ("Lesion Dice, pixels pooled", "{n_lesion_slices} slices with a lesion"),
    "auc_lesion": ("AUC, a lesion in the slice", "{n_lesion_or_not} slices"),
    "auc_malignant": ("AUC, malignant-looking", "{n_classified} slices"),
    "accuracy": ("Accuracy, three classes", "{n_classified} slices"),
    "macro_f1": ("Macro F1, three classes", "{n_classified} slices"),
    "ece": ("ECE after temperature scaling", "{n_classified} slices"),
    "ece_before_scaling": ("ECE before", "{n_classified} slices"),
    "lesion_sensitivity": ("Lesions found", "{n_found} of {n_lesions}, {n_with} subjects"),
    "false_positives_per_slice": ("False positives a slice", "{n_false} in {n_outlined} slices"),
}


def summary_lines(metrics: dict) -> list[str]:
    """What `metrics.json` holds (`core.training.evaluate.score`), on about thirty lines."""
    detection = metrics["lesion_detection"]
    counts = {
        **metrics,
        "n_found": detection["n_found"],
        "n_lesions": detection["n_lesions"],
        "n_with": detection["n_subjects_with_lesion"],
        "n_false": detection["n_false_positives"],
        "n_outlined": detection["n_slices"],
    }
    lines = [
        f"{metrics['model']}, {metrics['split']}: {metrics['n_slices']} slices of "
        f"{metrics['n_subjects']} subjects; 95 % intervals by drawing subjects",
        *(
            f"  {title:<32}{_with_interval(metrics, name)}  {count.format(**counts)}"
            for name, (title, count) in FIGURES.items()
        ),
        "Slices called (columns) and what they are (rows):",
        *_confusion(metrics),
        "Lesions found by longest diameter, at "
        f"{detection['assumed_pixel_mm']} mm a pixel (an assumption):",
        *(
            f"  {row['size']:<32}"
            + (f"{_value(row['sensitivity'])}{_interval(row.get('ci95'))}  " if row["n"] else "")
            + f"{row['found']} of {row['n']}"
            for row in detection["by_size"]
        ),
    ]
    if metrics["left_out"]:
        lines.append("Left out:")
        lines += [
            f"  {row['slices']} slices ({row['reason']}) from {row['left_out_of']}"
            for row in metrics["left_out"]
        ]
    return [*lines, DISCLAIMER]


def _confusion(metrics: dict) -> list[str]:
    names = list(metrics["per_class"])
    lines = [" " * 12 + "".join(f"{name:>11}" for name in names) + "   precision recall F1"]
    for name, row in zip(names, metrics["confusion_matrix"], strict=True):
        own = metrics["per_class"][name]
        scores = " ".join(f"{own[key]:.2f}" for key in ("precision", "recall", "f1"))
        lines.append(f"  {name:<10}" + "".join(f"{n:>11}" for n in row) + f"   {scores}")
    return lines


def _with_interval(metrics: dict, name: str) -> str:
    return _value(metrics.get(name)) + _interval(metrics["ci95"].get(name))


def _value(value: float | None) -> str:
    return NOT_MEASURED if value is None else f"{value:.3f}"


def _interval(bounds: list[float] | None) -> str:
    return f" ({bounds[0]:.3f} to {bounds[1]:.3f})" if bounds else " (no interval)".ljust(17)
