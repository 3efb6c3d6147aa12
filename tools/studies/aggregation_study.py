"""Compare the rules that turn slice scores into a patient's score.

    python -m tools.studies.aggregation_study FILE.npz [FILE.npz ...] [--models A,B]

The comparison on the validation subjects, and the choice, are on each model's card: `core train`
and `core evaluate --update-card` write them (`core.training.patient_section`). Measured here are
the test subjects, which choose nothing, and what each rule says of the three sample scans. These
measurements are kept in aggregation_study.json with the hash of each model's weights, and the
tables are written into docs/aggregation.md.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from core import DISCLAIMER
from core.dicom import load_series
from core.labels import SLICE_CLASSES
from core.models import Model
from core.models.outline import OutlineRule
from core.pipeline import analyze
from core.risk import lesion_shares
from core.training.data import SliceDataset, load_slices
from core.training.json_files import write_json
from core.training.split import members
from core.training.subject_scores import SubjectScores, slice_evidence, subject_scores
from tools.studies import pages
from tools.studies.aggregation_table import RESULTS, read_results
from tools.studies.shipped_models import load_shipped, shipped_models

SAMPLES = Path(__file__).resolve().parents[2] / "sample_scans"


def study(model: Model, slices: SliceDataset, known: dict) -> Iterator[dict]:
    """Scores of the test subjects, and what the slices of the samples say.

    Args:
        slices: the training file.
        known: what was measured before of these weights, with the limits of their card.

    Yields:
        All that is known so far, after each new piece.
    """
    measured = {"samples": {}} | known | {"weights_sha256": model.weights_sha256}
    subjects = model.card["split"]["test"]
    if measured.get("test_subjects") != subjects:
        own = members(slices, subjects)
        measured["test"] = plain(subject_scores(slice_evidence(model, own.image), own))
        measured["test_subjects"] = subjects
        yield measured
    for case in SLICE_CLASSES:
        if case not in measured["samples"]:
            measured["samples"][case] = sample(model, case)
            yield measured


def sample(model: Model, case: str) -> dict:
    """What the rules need of a sample scan: slice scores, liver areas, lesions' shares."""
    analysis = analyze(load_series([SAMPLES / case]), model)
    shares = lesion_shares(analysis.mask, analysis.series, analysis.liver_area_mm2)
    return {
        "probabilities": np.round(analysis.probabilities.astype(float), 5).tolist(),
        "liver_area_mm2": np.round(analysis.liver_area_mm2, 1).tolist(),
        "lesion_share": [round(float(share), 8) for share in shares],
    }


def plain(scores: SubjectScores) -> dict:
    """JSON of scores; `aggregation_table.from_plain` gives them back."""
    by_rule = {
        name: {rule: np.round(v, 8).tolist() for rule, v in getattr(scores, name).items()}
        for name in ("raw", "series", "finer")
    }
    rest = {name: getattr(scores, name).tolist() for name in ("subject", "truth", "n_slices")}
    return {**rest, **by_rule, "without_liver": scores.without_liver}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path, nargs="+")
    parser.add_argument("--models", help="names with commas between; by default all in weights/")
    arguments = parser.parse_args()
    results: dict = read_results() if RESULTS.exists() else {"disclaimer": DISCLAIMER, "models": {}}
    slices = load_slices(arguments.data)
    cards = shipped_models()
    results["models"] = {k: v for k, v in results["models"].items() if k in cards}
    names = arguments.models.split(",") if arguments.models else list(cards)
    if unknown := sorted(set(names) - set(cards)):
        parser.error(f"not in weights/: {', '.join(unknown)}")
    for name in names:
        known = results["models"].get(name, {})
        limits = OutlineRule.from_card(cards[name].card).to_dict()
        if (known.get("weights_sha256"), known.get("outline")) != (cards[name].sha256, limits):
            known = {"outline": limits}
        for measured in study(load_shipped(name), slices, known):
            results["models"][name] = measured
            write_json(RESULTS, results, indent=None)
            sys.stderr.write(f"{name}: {len(measured['samples'])}/{len(SLICE_CLASSES)}\n")
    pages.write()


if __name__ == "__main__":
    main()
