"""The files of `python -m core compare`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from core import DISCLAIMER, __version__
from core.atomic_write import atomic_folder
from core.comparison import Comparison, ModelRun, PairAgreement, ReferenceScore
from core.comparison.disagreement import MIN_DISTANCE
from core.comparison.lesion_match import RULE
from core.comparison.sentences import peak_memory_meaning
from core.csv_table import csv_text
from core.export.comparison_picture import comparison_png
from core.export.report import to_json
from core.labels import SLICE_CLASSES
from core.lesions import liver_burden
from core.vocabulary import kept_row
from core.vocabulary.patient import LESION_VOLUME, LIVER_VOLUME, P_CLASS

#: Digits kept: probabilities and shares, milliseconds and seconds, millimetres.
_P, _TIME, _MM = 6, 3, 3

#: Figure -> what it is.
DEFINITIONS = {
    "ms_per_slice": "wall time of the network over the batches of this run: each batch's time "
    "over its slices; preparing slices and the work in 3-D are not in it",
    "seconds": "wall time of the whole analysis, reading the files left out",
    "peak_memory_bytes": peak_memory_meaning(),
    "agreement": "over the slices on which at least one model outlines liver (n_slices)",
    "kappa": "Cohen's kappa of the likeliest class of each slice",
    "spearman_malignant": "Spearman's rank correlation of p(malignant)",
    "dice_liver, dice_lesion": "2|A & B| / (|A| + |B|) of voxels, lesions counted as liver too",
    "heat_rank_correlation": "Spearman's rank correlation of Grad-CAM heat, at the pixels of some "
    "slices that at least one model calls liver",
    "disagreements": "slices whose likeliest classes differ or whose probabilities are at least "
    f"{MIN_DISTANCE} apart; distance is half the sum of the absolute differences of the "
    "three, of the two models furthest apart; spread is highest less lowest p(malignant)",
    "lesions against the reference": RULE,
    "liver_surface_mm": "average symmetric surface distance, and its 95th percentile",
    "null": "there is no answer, such as the Dice of two masks without a lesion",
}


def write_comparison(
    comparison: Comparison,
    out_dir: Path,
    *,
    reference_name: str = "",
    reference_notes: Sequence[str] = (),
) -> list[Path]:
    """Write `compare.json`, `compare.csv` (a row per model), `compare_slices.csv`,
    `compare_pairs.csv` and `compare.png`.

    Args:
        reference_name, reference_notes: of the reference mask, if there is one.

    Returns:
        Their paths in `out_dir`.

    Raises:
        UsageError: `out_dir` can't be written to.
    """
    report = comparison_report(
        comparison, reference_name=reference_name, reference_notes=reference_notes
    )
    texts = {
        "compare.json": to_json(report),
        "compare.csv": comparison_csv(comparison),
        "compare_slices.csv": slices_csv(comparison),
        "compare_pairs.csv": pairs_csv(comparison),
    }
    with atomic_folder(out_dir) as folder:
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
        (folder / "compare.png").write_bytes(comparison_png(comparison))
        names = sorted(path.name for path in folder.iterdir())
    return [Path(out_dir) / name for name in names]


def comparison_report(
    comparison: Comparison, *, reference_name: str = "", reference_notes: Sequence[str] = ()
) -> dict:
    """The content of `compare.json`; slice indices count from 0, the most inferior slice."""
    series, heat = comparison.series, comparison.heat
    return {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "series": {
            "uid": series.uid,
            "n_slices": series.n_slices,
            "spacing_mm": [round(float(s), 6) for s in series.spacing_mm],
            "warnings": list(series.nameless_warnings),
        },
        "models": [
            {
                **model_row(run),
                "weights_sha256": run.analysis.weights_sha256,
                "method": run.analysis.patient.method,
                "cautions": [caution.sentence for caution in run.analysis.cautions],
            }
            for run in comparison.runs
        ],
        "machine": comparison.machine,
        "agreement": [pair_row(pair) for pair in comparison.agreement],
        "heat": (
            None
            if heat is None
            else {
                "method": heat.method,
                "target": heat.target,
                "slices": list(heat.slices),
                "n_pixels": heat.n_pixels,
                "missing": heat.missing,
            }
        ),
        "disagreements": [
            {
                "slice": one.slice_index,
                "distance": round(one.distance, _P),
                "spread": round(one.spread, _P),
                "classes": one.classes,
                "p_malignant": {name: round(p, _P) for name, p in one.p_malignant.items()},
            }
            for one in comparison.disagreements
        ],
        "slices": slice_rows(comparison),
        "reference": (
            None
            if comparison.reference is None
            else {
                "name": reference_name,
                "notes": list(reference_notes),
                "scores": [
                    {"model": score.model, **score_row(score)} for score in comparison.reference
                ],
            }
        ),
        "definitions": DEFINITIONS,
    }


def comparison_csv(comparison: Comparison) -> str:
    """One row per model: patient, cost, and scores against the reference where there is one."""
    scores = comparison.reference or (None,) * len(comparison.runs)
    return _csv(
        [
            {
                **model_row(run),
                "reasons": " ".join(run.analysis.patient.reasons),
                **(score_row(score) if score else {}),
            }
            for run, score in zip(comparison.runs, scores, strict=True)
        ]
    )


def slices_csv(comparison: Comparison) -> str:
    """One row per slice; columns are `NAME class`, `NAME p_malignant` and so on of each model."""
    rows = []
    for row in slice_rows(comparison):
        models = row.pop("models")
        told = {f"{name} {key}": v for name, values in models.items() for key, v in values.items()}
        rows.append({**row, **told})
    return _csv(rows)


def pairs_csv(comparison: Comparison) -> str:
    """One row a pair of models."""
    return _csv([pair_row(pair) for pair in comparison.agreement])


def model_row(run: ModelRun) -> dict:
    """What one model says of the patient, and what it costs."""
    analysis, patient = run.analysis, run.analysis.patient
    burden = liver_burden(analysis.liver_area_mm2, analysis.series, analysis.lesions)
    return {
        "name": run.name,
        "backbone": analysis.backbone,
        "engine": analysis.engine,
        "category": patient.category,
        "reasons": list(patient.reasons),
        **kept_row(P_CLASS.values(), patient),
        "n_lesions": len(analysis.lesions),
        **kept_row((LESION_VOLUME, LIVER_VOLUME), burden),
        "ms_per_slice_median": _rounded(run.ms_per_slice_median, _TIME),
        "ms_per_slice_p95": _rounded(run.ms_per_slice_p95, _TIME),
        "seconds": round(run.seconds, _TIME),
        "parameters": run.parameters,
        "file_bytes": run.file_bytes,
        "peak_memory_bytes": run.peak_memory_bytes,
    }


def score_row(score: ReferenceScore) -> dict:
    """One model against the reference mask."""
    lesions = score.lesions
    return {
        "liver_dice": _rounded(score.liver_dice, _P),
        "lesion_dice": _rounded(score.lesion_dice, _P),
        "reference_lesions": lesions.n_lesions if lesions else None,
        "lesions_found": lesions.n_found if lesions else None,
        "lesion_sensitivity": _rounded(lesions.sensitivity, _P) if lesions else None,
        "false_positives": lesions.n_false_positives if lesions else None,
        "liver_surface_mm": _rounded(score.liver_surface_mm, _MM),
        "liver_surface_p95_mm": _rounded(score.liver_surface_p95_mm, _MM),
    }


def pair_row(pair: PairAgreement) -> dict:
    """How far two models agree."""
    return {
        "a": pair.a,
        "b": pair.b,
        "n_slices": pair.n_slices,
        "kappa": _rounded(pair.kappa, _P),
        "spearman_malignant": _rounded(pair.spearman_malignant, _P),
        "dice_liver": _rounded(pair.dice_liver, _P),
        "dice_lesion": _rounded(pair.dice_lesion, _P),
        "heat_rank_correlation": _rounded(pair.heat_rank_correlation, _P),
    }


def slice_rows(comparison: Comparison) -> list[dict]:
    """Every slice with what each model says of it; `distance` is None on slices on which the
    models don't differ."""
    distances = {one.slice_index: one.distance for one in comparison.disagreements}
    return [
        {
            "index": index,
            "position_mm": round(float(position), 2),
            "distance": _rounded(distances.get(index), _P),
            "models": {
                run.name: _slice_of(run.analysis.probabilities[index]) for run in comparison.runs
            },
        }
        for index, position in enumerate(comparison.series.positions_mm)
    ]


def _slice_of(probabilities: np.ndarray) -> dict:
    named = zip(SLICE_CLASSES, probabilities.tolist(), strict=True)
    return {
        "class": SLICE_CLASSES[int(probabilities.argmax())],
        **{f"p_{name}": round(p, _P) for name, p in named},
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(float(value), digits)


def _csv(rows: list[dict]) -> str:
    """The columns are those of the first row."""
    return csv_text(list(rows[0]), rows)
