"""The phases of a study as files: phases.json has everything, phases.csv a row per lesion and
series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from core import DISCLAIMER, __version__
from core.atomic_write import atomic_folder
from core.cautions.reach import USUAL_PHASES
from core.csv_table import csv_text
from core.export.report import to_json
from core.study import Guess, Level, PhaseSeries, StudyCase, verdict_words

#: Decimals that files keep of HU, mm and percent.
_HU, _MM, _PERCENT = 2, 2, 2
_COLUMNS = (
    "lesion",
    "looks",
    "series",
    "phase",
    "phase_from",
    "hu",
    "sd_hu",
    "n_voxels",
    "core_only",
    "liver_hu",
    "liver_sd_hu",
    "minus_liver_hu",
    "aorta_hu",
    "edge_mm",
    "arterial_minus_liver_hu",
    "arterial_enhancement_hu",
    "contrast_fall_portal_hu",
    "contrast_fall_delayed_hu",
    "relative_washout_portal_percent",
    "relative_washout_delayed_percent",
    "absolute_washout_portal_percent",
    "absolute_washout_delayed_percent",
)


def write_phases(
    case: StudyCase,
    guesses: Mapping[str, Guess],
    out_dir: Path,
    phases: Sequence[str] = USUAL_PHASES,
) -> None:
    """Write both files into `out_dir`, whole or not at all; arguments as `phases_report`.

    Raises:
        UsageError: the folder can't be written to.
    """
    with atomic_folder(out_dir) as folder:
        (folder / "phases.json").write_text(phases_json(case, guesses, phases), encoding="utf-8")
        (folder / "phases.csv").write_text(phases_csv(case, guesses), encoding="utf-8")


def phases_json(
    case: StudyCase, guesses: Mapping[str, Guess], phases: Sequence[str] = USUAL_PHASES
) -> str:
    return to_json(phases_report(case, guesses, phases))


def phases_report(
    case: StudyCase, guesses: Mapping[str, Guess], phases: Sequence[str] = USUAL_PHASES
) -> dict:
    """As plain JSON values; series count from 0, in the order of `case.series`.

    Args:
        guesses: `case.guesses`, with a person's corrections.
        phases: in which the model was measured.
    """
    return {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "series": [_series(one, guesses[one.uid], phases) for one in case.series],
        "lesions": [
            {
                "id": lesion,
                "looks": case.looks[lesion],
                "diameter_mm": round(case.diameters_mm[lesion], _MM),
                "curve": [
                    _point(one, lesion, guesses[one.uid], index)
                    for index, one in enumerate(case.series)
                ],
                "numbers": _numbers(case, lesion, guesses),
            }
            for lesion in case.lesions
        ],
    }


def phases_csv(case: StudyCase, guesses: Mapping[str, Guess]) -> str:
    """One row for each lesion and series that shows it."""
    rows = [
        _row(case, one, index, lesion, guesses)
        for lesion in case.lesions
        for index, one in enumerate(case.series)
        if lesion in one.lesions
    ]
    return csv_text(_COLUMNS, rows)


def _series(one: PhaseSeries, guess: Guess, phases: Sequence[str]) -> dict:
    fit, levels = one.alignment, one.levels
    return {
        "uid": one.uid,
        "description": one.series.tags.series_description,
        "phase": guess.phase or None,
        "phase_from": list(guess.sources),
        "phase_words": list(guess.words),
        "phase_contradicted": guess.is_contradicted,
        "outlined": one.is_reference,
        "not_assessable": verdict_words(guess, one.is_reference, phases),
        "alignment": None
        if fit is None
        else {
            "fits": fit.refused is None,
            "words": fit.words,
            "edge_mm": fit.edge.median_mm,
            "edge_p90_mm": fit.edge.p90_mm,
            "edge_share": round(fit.edge.share, 4),
            "edge_places": fit.edge.n_places,
            "shift_mm": [round(value, _MM) for value in fit.shift_mm],
            "turn_degrees": round(fit.turn_degrees, 2),
            "same_frame_of_reference": fit.same_frame,
            "matrix_lps": fit.matrix.tolist(),
        },
        "liver": _level(one.liver),
        "aorta_hu": _hu(one.aorta_hu),
        "spleen_hu": None if levels is None else _hu(levels.spleen_hu),
    }


def _point(one: PhaseSeries, lesion: int, guess: Guess, index: int) -> dict:
    level, centre = one.lesions.get(lesion), one.centres_mm.get(lesion)
    return {
        "series": index,
        "phase": guess.phase or None,
        "carried_over": not one.is_reference,
        "level": _level(level),
        "minus_liver_hu": _minus(level, one.liver),
        "centre_mm": None if centre is None else [round(value, _MM) for value in centre],
    }


def _numbers(case: StudyCase, lesion: int, guesses: Mapping[str, Guess]) -> dict:
    found = case.numbers(lesion, guesses)
    return {
        "arterial_minus_liver_hu": _hu(found.arterial_contrast_hu),
        "arterial_enhancement_hu": _hu(found.arterial_enhancement_hu),
        **{
            name: {phase: round(value, digits) for phase, value in values.items()}
            for name, values, digits in (
                ("contrast_fall_hu", found.contrast_fall_hu, _HU),
                ("relative_washout_percent", found.relative_washout_percent, _PERCENT),
                ("absolute_washout_percent", found.absolute_washout_percent, _PERCENT),
            )
        },
    }


def _row(
    case: StudyCase, one: PhaseSeries, index: int, lesion: int, guesses: Mapping[str, Guess]
) -> dict:
    guess, level = guesses[one.uid], one.lesions[lesion]
    numbers = _numbers(case, lesion, guesses)
    flat = {
        f"{name}_{phase}_{unit}": numbers[f"{name}_{unit}"].get(phase)
        for name, unit in (
            ("contrast_fall", "hu"),
            ("relative_washout", "percent"),
            ("absolute_washout", "percent"),
        )
        for phase in ("portal", "delayed")
    }
    return {
        "lesion": lesion,
        "looks": case.looks[lesion],
        "series": index,
        "phase": guess.phase,
        "phase_from": " ".join(guess.sources),
        "hu": _hu(level.hu),
        "sd_hu": _hu(level.sd_hu),
        "n_voxels": level.n_voxels,
        "core_only": level.is_core,
        "liver_hu": None if one.liver is None else _hu(one.liver.hu),
        "liver_sd_hu": None if one.liver is None else _hu(one.liver.sd_hu),
        "minus_liver_hu": _minus(level, one.liver),
        "aorta_hu": _hu(one.aorta_hu),
        "edge_mm": None if one.alignment is None else one.alignment.edge.median_mm,
        "arterial_minus_liver_hu": numbers["arterial_minus_liver_hu"],
        "arterial_enhancement_hu": numbers["arterial_enhancement_hu"],
        **flat,
    }


def _level(level: Level | None) -> dict | None:
    if level is None:
        return None
    return asdict(level) | {"hu": _hu(level.hu), "sd_hu": _hu(level.sd_hu)}


def _minus(level: Level | None, liver: Level | None) -> float | None:
    return None if level is None or liver is None else _hu(level.hu - liver.hu)


def _hu(value: float | None) -> float | None:
    return None if value is None else round(value, _HU)
