"""Lesions of known geometry: cysts, metastases and others, in world millimetres.

They live in world coordinates, outside the atlas' bending, so that a cyst is an exact ellipsoid
whose volume is 4/3 pi a b c.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.spatial.transform import Rotation

from core.labels import BENIGN_CODE, MALIGNANT_CODE
from core.phantom import attenuation as hu
from core.phantom.geometry import smooth_step

CYST_KIND, METASTASIS_KIND = "cyst", "metastasis"
#: Of a study with phases: named by how they take up contrast agent, even in each phase.
WASHOUT_KIND, PROGRESSIVE_KIND, HYPOVASCULAR_KIND = "washout", "progressive", "hypovascular"
SOLID, RIM, NECROTIC = "solid", "rim", "necrotic"


@dataclass(frozen=True, eq=False)
class PhantomLesion:
    """One lesion. Centre and axes in world mm (LPS); `hu` is its typical core."""

    kind: str
    variant: str
    centre_mm: tuple[float, float, float]
    semi_axes_mm: tuple[float, float, float]
    hu: float
    core_hu: float
    #: Width in mm over which it fades into the liver.
    edge_mm: float
    #: Height in mm of the lobes on its surface; 0 for an exact ellipsoid.
    lobes_mm: float
    turn: np.ndarray = field(repr=False)
    waves: np.ndarray = field(repr=False)

    @property
    def code(self) -> int:
        """Mask code of `core.labels`."""
        return BENIGN_CODE if self.kind in (CYST_KIND, PROGRESSIVE_KIND) else MALIGNANT_CODE

    @property
    def diameter_mm(self) -> float:
        """Longest axis."""
        return 2 * max(self.semi_axes_mm)

    @property
    def ellipsoid_ml(self) -> float:
        """Volume of the ellipsoid without lobes, in mL."""
        return 4 / 3 * np.pi * float(np.prod(self.semi_axes_mm)) / 1000

    @property
    def reach_mm(self) -> float:
        return max(self.semi_axes_mm) + 1.6 * self.lobes_mm + self.edge_mm

    def distance(self, x: np.ndarray, y: np.ndarray, z: np.ndarray | float) -> np.ndarray:
        """Signed distance (mm, negative inside) at world points; zero is the true border."""
        p = np.stack(np.broadcast_arrays(
            x - self.centre_mm[0], y - self.centre_mm[1], z - self.centre_mm[2]
        ))  # fmt: skip
        p = np.tensordot(self.turn, p, axes=1)
        axes = np.array(self.semi_axes_mm).reshape(3, *[1] * (p.ndim - 1))
        k0 = np.sqrt(((p / axes) ** 2).sum(axis=0))
        k1 = np.sqrt(((p / axes**2) ** 2).sum(axis=0))
        distance = k0 * (k0 - 1) / np.maximum(k1, 1e-3)
        if self.lobes_mm:
            lobes = sum(np.sin(np.tensordot(w[:3], p, axes=1) + w[3]) for w in self.waves)
            distance = distance + self.lobes_mm * lobes / np.sqrt(len(self.waves) / 2)
        return distance

    def tissue(self, distance: np.ndarray, mottle: np.ndarray, liver_hu: float) -> np.ndarray:
        """HU inside, by depth under the border; `mottle` is a unit-variance texture."""
        if self.kind != METASTASIS_KIND:
            return np.full(distance.shape, self.hu, dtype=np.float32)
        depth = -distance
        body = self.hu + 4.0 * mottle
        size = min(self.semi_axes_mm)
        if self.variant == RIM:
            # The rim takes up some contrast: between the liver and the core.
            rim_hu = liver_hu - 26
            inner = smooth_step(depth + 0.05 * size * mottle, 0.12 * size, 0.36 * size)
            return rim_hu + inner * (body - 4 - rim_hu)
        if self.variant == NECROTIC:
            core = smooth_step(depth + 0.12 * size * mottle, 0.36 * size, 0.62 * size)
            return body + 8 + core * (self.core_hu - body - 8)
        return body


#: As `draw_lesions`.
Draw = Callable[[str, int, np.ndarray, np.ndarray], tuple[PhantomLesion, ...]]


def draw_lesions(
    case: str, seed: int, points_mm: np.ndarray, depth_mm: np.ndarray
) -> tuple[PhantomLesion, ...]:
    """Lesions of a case, inside the liver and apart from each other.

    `points_mm` (n, 3) are world points in the liver, `depth_mm` (n,) their distance to its surface.
    """
    if case == "normal":
        return ()
    rng = np.random.default_rng([seed, 7, len(case)])
    if case == "benign":
        diameters = [rng.uniform(26, 35), rng.uniform(15, 23)]
        diameters += list(rng.uniform(8, 16, int(rng.integers(1, 4))))
    else:
        diameters = [rng.uniform(38, 50), rng.uniform(26, 36)]
        diameters += list(rng.uniform(10, 26, int(rng.integers(2, 6))))
    lesions: list[PhantomLesion] = []
    for diameter in diameters:
        # A small or narrow liver may not hold the largest: then a smaller one.
        for shrink in (1.0, 0.85, 0.7, 0.55):
            lesion = draw_shape(case, diameter * shrink, len(lesions), rng)
            centre = place(lesion, lesions, points_mm, depth_mm, rng)
            if centre is not None:
                lesions.append(moved(lesion, centre))
                break
    return tuple(lesions)


def draw_shape(case: str, diameter: float, rank: int, rng: np.random.Generator) -> PhantomLesion:
    cyst = case == "benign"
    ratios = np.array([1.0, *rng.uniform(*((0.84, 0.97) if cyst else (0.74, 0.96)), 2)])
    long, middle, short = (float(r) for r in diameter / 2 * ratios)
    directions = rng.normal(size=(7, 3))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    frequency = rng.uniform(1.6, 3.4, (7, 1)) / (diameter / 2)
    waves = np.hstack([directions * frequency, rng.uniform(0, 2 * np.pi, (7, 1))])
    if cyst:
        variant, value, edge, lobes = SOLID, rng.uniform(*hu.CYST), 0.0, 0.0
    else:
        variant = (NECROTIC, RIM, SOLID)[rank % 3] if diameter > 18 else SOLID
        value = rng.uniform(*hu.METASTASIS)
        edge, lobes = float(np.clip(0.16 * diameter, 2.5, 6.0)), 0.045 * diameter
    return PhantomLesion(
        kind=CYST_KIND if cyst else METASTASIS_KIND,
        variant=variant,
        centre_mm=(0.0, 0.0, 0.0),
        semi_axes_mm=(long, middle, short),
        hu=float(value),
        core_hu=float(rng.uniform(*hu.NECROSIS)),
        edge_mm=edge,
        lobes_mm=float(lobes),
        turn=Rotation.random(random_state=int(rng.integers(2**31))).as_matrix(),
        waves=waves,
    )


def place(
    lesion: PhantomLesion,
    others: Sequence[PhantomLesion],
    points_mm: np.ndarray,
    depth_mm: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray | None:
    """The candidate farthest from the lesions there are, among some that fit."""
    radius = max(lesion.semi_axes_mm)
    # An even one keeps its whole ellipsoid inside the liver; a metastasis may reach the surface.
    need = 0.62 * radius + 1.0 if lesion.kind == METASTASIS_KIND else radius + 2.5
    fits = np.flatnonzero(depth_mm > need)
    if len(fits) == 0:
        return None
    tries = points_mm[rng.choice(fits, size=min(12, len(fits)), replace=False)]
    gaps = np.full(len(tries), np.inf)
    for other in others:
        away = np.linalg.norm(tries - other.centre_mm, axis=1)
        gaps = np.minimum(gaps, away - radius - max(other.semi_axes_mm) - 1.6 * other.lobes_mm)
    best = int(np.argmax(gaps)) if others else int(rng.integers(len(tries)))
    return tries[best] if gaps[best] > 6 else None


def moved(lesion: PhantomLesion, centre: np.ndarray) -> PhantomLesion:
    x, y, z = (float(c) for c in centre)
    return replace(lesion, centre_mm=(x, y, z))
