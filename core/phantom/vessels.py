"""Great vessels as smooth tubes, and the portal and hepatic venous trees inside the liver.

Daughters of a branching obey Murray's law, r0^3 = r1^3 + r2^3 (Murray, Proc Natl Acad Sci USA
1926;12:207-214, doi:10.1073/pnas.12.3.207).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.phantom.canvas import tubes_of
from core.phantom.geometry import smooth_path
from core.phantom.liver import Liver
from core.phantom.variation import Variation

#: Paths of (x, y, z, radius), atlas mm.
AORTA = [(3, 8, -175, 7.5), (4, 9, -110, 8.4), (6, 9, -60, 9.3), (8, 9, -20, 10.2),
         (10, 9, 10, 10.8), (13, 11, 35, 11.3), (18, 15, 65, 11.8), (22, 18, 120, 12.2),
         (23, 18, 175, 12.4)]  # fmt: skip
VENA_CAVA = [(-19, 11, -175, 9), (-20, 10, -110, 10), (-21, 8, -60, 10.5), (-22, 5, -20, 11),
             (-24, 1, 12, 11), (-26, -4, 40, 11.5), (-27, -11, 62, 12.5), (-25, -20, 80, 11.5),
             (-20, -27, 98, 11)]  # fmt: skip
AZYGOS = [(-6, 21, 20, 1.8), (-5, 21, 60, 2.6), (-4, 20, 120, 3.2), (-4, 20, 170, 3.4)]
HEMIAZYGOS = [(14, 29, 20, 1.2), (16, 31, 70, 1.9), (15, 31, 170, 2.2)]
COELIAC = [(10, 0, 11, 3.4), (8, -9, 10, 3.2), (2, -13, 9, 2.8), (-10, -19, 4, 2.4),
           (-24, -27, 6, 2.0)]  # fmt: skip
SPLENIC_ARTERY = [(8, -9, 10, 2.8), (24, -4, 14, 2.5), (38, 3, 9, 2.4), (52, 8, 17, 2.3),
                  (66, 20, 13, 2.1), (80, 28, 22, 1.9)]  # fmt: skip
SMA = [(8, 0, -2, 3.9), (7, -8, -12, 3.8), (6, -14, -30, 3.6), (5, -18, -60, 3.2),
       (2, -24, -110, 2.6), (-6, -30, -170, 2.0)]  # fmt: skip
SMV = [(-6, -18, -10, 6.8), (-7, -20, -32, 6.4), (-6, -23, -60, 5.6), (-6, -28, -110, 4.6),
       (-14, -34, -170, 3.6)]  # fmt: skip
SPLENIC_VEIN = [(-6, -17, -10, 5.2), (14, -13, -4, 4.8), (36, -3, 3, 4.6), (58, 16, 8, 4.2),
                (78, 30, 14, 3.4), (90, 36, 22, 2.4)]  # fmt: skip
PORTAL_TRUNK = [(-6, -18, -10, 7.2), (-16, -20, -3, 7.0), (-27, -22, 5, 6.8), (-36, -21, 10, 6.4)]
LEFT_RENAL_VEIN = [(42, 22, -30, 4.4), (28, 8, -28, 4.6), (10, -4, -26, 4.6), (-10, -1, -26, 5.4),
                   (-18, 4, -26, 6)]  # fmt: skip
RIGHT_RENAL_VEIN = [(-44, 24, -40, 4.4), (-34, 14, -37, 5.2), (-24, 7, -34, 6.0)]
LEFT_RENAL_ARTERY = [(9, 9, -22, 2.8), (22, 16, -25, 2.7), (44, 26, -29, 2.3)]
RIGHT_RENAL_ARTERY = [(8, 10, -26, 2.8), (-12, 21, -30, 2.7), (-30, 24, -36, 2.5),
                      (-46, 28, -40, 2.2)]  # fmt: skip

#: Trunks inside the liver.
PORTAL_TREE = [
    [(-36, -21, 10, 6.4), (-48, -17, 13, 5.8), (-60, -16, 15, 5.0)],
    [(-60, -16, 15, 4.2), (-74, -30, 22, 3.8), (-84, -38, 38, 3.2), (-90, -42, 56, 2.2)],
    [(-66, -22, 17, 3.4), (-82, -42, 4, 3.0), (-92, -54, -16, 2.2)],
    [(-60, -16, 15, 4.4), (-74, 0, 14, 4.0), (-86, 18, 26, 3.2), (-92, 26, 48, 2.2)],
    [(-74, 0, 14, 3.6), (-88, 18, 0, 3.0), (-98, 26, -24, 2.4), (-104, 20, -48, 1.6)],
    [(-36, -21, 10, 5.2), (-24, -32, 18, 4.8), (-8, -44, 24, 4.6), (2, -56, 25, 4.6),
     (4, -68, 22, 3.6)],
    [(-2, -50, 25, 2.8), (18, -58, 34, 2.6), (40, -68, 42, 1.8)],
    [(4, -66, 22, 2.8), (22, -74, 15, 2.4), (44, -80, 14, 1.6)],
    [(3, -64, 22, 2.7), (-14, -76, 14, 2.3), (-28, -84, 4, 1.6)],
    [(1, -58, 25, 2.5), (-18, -66, 36, 2.2), (-34, -74, 46, 1.5)],
]  # fmt: skip
HEPATIC_TREE = [
    [(-30, -8, 60, 5.8), (-44, -2, 56, 5.2), (-64, 6, 46, 4.6), (-86, 12, 26, 3.8),
     (-98, 10, 2, 3.0), (-104, 4, -24, 2.0)],
    [(-28, -15, 61, 5.2), (-36, -32, 54, 4.6), (-46, -50, 38, 4.0), (-56, -64, 16, 3.2),
     (-62, -74, -6, 2.2)],
    [(-24, -17, 62, 4.6), (-8, -32, 56, 4.0), (10, -46, 48, 3.4), (30, -60, 40, 2.6),
     (48, -72, 32, 1.8)],
    [(-44, -2, 56, 2.8), (-66, 14, 66, 2.4), (-84, 26, 68, 1.6)],
    [(-36, -32, 54, 2.6), (-56, -38, 66, 2.2), (-74, -44, 70, 1.6)],
    [(-64, 6, 46, 2.8), (-78, 26, 34, 2.4), (-84, 44, 20, 1.8)],
]  # fmt: skip
SMALLEST_RADIUS_MM = 0.75


@dataclass(frozen=True, eq=False)
class VesselTrees:
    """Tube segments (n, 8), atlas mm."""

    portal: np.ndarray
    hepatic: np.ndarray


def build_trees(variation: Variation, liver: Liver) -> VesselTrees:
    """Grow side branches off the named trunks until they are too thin or leave the liver."""
    rng = np.random.default_rng([variation.seed, 4])
    return VesselTrees(
        portal=_grow(PORTAL_TREE, liver, rng), hepatic=_grow(HEPATIC_TREE, liver, rng)
    )


def _grow(trunks: Sequence[ArrayLike], liver: Liver, rng: np.random.Generator) -> np.ndarray:
    segments: list[np.ndarray] = []
    queue: list[tuple[np.ndarray, np.ndarray, float]] = []
    for trunk in trunks:
        points = np.array(trunk, dtype=float)
        points[1:, :3] += rng.normal(0, 1.6, (len(points) - 1, 3))
        path = smooth_path(points, 4)
        segments.append(tubes_of(path))
        for k in range(2, len(path), 2):
            heading = path[k, :3] - path[k - 1, :3]
            queue.append((path[k], heading / np.linalg.norm(heading), 0.55))
        heading = path[-1, :3] - path[-2, :3]
        queue.append((path[-1], heading / np.linalg.norm(heading), 0.9))
    while queue:
        start, heading, share = queue.pop()
        radius = min(start[3] * share * rng.uniform(0.85, 1.1), 2.6)
        if radius < SMALLEST_RADIUS_MM:
            continue
        # Turn away from the parent by 35-65 degrees (side branch) or 10-30 (continuation).
        angle = np.deg2rad(rng.uniform(35, 65) if share < 0.8 else rng.uniform(10, 30))
        across = np.cross(heading, rng.normal(size=3))
        across /= np.linalg.norm(across)
        direction = np.cos(angle) * heading + np.sin(angle) * across
        branch = [np.array([*start[:3], radius])]
        n_steps = int(rng.integers(3, 6))
        for step in range(n_steps):
            direction = direction + rng.normal(0, 0.16, 3)
            direction /= np.linalg.norm(direction)
            point = branch[-1][:3] + direction * (3.0 + 2.2 * radius)
            thin = radius * (1 - 0.28 * (step + 1) / n_steps)
            if liver.at(*point[:, None])[0] > -3.0 - thin:
                break
            branch.append(np.array([*point, thin]))
        if len(branch) < 2:
            continue
        segments.append(tubes_of(np.array(branch)))
        # r0^3 = r1^3 + r2^3 with r2/r1 drawn.
        ratio = rng.uniform(0.6, 0.95)
        large = (1 / (1 + ratio**3)) ** (1 / 3)
        queue.append((branch[-1], direction, large))
        queue.append((branch[-1], direction, large * ratio * 0.79))
    return np.vstack(segments)
