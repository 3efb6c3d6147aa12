"""Align two series of one study: by their headers, then rigidly by the images around the liver.

Series of one study share a frame of reference, so the headers alone say where a voxel lies on the
table. But people breathe: between two passes the liver moves by centimetres. A rigid transform is
fitted by mutual information, which doesn't ask two phases to have the same HU (Mattes et al., IEEE
Trans Med Imaging 2003;22:120-128, doi:10.1109/TMI.2003.809072, as SimpleITK has it), over the liver
and what lies close to it.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import ndimage

from core.errors import Cancelled
from core.labels import BACKGROUND_CODE
from core.sentence import Sentence
from core.series import Series
from core.study import sentences
from core.study.edges import EdgeShift, edge_shift
from core.study.places import moved, values_at, voxels_at

#: Grid on which the images are compared, mm.
STEP_MM = 3.0
#: Left around the liver, mm: its edges are what aligns it.
RIM_MM = 9.0
#: Smoothing of the grain on that grid, voxels.
GRAIN_VOXELS = 0.7
#: HU outside this say nothing of the liver.
LOWEST_HU, HIGHEST_HU = -150.0, 300.0
#: Shifts along the body that are tried first, mm; more where the headers name different frames.
STARTS_MM = tuple(range(-40, 41, 5))
FAR_STARTS_MM = tuple(range(-200, 201, 10))
#: Room around the liver for a movement beyond those, mm.
REACH_MM = 24.0
#: Nobody turns or moves more between two passes.
MOST_DEGREES, MOST_MM = 15.0, 60.0
#: The edge of the liver must be found again at this share of the places looked at, ...
LEAST_SHARE = 0.5
#: ... and lie no farther off than this (median, mm). A phantom against its own mirror image, which
#: fits nowhere, read 6.0, and upside down 6.5; the same phantom after a breath 0.5.
MOST_EDGE_MM = 4.0


@dataclass(frozen=True, eq=False)
class PhaseAlignment:
    """From the reference series into another one of the study."""

    #: (4, 4): LPS mm of the reference -> LPS mm of the other.
    matrix: np.ndarray
    #: Of the middle of the liver.
    shift_mm: tuple[float, float, float]
    turn_degrees: float
    #: How far the liver's edge still lies from where it should.
    edge: EdgeShift
    #: Whether both series have one frame of reference.
    same_frame: bool
    #: Why lesions can't be carried over; None where it fits.
    refused: Sentence | None

    @property
    def words(self) -> Sentence:
        """How the two were aligned, or why not."""
        if self.refused is not None:
            return self.refused
        return sentences.aligned(
            self.shift_mm, self.turn_degrees, self.edge.median_mm, self.same_frame
        )


def align_series(
    reference: Series,
    mask: np.ndarray,
    other: Series,
    cancel: threading.Event | None = None,
) -> PhaseAlignment:
    """Fit `reference` to `other`.

    Args:
        mask: (z, y, x) codes of `core.labels` on the reference; must hold some liver.

    Raises:
        Cancelled: `cancel` was set.
    """
    same_frame = _same_frame(reference, other)
    points, liver, shape = _grid(reference, mask)
    matrix = _fitted(reference, other, points, liver, shape, same_frame, cancel)
    middle = points[liver.ravel()].mean(axis=0, keepdims=True)
    shift = (moved(middle, matrix) - middle)[0]
    cosine = (np.trace(matrix[:3, :3]) - 1) / 2
    turn = float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
    edge = edge_shift(reference, mask, other, matrix)
    return PhaseAlignment(
        matrix,
        (float(shift[0]), float(shift[1]), float(shift[2])),
        turn,
        edge,
        same_frame,
        _refusal(edge, float(np.linalg.norm(shift)), turn, same_frame),
    )


def _refusal(edge: EdgeShift, shift: float, turn: float, same_frame: bool) -> Sentence | None:
    if turn > MOST_DEGREES or (same_frame and shift > MOST_MM):
        return sentences.moved_too_far(shift, turn)
    if edge.median_mm is None or edge.share < LEAST_SHARE:
        return sentences.edge_not_found(edge.share)
    if edge.median_mm > MOST_EDGE_MM:
        return sentences.does_not_fit(edge.median_mm, MOST_EDGE_MM)
    return None


def _same_frame(one: Series, other: Series) -> bool:
    frame = one.tags.frame_of_reference_uid
    return bool(frame) and frame == other.tags.frame_of_reference_uid


def _grid(series: Series, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray, tuple[int, int, int]]:
    """Places (n, 3) on an even LPS grid around the liver; (z, y, x) bool, whether liver is near
    each; and the grid's shape."""
    liver = mask != BACKGROUND_CODE
    slices, rows, columns = np.nonzero(liver[:, ::2, ::2])
    places = (
        series.slice_origins_mm[slices]
        + np.outer(2 * rows * series.spacing_mm[1], series.column_direction)
        + np.outer(2 * columns * series.spacing_mm[2], series.row_direction)
    )
    low, high = places.min(axis=0) - RIM_MM, places.max(axis=0) + RIM_MM
    axes = [np.arange(a, b + STEP_MM, STEP_MM) for a, b in zip(low, high, strict=True)]
    points = _points(axes)
    shape = (len(axes[2]), len(axes[1]), len(axes[0]))
    voxels = np.rint(voxels_at(series, points)).astype(int)
    valid = np.all((voxels >= 0) & (voxels < np.array(mask.shape)[:, None]), axis=0)
    at = tuple(np.where(valid, voxels, 0))
    near = (valid & liver[at]).reshape(shape)
    rim = ndimage.binary_dilation(near, iterations=round(RIM_MM / STEP_MM))
    return points, rim, shape


def _fitted(
    reference: Series,
    other: Series,
    points: np.ndarray,
    liver: np.ndarray,
    shape: tuple[int, int, int],
    same_frame: bool,
    cancel: threading.Event | None,
) -> np.ndarray:
    """(4, 4) the transform with the most mutual information."""
    import SimpleITK as sitk  # late: only studies with phases need it

    starts = STARTS_MM if same_frame else FAR_STARTS_MM
    fixed, seen = _image(reference, points, shape)
    wide, wide_shape = _widened(points, max(starts) + REACH_MM)
    moving, there = _image(other, wide, wide_shape)
    near = sitk.GetImageFromArray((sitk.GetArrayViewFromImage(seen) * liver).astype(np.uint8))
    near.CopyInformation(fixed)

    method = sitk.ImageRegistrationMethod()
    method.SetMetricAsMattesMutualInformation(numberOfHistogramBins=32)
    method.SetMetricFixedMask(near)
    method.SetMetricMovingMask(there)
    method.SetInterpolator(sitk.sitkLinear)

    def badness(up: float) -> float:
        """Of a shift along the body; SimpleITK raises where the images don't overlap."""
        method.SetInitialTransform(sitk.TranslationTransform(3, (0.0, 0.0, float(up))))
        try:
            return float(method.MetricEvaluate(fixed, moving))
        except RuntimeError:
            return np.inf

    # A twentieth of the places is enough to choose where to begin.
    method.SetMetricSamplingStrategy(sitk.ImageRegistrationMethod.REGULAR)
    method.SetMetricSamplingPercentage(0.05, 1)
    best = min(starts, key=badness)
    method.SetMetricSamplingStrategy(sitk.ImageRegistrationMethod.NONE)
    transform = sitk.Euler3DTransform()
    transform.SetCenter(points[liver.ravel()].mean(axis=0).tolist())
    transform.SetTranslation((0.0, 0.0, float(best)))
    if cancel is not None:
        stop = cancel
        method.AddCommand(
            sitk.sitkIterationEvent, lambda: method.StopRegistration() if stop.is_set() else None
        )
    method.SetOptimizerAsRegularStepGradientDescent(
        learningRate=2.0, minStep=0.01, numberOfIterations=150, relaxationFactor=0.6
    )
    method.SetOptimizerScalesFromPhysicalShift()
    method.SetShrinkFactorsPerLevel([2, 1])
    method.SetSmoothingSigmasPerLevel([STEP_MM, 0.0])
    method.SmoothingSigmasAreSpecifiedInPhysicalUnitsOn()
    method.SetInitialTransform(transform, inPlace=True)
    # Without overlap it stays where it began, and the edges then tell that nothing fits.
    with contextlib.suppress(RuntimeError):
        method.Execute(fixed, moving)
    if cancel is not None and cancel.is_set():
        raise Cancelled(sentences.cancelled())
    turned = np.reshape(transform.GetMatrix(), (3, 3))
    centre = np.array(transform.GetCenter())
    matrix = np.eye(4)
    matrix[:3, :3] = turned
    matrix[:3, 3] = centre + transform.GetTranslation() - turned @ centre
    return matrix


def _image(series: Series, points: np.ndarray, shape: tuple[int, int, int]) -> tuple[Any, Any]:
    """SimpleITK images on the LPS grid of `points`: HU, and 1 where the series shows something."""
    import SimpleITK as sitk

    values = values_at(series, points).reshape(shape)
    inside = np.isfinite(values)
    hu = np.clip(np.where(inside, values, LOWEST_HU), LOWEST_HU, HIGHEST_HU)
    hu = ndimage.gaussian_filter(hu.astype(np.float32), GRAIN_VOXELS)
    made = [sitk.GetImageFromArray(one) for one in (hu, inside.astype(np.uint8))]
    for image in made:
        image.SetSpacing((STEP_MM, STEP_MM, STEP_MM))
        image.SetOrigin(points[0].tolist())
    return made[0], made[1]


def _widened(points: np.ndarray, along_mm: float) -> tuple[np.ndarray, tuple[int, int, int]]:
    """The same grid with room around it, so that a moved liver stays inside, and its shape."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = np.ceil(np.array([REACH_MM, REACH_MM, along_mm]) / STEP_MM)
    size = np.rint((high - low) / STEP_MM + 1 + 2 * room).astype(int)
    axes = [low[k] - room[k] * STEP_MM + STEP_MM * np.arange(size[k]) for k in range(3)]
    return _points(axes), (int(size[2]), int(size[1]), int(size[0]))


def _points(axes: Sequence[np.ndarray]) -> np.ndarray:
    """(n, 3) the grid of three axes (x, y, z), x the fastest."""
    z, y, x = np.meshgrid(*axes[::-1], indexing="ij")
    return np.column_stack([x.ravel(), y.ravel(), z.ravel()])
