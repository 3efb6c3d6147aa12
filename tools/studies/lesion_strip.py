"""Draw docs/lesions.png: real lesions above, simulated ones below.

    python -m tools.studies.lesion_strip ../shared/data/liver_slices.npz docs/lesions.png

Each tile is 80 x 80 pixels of about 1.5 mm around one lesion, window 160 / level 100 HU, twice the
size; the real ones are chosen by size, not by looks, and the simulated ones are the first drawn.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw
from scipy import ndimage

from core.labels import BENIGN_CODE, LESION_CODES, MALIGNANT_CODE
from core.training import lesion_simulation
from core.training.data import SliceDataset, load_slices

TILE, SCALE, COLUMNS, GAP = 80, 2, 8, 4
KINDS = ("cyst", "haemangioma", "metastasis", "hcc")


def real_lesions(slices: SliceDataset) -> list[np.ndarray]:
    """`COLUMNS` tiles: two benign, the others malignant, small to large, one per subject."""
    found: dict[int, list[tuple[int, int, np.ndarray]]] = {BENIGN_CODE: [], MALIGNANT_CODE: []}
    for image, label, subject in zip(slices.image, slices.label, slices.subject, strict=True):
        for code, tiles in found.items():
            lesions, count = ndimage.label(label == code)
            if count:
                sizes = np.bincount(lesions.ravel())[1:]
                largest = int(sizes.argmax()) + 1
                tile = cut(image, ndimage.center_of_mass(lesions == largest))
                tiles.append((int(subject), int(sizes.max()), tile))
    chosen = []
    for code, wanted in ((BENIGN_CODE, 2), (MALIGNANT_CODE, COLUMNS - 2)):
        of_subject = {s: (size, tile) for s, size, tile in sorted(found[code], key=lambda t: t[:2])}
        by_size = sorted(of_subject.values(), key=lambda pair: pair[0])
        places = np.linspace(0, len(by_size) - 1, wanted).round().astype(int)
        chosen += [by_size[i][1] for i in places]
    return chosen


def simulated_lesions(slices: SliceDataset) -> list[np.ndarray]:
    """`COLUMNS` tiles, two of each kind, on slices without a lesion."""
    clean = [i for i in range(len(slices)) if (slices.label[i] == 1).sum() > 6000]
    clean = [i for i in clean if not np.isin(slices.label[i], (*LESION_CODES, 255)).any()]
    tiles = []
    every = lesion_simulation.KINDS
    for n in range(COLUMNS):
        lesion_simulation.KINDS = tuple(k for k in every if k.name == KINDS[n // 2])
        image, label = lesion_simulation.simulate_lesions(
            slices.image[clean[n * 7]].astype(np.float32),
            slices.label[clean[n * 7]],
            np.random.default_rng(n),
        )
        lesions, _ = ndimage.label(np.isin(label, LESION_CODES))
        largest = int(np.bincount(lesions.ravel())[1:].argmax()) + 1
        tiles.append(cut(image, ndimage.center_of_mass(lesions == largest)))
    lesion_simulation.KINDS = every
    return tiles


def cut(image: np.ndarray, centre: tuple[float, float]) -> np.ndarray:
    """The tile around `centre`, moved inwards at the slice's edge, as grey levels."""
    top, left = (
        int(np.clip(c - TILE / 2, 0, n - TILE)) for c, n in zip(centre, image.shape, strict=True)
    )
    tile = image[top : top + TILE, left : left + TILE].astype(np.float32)
    return (np.clip((tile - 20) / 160, 0, 1) * 255).astype(np.uint8)


def main(data: Path, out: Path) -> None:
    slices = load_slices(data)
    side = TILE * SCALE
    rows = (("real", real_lesions(slices)), ("simulated", simulated_lesions(slices)))
    sheet = Image.new("L", (COLUMNS * (side + GAP) - GAP, 2 * (side + 18)), 255)
    draw = ImageDraw.Draw(sheet)
    for r, (name, tiles) in enumerate(rows):
        top = r * (side + 18)
        for c, tile in enumerate(tiles):
            grey = Image.fromarray(tile).resize((side, side), Image.Resampling.BICUBIC)
            sheet.paste(grey, (c * (side + GAP), top + 16))
            kind = ("benign-looking" if c < 2 else "malignant-looking") if r == 0 else KINDS[c // 2]
            draw.text((c * (side + GAP) + 2, top + 2), f"{name}: {kind}", fill=0)
    sheet.save(out, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
