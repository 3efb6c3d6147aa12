"""Does training on readers' corrections help? Measured on phantoms, with the shipped commands.

    python -m tools.studies.teaching_study --out runs/teaching [--model NAME] [--steps N]

Sixteen synthetic patients are read by three simulated readers, of whom one outlines lesions too
wide, one too narrow, and one as they are. The model is trained on the majority of twelve, of which
two choose the weights, and compared with what it began with on the other four.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy import ndimage

from core.annotation import LIVER, Annotation, Finding, voxel_of
from core.cli import main as core_main
from core.labels import LESION_CODES, LIVER_CODE, MALIGNANT
from core.lesions import lesion_numbers
from core.models import available_models
from core.phantom import Phantom, make_phantom, write_dicom
from core.training.readers.prepare import FIRST_SUBJECT
from core.worklist import Kept, Store, StudySeries

N_PHANTOMS, N_HELD_OUT, N_CHOOSING = 16, 4, 2
N_SLICES, SIZE, FIRST_SEED = 24, 256, 700
STUDY, READERS = "Phantoms", ("wide", "narrow", "right")
#: One voxel in the plane.
_CROSS = ndimage.generate_binary_structure(2, 1)[None]


def run(out: Path, model: str, steps: int) -> dict:
    """The comparison that `core train --from-annotations` wrote."""
    os.environ["LIVERLENS_STORE"] = str(out / "worklist.sqlite3")
    os.environ.pop("DATABASE_URL", None)
    out.mkdir(parents=True, exist_ok=True)
    _read_phantoms(out)
    subjects = [FIRST_SUBJECT + number for number in range(N_PHANTOMS)]
    split = {
        "train": subjects[: -N_HELD_OUT - N_CHOOSING],
        "val": subjects[-N_HELD_OUT - N_CHOOSING : -N_HELD_OUT],
        "test": subjects[-N_HELD_OUT:],
    }
    (out / "given_split.json").write_text(json.dumps(split))
    card = available_models()[model]
    settings = card.card["training"] | {
        "steps": steps,
        "evaluate_every": steps,
        "warmup_steps": min(10, steps),
        "slice_head_batches": 0,
        "sampling": card.card["training"]["sampling"] | {"simulated_share": 0.0},
    }
    (out / "settings.json").write_text(json.dumps(settings))
    words = ["train", "--from-annotations", STUDY, "--backbone", card.backbone]
    words += ["--start-from", str(card.file), "--config", str(out / "settings.json")]
    words += ["--split", str(out / "given_split.json"), "--out", str(out / "run")]
    if core_main(words) != 0:
        raise SystemExit("training failed")
    compared: dict = json.loads((out / "run" / "held_out.json").read_text())
    return compared


def _read_phantoms(out: Path) -> None:
    """A study that three readers have read; the one of an earlier run stays."""
    store = Store.open()
    if store.studies.list():
        return
    series, annotations = [], []
    for number in range(N_PHANTOMS):
        case = MALIGNANT if number % 2 else "benign"
        phantom = make_phantom(case, n_slices=N_SLICES, size=SIZE, seed=FIRST_SEED + number)
        folder = out / "scans" / f"{number:02d}"
        write_dicom(phantom, folder)
        digest = store.key.series_digest(phantom.series.uid)
        place = Kept.of_paths(store.key, [folder]).place
        series.append(StudySeries(digest, f"{number:016x}", N_SLICES, place=place))
        annotations.append(_readings(phantom))
    study = store.studies.create(STUDY, "owner", series)
    for reader in READERS:
        store.studies.join(study.id, reader)
    for one, read in zip(series, annotations, strict=True):
        for reader, annotation in read.items():
            store.save_annotation(
                one.series_digest, reader, annotation, base=0, study=study.id, submitted=True
            )
    store.close()


def _readings(phantom: Phantom) -> dict[str, Annotation]:
    numbers = lesion_numbers(phantom.mask, phantom.series)
    right = np.where(phantom.mask >= LIVER_CODE, LIVER, 0).astype(np.uint8)
    lesion = phantom.mask >= min(LESION_CODES)
    right[lesion] = numbers[lesion] + voxel_of(0)
    kind = "metastasis" if phantom.case == MALIGNANT else "cyst"
    findings = tuple(Finding(n, kind=kind) for n in range(1, int(numbers.max()) + 1))
    wide, narrow = right.copy(), right.copy()
    for one in findings:
        own = right == voxel_of(one.number)
        wide[ndimage.binary_dilation(own, _CROSS) & (wide == LIVER)] = voxel_of(one.number)
        narrow[own & ~ndimage.binary_erosion(own, _CROSS)] = LIVER
    base = Annotation(right, findings)
    return dict(
        zip(
            READERS,
            (replace(base, voxels=wide), replace(base, voxels=narrow), base),
            strict=True,
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--model", default="mobilenetv2_100")
    parser.add_argument("--steps", type=int, default=60)
    arguments = parser.parse_args()
    print(json.dumps(run(arguments.out, arguments.model, arguments.steps), indent=2))


if __name__ == "__main__":
    main()
