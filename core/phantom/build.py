"""`make_phantom`: from a case and a seed to a CT series with its truth."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.errors import UsageError
from core.labels import SLICE_CLASSES
from core.phantom import scanner, sentences
from core.phantom.lesions import PhantomLesion
from core.phantom.scene import Scene, build_scene, cut
from core.phantom.tags import series_tags, uid_of
from core.phantom.visit import FIRST_VISIT, Visit
from core.series import Series

#: Margin below and above the liver, mm.
BELOW_MM, ABOVE_MM = 14.0, 14.0
#: The smallest slice spacing; beyond that, more slices cover more of the body.
THINNEST_MM = 0.8
#: A slice is as thick as the slice spacing, but no thicker than this.
THICKEST_MM = 5.0
SIZES = (32, 1024)
SLICES = (1, 400)


@dataclass(frozen=True, eq=False)
class Phantom:
    """A synthetic patient: the series, the exact mask, and the lesions that were put in.

    `mask` is uint8 (z, y, x) with the codes of `core.labels`, true at the centre of each voxel.
    """

    case: str
    seed: int
    series: Series
    mask: np.ndarray
    lesions: tuple[PhantomLesion, ...]
    visit: Visit = FIRST_VISIT
    #: Which series of a study with several phases; "" for a study of one series.
    phase: str = ""

    @property
    def identity(self) -> tuple[object, ...]:
        """What the UIDs are derived from."""
        n_slices, size = self.series.volume.shape[:2]
        phase = (self.phase,) if self.phase else ()
        return (self.case, self.seed, n_slices, size, *self.visit.identity(), *phase)


@dataclass(frozen=True, eq=False)
class Grid:
    """Where the voxels are (world mm along each axis), and the empty couch (HU) in the plane."""

    x_mm: np.ndarray
    y_mm: np.ndarray
    z_mm: np.ndarray
    spacing_mm: tuple[float, float, float]
    couch: np.ndarray

    @property
    def thickness_mm(self) -> float:
        """Few slices leave gaps: each is then `THICKEST_MM` thick."""
        return min(self.spacing_mm[0], THICKEST_MM)


def make_phantom(
    case: str,
    *,
    n_slices: int = 48,
    size: int = 512,
    seed: int = 0,
    visit: Visit = FIRST_VISIT,
) -> Phantom:
    """A portal-venous abdomen from just below the liver to the lung bases.

    `case` is "normal", "benign" (3 to 5 simple cysts) or "malignant" (4 to 7 metastases). The seed
    draws the patient: with the same seed the three cases differ by their lesions alone. `size` is
    the number of rows and columns; `visit` makes the same patient on another day. Raises
    `UsageError` for a case or a number out of range.
    """
    if case not in SLICE_CLASSES:
        raise UsageError(sentences.unknown_case(case, SLICE_CLASSES))
    check_numbers(n_slices, size, seed)
    scene = build_scene(case, seed)
    scene = replace(scene, lesions=visit.grown(scene.lesions))
    grid = slice_grid(scene, n_slices, size)
    volume = np.empty((n_slices, size, size), dtype=np.int16)
    mask = np.empty((n_slices, size, size), dtype=np.uint8)
    for k in range(n_slices):
        volume[k], mask[k] = render_slice(scene, grid, k, visit)
    identity = (case, seed, n_slices, size, *visit.identity())
    series = Series(
        uid=uid_of("series", *identity),
        volume=volume,
        spacing_mm=grid.spacing_mm,
        slice_origins_mm=np.column_stack(
            [np.full(n_slices, grid.x_mm[0]), np.full(n_slices, grid.y_mm[0]), grid.z_mm]
        )
        + visit.shift_mm,
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
        tags=series_tags(case, seed, identity, visit.date, grid.thickness_mm),
    )
    return Phantom(case, seed, series, mask, scene.lesions, visit)


def check_numbers(n_slices: int, size: int, seed: int) -> None:
    """Raises UsageError for one that is out of range."""
    for name, value, (low, high) in (("slices", n_slices, SLICES), ("size", size, SIZES)):
        if not low <= value <= high:
            raise UsageError(sentences.out_of_range(name, value, low, high))
    if seed < 0:
        raise UsageError(sentences.negative_seed(seed))


def slice_grid(
    scene: Scene, n_slices: int, size: int, offset_mm: tuple[float, float, float] = (0, 0, 0)
) -> Grid:
    """Voxel centres: in the plane about the middle of the body, along z over the liver; all of
    them `offset_mm` (x, y, z) farther."""
    pixel = round(scene.field_of_view_mm / size, 6)
    # Rounded as a decimal string in a file holds it.
    in_plane = round((1 - size) / 2 * pixel, 6) + np.arange(size) * pixel
    low, high = scene.liver_extent_mm[0] - BELOW_MM, scene.liver_extent_mm[1] + ABOVE_MM
    step = max(round((high - low) / n_slices, 2), THINNEST_MM)
    z = np.round((low + high) / 2 + (np.arange(n_slices) - (n_slices - 1) / 2) * step, 3)
    x, y, z = in_plane + offset_mm[0], in_plane + offset_mm[1], z + offset_mm[2]
    couch = scanner.couch_slice(y, x, scene.table_top_mm)
    return Grid(x, y, z, (step, pixel, pixel), couch)


def render_slice(
    scene: Scene,
    grid: Grid,
    index: int,
    visit: Visit = FIRST_VISIT,
    pass_number: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """HU (int16) and mask codes (uint8) of one slice; no slice depends on another.

    HU are blurred over the slice's thickness; the mask is the geometry at its central plane.
    """
    half_width, front, back = scene.body_box_mm()
    columns = slice(*np.searchsorted(grid.x_mm, [-half_width, half_width]))
    rows = slice(*np.searchsorted(grid.y_mm, [front, back]))
    body = (rows, columns)
    plane = cut(
        scene,
        float(grid.z_mm[index]),
        grid.y_mm[rows],
        grid.x_mm[columns],
        background=grid.couch[body],
        thickness_mm=grid.thickness_mm,
    )
    clean = grid.couch.copy()
    clean[body] = plane.hu
    skin = np.full(clean.shape, 50.0, dtype=np.float32)
    skin[body] = plane.skin_mm
    mask = np.zeros(clean.shape, dtype=np.uint8)
    mask[body] = plane.mask
    # No two visits share their noise, and no two passes of one.
    day = [int(visit.date)] if visit.identity() else []
    day += [pass_number] if pass_number else []
    rng = np.random.default_rng([scene.variation.seed, 8, index, len(grid.z_mm), *day])
    noise_sd = scene.variation.noise_sd_hu
    return scanner.reconstruct(clean, skin, rng, noise_sd, grid.y_mm, grid.x_mm), mask
