"""A model card as rows of text: nothing is invented, and what is absent is named as absent."""

from __future__ import annotations

import json

from core.cautions import Reach
from core.cautions.coverage import HALF_LIVER_ML
from core.labels import SLICE_CLASSES
from core.modality import CT
from core.models import ModelCard
from core.models.outline import OutlineRule
from core.risk import RULES, PatientSettings
from core.vocabulary.figures import ECE, ECE_BEFORE, FIGURES, NOT_MEASURED, NOT_STATED, table
from core.vocabulary.forms import HU, PROBABILITY, VOLUME, interval

#: Those with a section of their own on the card are shown there.
METRICS = tuple(figure for figure in FIGURES if figure not in (ECE, ECE_BEFORE))
COUNTS = {
    "n_subjects": "subjects",
    "n_slices": "slices",
    "n_lesion_slices": "slices with a lesion",
}
#: Setting of `core.preprocessing.PreprocessingConfig` -> what it is, with its unit.
PREPROCESSING = {
    "modality": "Reads",
    "percentiles": "Signal of the body that becomes 0 and 255, percentiles",
    "size": "Network input, pixels a side",
    "pixel_mm": "Pixel, mm",
    "max_pixel_mm": "Pixel for wide patients, at most, mm",
    "hu_range": "First channel, HU from and to",
    "window": "Second and third channel, window width and level in HU",
    "denoise": "Noise filter of the third channel",
    "denoise_sigma": "Gaussian noise filter, standard deviation in pixels",
    "median_pixels": "Median noise filter, pixels a side",
    "nlm_noise_hu": "Non-local means, noise taken away in HU",
    "clahe": "Second channel equalised tile by tile (CLAHE)",
    "clahe_clip_limit": "CLAHE, clip limit",
    "clahe_tiles": "CLAHE, tiles a side",
    "crop_to_liver": "Second pass on the liver alone",
    "crop_margin_mm": "Liver crop, margin in mm",
    "crop_pixel_mm": "Liver crop, pixel at the finest, mm",
    "slices_without_liver": "Slices without liver in the second pass",
}
_COMPARED = ("before", "after", "difference")
PARTS = {"train": "Training", "val": "Validation", "test": "Test"}
#: Keys with their own place on the page; all others are listed as they are.
_PLACED = {
    *(
        "format",
        "disclaimer",
        "modality",
        "name",
        "backbone",
        "file",
        "sha256",
        "file_bytes",
        "parameters",
    ),
    *("classes", "preprocessing", "temperature", "data", "split", "training", "history"),
    *("metrics", "validation_metrics", "summary", "limits", "fails_on", "earlier_training"),
    *("speed", "best_step", "patient", "assessable_phases", "phase_checks", "source_licences"),
    *("outline", "reach", "lesion_free_series", "readers"),
}


def file_facts(card: ModelCard) -> list[tuple[str, str]]:
    """(what, value) of the network and its file."""
    size = f"{card.file.stat().st_size / 1e6:.1f} MB" if card.file.is_file() else "file is missing"
    parameters = card.card.get("parameters")
    return [
        ("Backbone", card.backbone),
        ("Parameters", f"{parameters / 1e6:.2f} million" if parameters else NOT_STATED),
        ("Classes", in_words(card.card.get("classes", NOT_STATED))),
        ("File", f"{card.file.name}, {size}"),
        ("SHA-256", card.sha256),
        ("Speed by the card", speed_text(card.card.get("speed"))),
    ]


def speed_text(speed: object) -> str:
    """Milliseconds per slice and the machine they were measured on."""
    if not isinstance(speed, dict) or "ms_per_slice_median" not in speed:
        return NOT_MEASURED
    rest = {k: v for k, v in speed.items() if k not in ("ms_per_slice_median", "machine")}
    machine = speed.get("machine")
    where = f"\nOn: {in_words(machine)}" if isinstance(machine, dict) else ""
    return f"{speed['ms_per_slice_median']} ms per slice (median)\n{in_words(rest)}{where}"


def other_facts(card: ModelCard) -> list[tuple[str, str]]:
    """(what, value) of everything the card says that has no other place on the page."""
    return plain_facts({k: v for k, v in card.card.items() if k not in _PLACED})


def readers_facts(card: ModelCard) -> list[tuple[str, str]]:
    """Whose outlines it learned from besides, and how it does on their held-out cases against the
    model that it began with; nothing where no readers were."""
    said = card.card.get("readers")
    if not isinstance(said, dict):
        return []
    rows = [
        ("Consensus", f"{said['consensus']}, {said['n_series']} series"),
        ("Subjects", str(said["n_subjects"])),
        ("Ceiling", said["ceiling"]),
    ]
    compared = said.get("held_out")
    if not compared:
        return [*rows, ("Held-out cases", NOT_MEASURED)]
    titles = {figure.key: figure.title for figure in FIGURES}
    for key, row in compared.items():
        if isinstance(row, dict) and row["after"]["value"] is not None:
            before, after, more = (_with_bounds(row[name]) for name in _COMPARED)
            rows.append((titles.get(key, _title(key)), f"{before} → {after}\nDifference {more}"))
    return [*rows, ("Held-out cases", f"{compared['n_subjects']} subjects")]


def _with_bounds(one: dict) -> str:
    if one["value"] is None:
        return NOT_MEASURED
    bounds = one["ci95"]
    return f"{one['value']:.3f}" + (f" ({interval(*bounds)})" if bounds else "")


def plain_facts(facts: dict) -> list[tuple[str, str]]:
    """Keys in words beside their values; one line saying so where there are none."""
    rows = [(_title(key), in_words(value)) for key, value in facts.items()]
    return rows or [("", NOT_STATED)]


def preprocessing_facts(card: ModelCard) -> list[tuple[str, str]]:
    """What is done to a slice before the network sees it."""
    settings = card.card.get("preprocessing", {})
    facts = plain_facts({PREPROCESSING.get(key, key): value for key, value in settings.items()})
    if card.modality != CT:
        facts = [(w.replace("in HU", "of the signal").replace("HU", "signal"), v) for w, v in facts]
    return facts


def calibration_facts(card: ModelCard) -> list[tuple[str, str]]:
    """The temperature and the expected calibration error with and without it."""
    temperature = card.card.get("temperature")
    return [
        ("Temperature", NOT_STATED if temperature is None else f"{temperature:.2f}"),
        (ECE.title, ECE.text(card.metrics)),
        (ECE_BEFORE.title, ECE_BEFORE.text(card.metrics)),
    ]


def outline_facts(card: ModelCard) -> list[tuple[str, str]]:
    """The limits from which a voxel, and a lesion, is outlined.

    Raises:
        CheckpointError: the card's section can't be read.
    """
    rule = OutlineRule.from_card(card.card)
    kept = f"one voxel has a probability of {PROBABILITY.text(rule.certainty)} or more"
    return [
        ("Voxel of a lesion", f"lesion has more than {rule.lesion_share:.0%} of lesion and liver"),
        ("Outlined lesion", f"kept if {kept}" if rule.certainty else "always kept"),
    ]


def patient_facts(card: ModelCard) -> list[tuple[str, str]]:
    """How slices become a patient: rule, thresholds, curve, and the subjects behind them.

    Raises:
        CheckpointError: the card's section on patients can't be read.
    """
    settings = PatientSettings.from_card(card.card)
    curves = settings.calibration.get(settings.rule)
    curve = curves.malignant if curves else None
    thresholds = [f"{name} from {PROBABILITY.text(p)}" for name, p in settings.thresholds.items()]
    rows = [
        ("Patient's score", RULES[settings.rule].words.format(k=settings.k)),
        ("Patient's category", f"{', '.join(thresholds)}, the first that is reached"),
    ]
    if curve is None:
        return [*rows, ("Patient's calibration", "none")]
    words = f"log-odds times {curve.slope:.2f}, plus {curve.intercept:.2f}"
    subjects = f"{curve.n} validation subjects, {curve.n_positive} malignant"
    return [*rows, ("Patient's calibration", f"{words}; fitted on {subjects}")]


def series_facts(card: ModelCard) -> list[tuple[str, str]]:
    """What is outlined in each whole series without lesions that the card names."""
    section = table(card.card.get("lesion_free_series"))
    rows = [(str(row.get("name")), _outlined(row)) for row in section.get("series", [])]
    return rows or [("Series", NOT_MEASURED)]


def _outlined(row: dict) -> str:
    """`"2 lesions, the largest of 0.31 mL"`"""
    count = row.get("false_lesions")
    if not count:
        return NOT_MEASURED if count is None else "nothing outlined"
    largest = f"{VOLUME.text(row['largest_ml'])} mL"
    return f"1 lesion of {largest}" if count == 1 else f"{count} lesions, the largest of {largest}"


def data_rows(data: dict) -> list[dict[str, str]]:
    """One row per part of the data: how many subjects, and slices of each class."""
    columns = ("subjects", "slices", *SLICE_CLASSES, "uncertain")
    return [
        {"": PARTS.get(part, part)}
        | {name.capitalize(): str(counts.get(name, NOT_STATED)) for name in columns}
        for part, counts in data.items()
    ]


def source_rows(card: dict) -> list[dict[str, str]]:
    """One row per source: subjects and slices in each part of the data, and its licence.

    None where the card doesn't say from where the slices are. Licences can't be measured: they
    are the card's `source_licences`.
    """
    parts = {
        part: table(table(counts).get("by_source"))
        for part, counts in table(card.get("data")).items()
    }
    licences = table(card.get("source_licences"))
    sources = sorted({source for counts in parts.values() for source in counts})
    return [
        {
            "Source": source,
            **{PARTS.get(part, part): _whom(counts.get(source)) for part, counts in parts.items()},
            "Licence": str(licences.get(source, NOT_STATED)),
        }
        for source in sources
    ]


def phase_facts(card: ModelCard) -> list[tuple[str, str]]:
    """For which series the subjects show that the model works; beyond, one is not assessable."""
    field = ("Field", f"at least {VOLUME.text(HALF_LIVER_ML)} mL of a liver that is cut off")
    if card.modality != CT:
        return [field]
    phases = card.assessable_phases
    shown = NOT_MEASURED if phases is None else ", ".join(phases) or "none"
    reach = Reach.from_card(card.card)
    section = table(card.card.get("reach"))
    noise = (
        f"up to {HU.text(reach.noise_hu)} HU in the liver, on pixels of " if reach.noise_hu else ""
    )
    least, most = reach.thickness_mm or (0.0, 0.0)
    thickness = interval(least, most, digits=1) if most else ""
    return [
        ("Phases it is shown to work in", shown),
        ("Noise", f"{noise}{reach.noise_pixel_mm:g} mm" if noise else _why_not(section, "noise")),
        ("Slices", f"{thickness} mm thick" if thickness else _why_not(section, "thickness")),
        ("Kernels", ", ".join(reach.kernels or ()) or _why_not(section, "kernels")),
        field,
    ]


def _why_not(section: dict, part: str) -> str:
    """`"not measured: the data don't state it"`"""
    reason = table(section.get(part)).get("reason")
    return f"{NOT_MEASURED}: {reason}" if reason else NOT_MEASURED


def metric_rows(test: dict, validation: dict) -> list[dict[str, str]]:
    """One row per figure: on the test subjects with its 95 % interval, and on validation."""
    return [
        {
            "Figure": figure.title,
            "Test": figure.text(test),
            "95 % interval": figure.interval_text(test) or NOT_MEASURED,
            "Validation": figure.text(validation),
        }
        for figure in METRICS
    ]


def counts_text(metrics: dict) -> str:
    """`"14 subjects, 70 slices"`."""
    known = [f"{metrics[key]} {word}" for key, word in COUNTS.items() if key in metrics]
    return ", ".join(known) or f"Number of subjects and slices: {NOT_STATED}"


def in_words(value: object) -> str:
    """A value of a card for a person: a list of sentences one per line, everything else on one
    line."""
    if isinstance(value, dict):
        return "; ".join(f"{k.replace('_', ' ')}: {in_words(v)}" for k, v in value.items())
    if isinstance(value, list):
        words = [in_words(v) for v in value]
        return ("\n" if words and all(w.endswith(".") for w in words) else ", ").join(words)
    return value if isinstance(value, str) else json.dumps(value)


def _whom(counts: object) -> str:
    known = table(counts)
    if not known:
        return "none"
    return f"{known.get('slices', NOT_STATED)} slices, {known.get('subjects', NOT_STATED)} subjects"


def _title(key: str) -> str:
    return key[:1].upper() + key[1:].replace("_", " ")
