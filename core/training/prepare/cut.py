"""From a labelled volume to slices in the form of the training file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.cautions.hu_scale import implausible_scale
from core.errors import TrainingDataError
from core.labels import ANY_LIVER, BACKGROUND_CODE, LIVER_CODE, UNCERTAIN_CODE
from core.modality import CT, MR
from core.preprocessing import SliceGrid, on_network_scale
from core.training.data import HU_MAX, HU_MIN
from core.training.prepare import sentences
from core.training.prepare.choose_slices import choose_slices, spread, thinned
from core.training.prepare.header_facts import phase_of, thickness_mm
from core.training.prepare.scans import TUMOUR_CODE, LabelledScan, PreparedSlices
from core.training.prepare.settings import PrepareSettings
from core.training.prepare.tumour_kinds import lesion_rows, with_kinds

#: Slices brought to the network grid at once: bounds the memory for long scans.
BATCH = 16
#: A liver whose middle lies further than this on the patient's left is on the wrong side.
WRONG_SIDE_MM = 10.0
MIRRORED = "the liver lay on the patient's left and was mirrored back (see --keep-sides)"
ON_THE_LEFT = "the liver lies on the patient's left and was kept there"


def cut_slices(
    scan: LabelledScan, name: str, number: int, settings: PrepareSettings
) -> PreparedSlices:
    """Choose slices and bring them and their masks to the network grid.

    The same grid as at inference (`SliceGrid`), so that a trained model meets what it learnt.

    Args:
        name: the scan's, as tables of kinds have it. number: the scan's; with the seed it decides
            which slices are chosen, whatever else is in the data set.

    Raises:
        TrainingDataError: no slice can be used, the values are no HU, or the table of kinds
            doesn't fit.
    """
    of_mr = not scan.series.is_ct
    for caution in () if of_mr else implausible_scale(scan.series):
        raise TrainingDataError(sentences.scans.not_hounsfield(name, caution.sentence))
    config = replace(settings.preprocessing, modality=MR if of_mr else CT)
    seen = on_network_scale(scan.series, config)
    rng = np.random.default_rng((settings.seed, number))
    codes = scan.codes
    lesions: Sequence[dict] = ()
    if codes is not None:
        if settings.list_lesions:
            voxel_ml = float(np.prod(scan.series.spacing_mm)) / 1000
            lesions = lesion_rows(codes == TUMOUR_CODE, voxel_ml, name, settings.kinds)
        codes = with_kinds(codes, TUMOUR_CODE, name, settings.kinds)
    index = _chosen(scan, codes, settings, rng)
    if not len(index):
        raise TrainingDataError(sentences.scans.no_usable_slice(name))
    grid = SliceGrid.for_series(seen, config)
    image = np.concatenate([_to_grid(seen.volume[i], grid) for i in _batches(index)])
    if codes is None:
        label = np.full_like(image, BACKGROUND_CODE if scan.liver_free else UNCERTAIN_CODE)
    else:
        label = np.concatenate([codes_to_grid(codes[i], grid) for i in _batches(index)])
    cautions = list(scan.cautions)
    if liver_on_the_left(label, grid.pixel_mm):
        if settings.keep_sides:
            cautions.append(ON_THE_LEFT)
        else:
            # The grid is centred on the body, so mirroring the pixels mirrors the patient.
            image, label = image[:, :, ::-1], label[:, :, ::-1]
            cautions.append(MIRRORED)
    return PreparedSlices(
        np.ascontiguousarray(image),
        np.ascontiguousarray(label),
        index,
        np.full(len(index), scan.told_class),
        tuple(cautions),
        tuple(lesions),
        source=scan.source,
        # Phases of contrast are told by HU; of MR they say nothing here.
        phase="" if of_mr else scan.phase or phase_of(scan.series),
        thickness=thickness_mm(scan.series),
        modality=MR if of_mr else "",
    )


def codes_to_grid(codes: np.ndarray, grid: SliceGrid) -> np.ndarray:
    """Mask codes on the CT's pixels -> on the network's, by share of area.

    A network pixel belongs to the liver (lesions and uncertain parts included) where that covers
    half of it or more, and there has the code that covers most of it; a tie goes to the higher.

    Args:
        codes: (n, rows, columns) uint8 on the CT's own grid.

    Returns:
        (n, size, size) uint8.
    """
    found = [int(code) for code in np.unique(codes) if code]
    if not found:
        return np.zeros((len(codes), grid.size, grid.size), dtype=np.uint8)
    # Highest first, since argmax takes the first of equals. `to_model` fills with air outside of
    # the CT's field: no share there.
    found.sort(reverse=True)
    shares = np.stack([grid.to_model(codes == code).clip(0, 1) for code in found])
    winner = np.array(found, dtype=np.uint8)[shares.argmax(axis=0)]
    # Sums of float32 that carry the offset of air: half is half up to 1e-3.
    return np.where(shares.sum(axis=0) >= 0.499, winner, np.uint8(0))


def liver_on_the_left(label: np.ndarray, pixel_mm: float) -> bool:
    """Whether the middle of the liver lies on the patient's left: on the right of the picture.

    Args:
        label: (n, s, s) on a grid that is centred on the body.
    """
    columns = np.isin(label, ANY_LIVER).sum(axis=(0, 1))
    if not columns.sum():
        return False
    middle = float((columns * np.arange(len(columns))).sum() / columns.sum())
    return (middle - (len(columns) - 1) / 2) * pixel_mm > WRONG_SIDE_MM


def _chosen(
    scan: LabelledScan,
    codes: np.ndarray | None,
    settings: PrepareSettings,
    rng: np.random.Generator,
) -> np.ndarray:
    """Ascending slice numbers; 0 is the most inferior."""
    first, last = scan.slices or (0, scan.series.n_slices - 1)
    choice = settings.choice
    if codes is not None:
        area = (codes[first : last + 1] >= LIVER_CODE).sum(axis=(1, 2))
        mm2 = area * scan.series.pixel_area_mm2()
        positions = scan.series.positions_mm[first : last + 1]
        return first + choose_slices(mm2, positions, choice, rng)
    at = rng.random()
    slices = thinned(np.arange(first, last + 1), choice.every, at)
    return slices if choice.max_slices is None else spread(slices, choice.max_slices, at)


def _to_grid(hu: np.ndarray, grid: SliceGrid) -> np.ndarray:
    return grid.to_model(hu).clip(HU_MIN, HU_MAX).round().astype(np.uint8)


def _batches(index: np.ndarray) -> list[np.ndarray]:
    return [index[k : k + BATCH] for k in range(0, len(index), BATCH)]
