"""What differs between two phantom patients: one frozen record, drawn from the seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Variation:
    """Habitus and organ sizes. Lengths in mm, factors relative to the atlas, HU as shifts."""

    seed: int
    scale_x: float
    scale_y: float
    scale_z: float
    warp_mm: float
    subcutaneous_fat_mm: float
    belly_fat: float
    muscularity: float
    left_lobe: float
    right_lobe_length: float
    caudate_mm: float
    spleen: float
    kidney: float
    stomach: float
    stomach_gas_y_mm: float
    gallbladder: float
    aorta: float
    vertebra_shift_mm: float
    rib_shift_mm: float
    rib_slope: float
    n_bowel_loops: int
    liver_hu: float
    vessel_hu: float
    noise_sd_hu: float


def draw_variation(seed: int) -> Variation:
    """The patient of `seed`; the same seed always draws the same patient."""
    rng = np.random.default_rng([seed, 1])
    size = rng.uniform(0.955, 1.05)
    return Variation(
        seed=seed,
        scale_x=size * rng.uniform(0.98, 1.03),
        scale_y=size * rng.uniform(0.96, 1.03),
        scale_z=rng.uniform(0.95, 1.06),
        warp_mm=rng.uniform(3.0, 4.5),
        subcutaneous_fat_mm=rng.uniform(9.0, 25.0),
        belly_fat=rng.uniform(0.7, 1.35),
        muscularity=rng.uniform(0.8, 1.15),
        left_lobe=rng.uniform(0.74, 1.06),
        right_lobe_length=rng.uniform(0.88, 1.12),
        caudate_mm=rng.uniform(-2.0, 3.0),
        spleen=rng.uniform(0.9, 1.12),
        kidney=rng.uniform(0.94, 1.07),
        stomach=rng.uniform(0.92, 1.12),
        stomach_gas_y_mm=rng.uniform(-48.0, -26.0),
        gallbladder=rng.uniform(0.75, 1.15),
        aorta=rng.uniform(0.88, 1.12),
        vertebra_shift_mm=rng.uniform(-9.0, 9.0),
        rib_shift_mm=rng.uniform(-10.0, 10.0),
        rib_slope=rng.uniform(0.9, 1.1),
        n_bowel_loops=int(rng.integers(70, 130)),
        liver_hu=rng.uniform(-4.0, 5.0),
        vessel_hu=rng.uniform(-7.0, 7.0),
        noise_sd_hu=rng.uniform(11.5, 13.8),
    )
