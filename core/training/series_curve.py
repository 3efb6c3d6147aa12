"""False lesions in whole series without lesions, against the lesions found on labelled slices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.inference import CleanUpRules, clean_up, predict
from core.labels import LESION_CODES, LIVER_CODE
from core.lesions.components import label_lesions
from core.models import Model
from core.models.outline import OutlineRule
from core.series import Series
from core.training.detection import FROC_THRESHOLDS

#: Lesions above this are counted by themselves, mL: below it many are single bright or dark spots.
LARGE_ML = 0.2
RULE = (
    "False lesions: the whole analysis is run on the series listed, in which no reader sees a "
    "lesion, with the mask of lesions cut at each threshold of p(benign) plus p(malignant); "
    "every lesion that is left after the clean-up in three dimensions is false. Lesions found: on "
    "the labelled slices of the test subjects, single slices without that clean-up, at the same "
    "threshold. So the two figures of a row come from different patients, and a false lesion is a "
    "region of a volume, while a lesion found is a region of a slice. Series that took part in the "
    "choice of the weights (core train --lesion-free) look better than new ones would, and a few "
    "series give no rate for others."
)


def lesions_per_series(
    model: Model, series: Sequence[tuple[str, Series]], figures: dict
) -> dict[str, object]:
    """The section "lesion_free_series" of a card.

    Args:
        series: name and series of each, all without lesions. figures: of the test slices, as
            `evaluate.evaluate_checkpoint` gives them.

    Returns:
        {"rule", "series": what the mask as it is drawn holds in each, "as_drawn": the mean over
        them, "curve": the same at each threshold of the FROC curve}.
    """
    rows, counts = [], []
    for name, one in series:
        drawn = _false_lesions(predict(one, model).mask, one)
        rows.append({"name": name, "slices": one.n_slices, **drawn})
        counts.append(_at_each_threshold(model, one))
    return {
        "rule": RULE,
        "weights_sha256": model.weights_sha256,
        "series": rows,
        "as_drawn": _mean(rows),
        "curve": _with_sensitivity(
            [
                {"threshold": threshold, **_mean([count[i] for count in counts])}
                for i, threshold in enumerate(FROC_THRESHOLDS)
            ],
            figures,
        ),
    }


def kept_section(model: Model, figures: dict) -> dict:
    """{"lesion_free_series": the section on the card, beside new figures of the slices}; empty
    where the card has none, or one of other weights."""
    section = model.card.get("lesion_free_series")
    if not section or section.get("weights_sha256") != model.weights_sha256:
        return {}
    curve = _with_sensitivity(section["curve"], figures)
    return {"lesion_free_series": {**section, "curve": curve}}


def _with_sensitivity(curve: list[dict], figures: dict) -> list[dict]:
    """The rows with the share of lesions found on the slices at the same threshold; None where the
    slices hold no lesion."""
    points = figures["lesion_detection"].get("froc", [])
    found = {point["threshold"]: point["sensitivity"] for point in points}
    return [{**row, "sensitivity": found.get(row["threshold"])} for row in curve]


def _at_each_threshold(model: Model, series: Series) -> list[dict]:
    """What `_false_lesions` gives with the mask cut at each of `FROC_THRESHOLDS`."""
    # The lowest share lets in every voxel that any threshold asks for. Of the clean-up, only the
    # rules for the liver apply yet: those for lesions wait until the mask is cut.
    lowest = OutlineRule(lesion_share=FROC_THRESHOLDS[0])
    all_in = replace(model, card={**model.card, "outline": lowest.to_dict()})
    every_lesion = CleanUpRules(
        liver_contact=0.0, lesion_hu=-np.inf, lesion_diameter_mm=0.0, lesion_voxels=0
    )
    raw = predict(series, all_in, rules=every_lesion)
    rows = []
    for threshold in FROC_THRESHOLDS:
        mask = raw.mask.copy()
        lesion = np.isin(mask, LESION_CODES)
        mask[lesion & (raw.lesion_probability < threshold * 255)] = LIVER_CODE
        clean_up(mask, raw.lesion_probability, raw.malignant_probability, series, CleanUpRules())
        rows.append(_false_lesions(mask, series))
    return rows


def _false_lesions(mask: np.ndarray, series: Series) -> dict:
    """How many lesions a mask (z, y, x) holds, and their volume."""
    labels, count = label_lesions(mask)
    voxel_ml = series.slice_thicknesses_mm * series.pixel_area_mm2() / 1000
    volumes = np.zeros(count + 1)
    for plane, ml in zip(labels, voxel_ml, strict=True):
        volumes += ml * np.bincount(plane.ravel(), minlength=count + 1)
    ml = volumes[1:]
    return {
        "false_lesions": count,
        "false_lesions_large": int((ml > LARGE_ML).sum()),
        "false_ml": float(ml.sum()),
        "largest_ml": float(ml.max(initial=0.0)),
    }


def _mean(rows: Sequence[dict]) -> dict:
    """Per series: lesions, those above `LARGE_ML`, volume."""
    names = {
        "false_lesions": "false_lesions_per_series",
        "false_lesions_large": f"false_lesions_above_{LARGE_ML:g}_ml_per_series",
        "false_ml": "false_ml_per_series",
    }
    return {name: float(np.mean([row[key] for row in rows])) for key, name in names.items()}
