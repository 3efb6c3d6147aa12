"""A follow-up as files: follow_up.json has everything, follow_up.csv a row per lesion and scan."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from core import DISCLAIMER, __version__
from core.atomic_write import atomic_folder
from core.csv_table import csv_text
from core.export.report import to_json
from core.follow_up import TITLE, Change, FollowUp, Scan, Track
from core.follow_up.matching import UNSURE_MM
from core.vocabulary import kept_row
from core.vocabulary.lesion import (
    DIAMETER,
    LARGEST_SLICE,
    LOOKS,
    P_MALIGNANT,
    SHORT_AXIS,
    VOLUME,
)
from core.vocabulary.patient import headline

_LESION = (LOOKS, VOLUME, DIAMETER, SHORT_AXIS, P_MALIGNANT, LARGEST_SLICE)
_COLUMNS = (
    "track",
    "scan",
    "study_date",
    "days",
    "status",
    *(one.key for one in _LESION),
    "volume_change_ml",
    "volume_change_percent",
    "diameter_change_mm",
    "diameter_change_percent",
    "doubling_days",
    "match_distance_mm",
    "match_unsure",
    "target",
    "not_assessable",
    "notes",
)


def write_follow_up(result: FollowUp, out_dir: Path) -> None:
    """Write both files into `out_dir`, whole or not at all.

    Raises:
        UsageError: the folder can't be written to.
    """
    with atomic_folder(out_dir) as folder:
        (folder / "follow_up.json").write_text(follow_up_json(result), encoding="utf-8")
        (folder / "follow_up.csv").write_text(follow_up_csv(result), encoding="utf-8")


def follow_up_json(result: FollowUp) -> str:
    return to_json(follow_up_report(result))


def follow_up_report(result: FollowUp) -> dict:
    """As plain JSON values; scans and slices count from 0, tracks from 1.

    Changes are from the first scan that shows the lesion to the last of all.
    """
    return {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "scans": [_scan(scan, index, result) for index, scan in enumerate(result.scans)],
        "alignments": [
            {
                "method": one.method,
                "words": one.words,
                "gate_mm": one.gate_mm,
                "matrix_lps": one.matrix.tolist(),
            }
            for one in result.alignments
        ],
        "matching": {"unsure_within_mm": UNSURE_MM},
        "lesions": [_track(track, result) for track in result.tracks],
        "target_sum": {
            "title": TITLE,
            "targets": list(result.sums.targets),
            "least_mm": result.sums.least_mm,
            "missing": result.sums.missing or None,
            "with_not_assessable": result.with_outside,
            "sums": [None if one is None else asdict(one) for one in result.sums.sums],
        },
        "cautions": list(result.cautions),
    }


def follow_up_csv(result: FollowUp) -> str:
    """One row for each lesion and scan that shows it, or that it is gone from."""
    rows = [
        _row(track, index, result)
        for track in result.tracks
        for index in range(track.first, len(result.scans))
    ]
    return csv_text(_COLUMNS, rows)


def _scan(scan: Scan, index: int, result: FollowUp) -> dict:
    return {
        "label": scan.label,
        "study_date": scan.study_date and scan.study_date.isoformat(),
        "days": result.days(index),
        "record": scan.record_id,
        "model": {"name": scan.model_name, "weights_sha256": scan.weights_sha256},
        "category": scan.category,
        "reasons": list(scan.reasons),
        "headline": headline(scan),
        "p_malignant": scan.p_malignant,
        "corrected_by_reader": scan.is_corrected,
        "liver_ml": scan.liver_ml,
        "lesion_ml": scan.lesion_ml,
        "burden_percent": scan.burden_percent,
        "n_slices": scan.n_slices,
        "slice_mm": scan.slice_mm,
        "thickness_mm": scan.thickness_mm,
        "cautions": [caution.sentence for caution in scan.cautions],
    }


def _track(track: Track, result: FollowUp) -> dict:
    return {
        "track": track.id,
        "status": track.status(),
        "target": track.id in result.sums.targets,
        "seen": [
            None
            if lesion is None
            else {
                **asdict(lesion),
                "match_distance_mm": track.distances_mm[index],
                "match_unsure": track.unsure[index],
            }
            for index, lesion in enumerate(track.seen)
        ],
        "change": _change(result.since_first(track)),
        "notes": list(track.notes),
    }


def _change(change: Change | None) -> dict | None:
    return None if change is None else asdict(change)


def _row(track: Track, index: int, result: FollowUp) -> dict:
    scan, lesion = result.scans[index], track.seen[index]
    row = {
        "track": track.id,
        "scan": index,
        "study_date": scan.study_date,
        "days": result.days(index),
        "status": track.status(index),
        "match_distance_mm": track.distances_mm[index],
        "match_unsure": track.unsure[index],
        "target": track.id in result.sums.targets,
        "not_assessable": " ".join(scan.reasons),
        "notes": " ".join(track.notes),
    }
    if lesion is not None:
        row |= kept_row(_LESION, lesion)
    change = result.change(track, track.first, index) if index > track.first else None
    if change is not None:
        row |= {
            "volume_change_ml": change.volume_ml,
            "volume_change_percent": change.volume_percent,
            "diameter_change_mm": change.diameter_mm,
            "diameter_change_percent": change.diameter_percent,
            "doubling_days": change.doubling_days,
        }
    return row
