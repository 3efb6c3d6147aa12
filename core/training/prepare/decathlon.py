"""Medical Segmentation Decathlon: `imagesTr/NAME.nii.gz` with `labelsTr/NAME.nii.gz`."""

from __future__ import annotations

import json
from pathlib import Path

from core.errors import TrainingDataError
from core.operator_files import read_text
from core.training.prepare import atlas, sentences
from core.training.prepare.folders import folders_below, visible_files
from core.training.prepare.nifti_pairs import pair_scan
from core.training.prepare.scans import Scan, number_in, numbers_for
from core.training.prepare.settings import PrepareSettings

IMAGES, LABELS, FACTS = "imagesTr", "labelsTr", "dataset.json"
SUFFIXES = (".nii.gz", ".nii")
#: nnU-Net's mark of the first (here the only) channel.
CHANNEL = "_0000"


def recognises(root: Path) -> bool:
    """Whether `root`, or a folder below, holds `imagesTr` or `labelsTr`."""
    return bool(_tasks(root))


def scans(root: Path, settings: PrepareSettings) -> list[Scan]:
    """One scan a name, by the numbers in the names.

    Raises:
        TrainingDataError: no such folders, more than one task, none or other files in them, or a
            `dataset.json` that speaks of another organ.
    """
    tasks = _tasks(root)
    if not tasks:
        raise TrainingDataError(sentences.scans.no_decathlon_folders(root.name, IMAGES, LABELS))
    if len(tasks) > 1:
        raise TrainingDataError(
            sentences.scans.several_tasks(root.name, tasks[0].name, tasks[1].name)
        )
    (task,) = tasks
    _check_organ(task / FACTS)
    images, labels = _by_name(task / IMAGES), _by_name(task / LABELS)
    names = sorted({*images, *labels}, key=lambda name: (number_in(name) or 0, name))
    if not names:
        raise TrainingDataError(sentences.scans.no_nifti(task.name, IMAGES, LABELS))
    return [
        pair_scan(name, number, images.get(name), labels.get(name), settings)
        for name, number in zip(names, numbers_for(names), strict=True)
    ]


def _tasks(root: Path) -> list[Path]:
    return [
        folder
        for folder in folders_below(root)
        if ((folder / IMAGES).is_dir() or (folder / LABELS).is_dir())
        and not atlas.recognises(folder)
    ]


def _by_name(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        return {}
    found = {}
    for path in visible_files(folder):
        suffix = next((s for s in SUFFIXES if path.name.lower().endswith(s)), None)
        if suffix:
            found[path.name[: -len(suffix)].removesuffix(CHANNEL)] = path
    return found


def _check_organ(path: Path) -> None:
    """`dataset.json`, where there is one, must call label 1 the liver."""
    if not path.is_file():
        return
    try:
        labels = json.loads(read_text(path)).get("labels", {})
        named = {str(a).lower(): str(b).lower() for a, b in labels.items()}
    except (OSError, ValueError, AttributeError, RecursionError) as error:
        raise TrainingDataError(sentences.scans.not_json(path.name)) from error
    # The Decathlon maps numbers to names, nnU-Net names to numbers.
    organ = named.get("1") or next((name for name, code in named.items() if code == "1"), None)
    if organ and "liver" not in organ:
        raise TrainingDataError(sentences.scans.label_is_not_liver(path.name, organ))
