"""One thin plane through the body while it is being painted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.phantom.attenuation import PORTAL_VENOUS, Enhancement
from core.phantom.geometry import round_cone
from core.phantom.texture import SmoothNoise
from core.phantom.variation import Variation

#: (x0, x1, y0, y1) in atlas mm.
Box = tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class Patch:
    """A rectangle of the canvas: atlas coordinates (mm) and where the rectangle lies."""

    rows: slice
    columns: slice
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray

    def overlap(self, other: Patch) -> tuple[slice, slice] | None:
        """Where `other` falls within this patch, as indices into this patch's arrays."""
        cuts = []
        for mine, theirs in ((self.rows, other.rows), (self.columns, other.columns)):
            low, high = max(mine.start, theirs.start), min(mine.stop, theirs.stop)
            if low >= high:
                return None
            cuts.append(slice(low - mine.start, high - mine.start))
        return cuts[0], cuts[1]


class Canvas:
    """HU of one plane of constant world z, and the atlas coordinates of its pixels.

    World frame: LPS mm about the middle of the body. Atlas coordinates are the world's, scaled and
    bent by the patient's `Variation`, so that neighbouring organs bend together and stay apart.
    """

    def __init__(
        self,
        variation: Variation,
        noises: dict[str, SmoothNoise],
        z_mm: float,
        y_mm: np.ndarray,
        x_mm: np.ndarray,
        *,
        background: np.ndarray | float = -1000.0,
        thickness_mm: float = 0.0,
        enhanced: Enhancement = PORTAL_VENOUS,
    ) -> None:
        self.enhanced = enhanced
        self.variation, self._noises, self.z_mm = variation, noises, z_mm
        self.x_mm, self.y_mm = x_mm.astype(np.float32), y_mm.astype(np.float32)
        self.pixel_mm = float(x_mm[1] - x_mm[0])
        self.thickness_mm = thickness_mm
        self.hu = np.empty((len(y_mm), len(x_mm)), dtype=np.float32)
        self.hu[...] = background
        self._textures: dict[tuple[str, int], np.ndarray] = {}
        self.x, self.y, self.z = self._atlas_coordinates()
        self.z_range = (float(self.z.min()), float(self.z.max()))

    def _atlas_coordinates(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        v = self.variation
        x, y = self.x_mm[None, :], self.y_mm[:, None]
        # Bone bends less than the soft organs around it.
        supple = 1 - 0.8 * np.exp(-((x / 45) ** 2) - ((y - 60) / 45) ** 2)
        supple = supple.astype(np.float32)
        bend = [v.warp_mm * supple * self.texture("warp", k) for k in range(3)]
        self._bend = [(float(b.min()) - 1.0, float(b.max()) + 1.0) for b in bend[:2]]
        return (
            (x / v.scale_x + bend[0]).astype(np.float32),
            (y / v.scale_y + bend[1]).astype(np.float32),
            (self.z_mm / v.scale_z + bend[2]).astype(np.float32),
        )

    def texture(self, name: str, channel: int = 0) -> np.ndarray:
        """The named smooth field (unit standard deviation) on the whole plane."""
        key = (name, channel)
        if key not in self._textures:
            noise = self._noises[name]
            self._textures[key] = noise.slice(channel, self.z_mm, self.y_mm, self.x_mm)
        return self._textures[key]

    def patch(self, box: Box) -> Patch | None:
        """The rectangle that surely holds the atlas box, or None where it leaves the plane."""
        v = self.variation
        (bx0, bx1), (by0, by1) = self._bend
        c0, c1 = np.searchsorted(
            self.x_mm, [(box[0] - bx1) * v.scale_x, (box[1] - bx0) * v.scale_x]
        )
        r0, r1 = np.searchsorted(
            self.y_mm, [(box[2] - by1) * v.scale_y, (box[3] - by0) * v.scale_y]
        )
        if c0 >= c1 or r0 >= r1:
            return None
        rows, columns = slice(int(r0), int(r1)), slice(int(c0), int(c1))
        cut = (rows, columns)
        return Patch(rows, columns, self.x[cut], self.y[cut], self.z[cut])

    def crop(self, array: np.ndarray, patch: Patch) -> np.ndarray:
        return array[patch.rows, patch.columns]

    def coverage(self, distance: np.ndarray, soft_mm: float = 0.0) -> np.ndarray:
        """Fraction of each voxel inside: a ramp as wide as the pixel (or `soft_mm`).

        Where the surface leans over, the slice's thickness blurs it: the ramp then is as wide as
        the voxel seen along the surface's normal, whose slope the distance itself tells.
        """
        ramp = max(self.pixel_mm, soft_mm)
        if self.thickness_mm > ramp and min(distance.shape) > 2:
            flat2 = np.zeros_like(distance)
            step = 0.5 / self.pixel_mm
            flat2[:, 1:-1] = ((distance[:, 2:] - distance[:, :-2]) * step) ** 2
            flat2[1:-1, :] += ((distance[2:, :] - distance[:-2, :]) * step) ** 2
            flat2[:, [0, -1]] = 1
            flat2[[0, -1], :] = 1
            # The distances are not perfect: a slope within some 6 % of upright counts as such.
            np.minimum(flat2 * 1.13, 1, out=flat2)
            ramp = ramp * np.sqrt(flat2) + self.thickness_mm * np.sqrt(1 - flat2)
        return np.minimum(np.maximum(0.5 - distance / ramp, 0), 1)

    def blend(self, patch: Patch | None, alpha: np.ndarray, hu: np.ndarray | float) -> None:
        """Mix `hu` (number or array) in, with weight alpha, inside the patch (None: all)."""
        target = self.hu if patch is None else self.hu[patch.rows, patch.columns]
        target += alpha * (hu - target)

    def paint(
        self,
        patch: Patch | None,
        distance: np.ndarray,
        hu: np.ndarray | float,
        soft_mm: float = 0.0,
    ) -> None:
        self.blend(patch, self.coverage(distance, soft_mm), hu)

    def paint_upright(
        self, patch: Patch | None, distance: np.ndarray, hu: np.ndarray | float
    ) -> None:
        """Paint a shape whose walls stand upright on the slice (skin, muscles, vertebrae)."""
        self.blend(patch, self.coverage_upright(distance), hu)

    def paint_tubes(
        self, tubes: np.ndarray, hu: float, *, squash_y: float = 1.0, fade: np.ndarray | None = None
    ) -> None:
        """Paint segments (n, 8): start and end, each (x, y, z, radius) in atlas mm.

        `fade` (shape of the canvas, 0..1) weakens them, as a tumour does to the vessels in it.
        """
        if len(tubes) == 0:
            return
        radius = np.maximum(tubes[:, 3], tubes[:, 7])
        low = np.minimum(tubes[:, 2], tubes[:, 6]) - radius
        high = np.maximum(tubes[:, 2], tubes[:, 6]) + radius
        near = (low < self.z_range[1] + 1) & (high > self.z_range[0] - 1)
        for tube in tubes[near]:
            start, end = tube[:4], tube[4:]
            reach = max(start[3], end[3]) + 1.5
            patch = self.patch(
                (
                    min(start[0], end[0]) - reach,
                    max(start[0], end[0]) + reach,
                    min(start[1], end[1]) - reach,
                    max(start[1], end[1]) + reach,
                )
            )
            if patch is None:
                continue
            distance = round_cone(patch.x, patch.y, patch.z, start, end, squash_y=squash_y)
            alpha = self._tube_coverage(distance, start, end)
            if fade is not None:
                alpha = alpha * self.crop(fade, patch)
            self.blend(patch, alpha, hu)

    def _tube_coverage(
        self, distance: np.ndarray, start: np.ndarray, end: np.ndarray
    ) -> np.ndarray:
        """As `coverage`, for a tube: lying in the slice it fills only part of the thickness."""
        axis = end[:3] - start[:3]
        lying = float(np.sqrt(1 - axis[2] ** 2 / max(axis @ axis, 1e-6)))
        if self.thickness_mm * lying <= self.pixel_mm:
            return self.coverage_upright(distance)
        chord = float(start[3] + end[3]) / max(lying, 1e-3)
        ramp = self.pixel_mm + 0.5 * lying * self.thickness_mm
        fill = min(1.0, 1.25 * chord / (self.thickness_mm + self.pixel_mm))
        return fill * np.minimum(np.maximum(0.5 - distance / ramp, 0), 1)

    def coverage_upright(self, distance: np.ndarray) -> np.ndarray:
        """Coverage of a surface that stands upright on the slice."""
        return np.minimum(np.maximum(0.5 - distance / self.pixel_mm, 0), 1)


def tubes_of(path: np.ndarray) -> np.ndarray:
    """(n-1, 8) segments of a path (n, 4)."""
    return np.hstack([path[:-1, :4], path[1:, :4]])
