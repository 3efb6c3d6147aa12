"""A phantom study of four series: one patient before and after contrast agent, with its truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.phantom.build import Phantom, check_numbers, render_slice, slice_grid
from core.phantom.dicom_writer import write_dicom
from core.phantom.lesions import PhantomLesion, draw_shape, moved, place
from core.phantom.phases import BOLUS_START, DIAMETERS_MM, PASSES, Pass
from core.phantom.scene import Scene, build_scene
from core.phantom.tags import STUDY_DATE, series_tags, uid_of
from core.phantom.visit import FIRST_VISIT
from core.series import Series

CASE = "phases"


@dataclass(frozen=True, eq=False)
class PhaseStudy:
    """The four series, in the order of `PASSES`; the lesions are the same in all."""

    seed: int
    passes: tuple[Pass, ...]
    series: tuple[Phantom, ...]
    #: HU of the liver and of the aorta in each series.
    liver_hu: tuple[float, ...]
    aorta_hu: tuple[float, ...]

    @property
    def lesions(self) -> tuple[PhantomLesion, ...]:
        """As the portal-venous series shows them: in its frame."""
        return self.series[2].lesions

    def truth(self) -> dict:
        """What was put in, as plain values: HU by series, and where each lesion lies in it."""
        return {
            "seed": self.seed,
            "series": [
                {
                    "uid": made.series.uid,
                    "phase": one.phase,
                    "breath_shift_mm": list(one.breath_mm),
                    "liver_hu": round(liver, 3),
                    "aorta_hu": round(aorta, 3),
                }
                for one, made, liver, aorta in zip(
                    self.passes, self.series, self.liver_hu, self.aorta_hu, strict=True
                )
            ],
            "lesions": [self._lesion(index) for index in range(len(self.lesions))],
        }

    def _lesion(self, index: int) -> dict:
        lesion = self.lesions[index]
        return {
            "kind": lesion.kind,
            "diameter_mm": round(lesion.diameter_mm, 3),
            "volume_ml": round(lesion.ellipsoid_ml, 4),
            "hu": [made.lesions[index].hu for made in self.series],
            "centre_mm": [
                np.round(np.add(lesion.centre_mm, one.breath_mm), 3).tolist() for one in self.passes
            ],
        }


def make_phase_study(*, n_slices: int = 48, size: int = 512, seed: int = 0) -> PhaseStudy:
    """One patient in an unenhanced, an arterial, a portal-venous and a delayed series.

    The liver has four lesions: one that is brighter than the liver in the arterial phase and darker
    later, one that fills slowly, a cyst and a hypovascular one; a narrow liver may hold fewer. Each
    is even in each phase. The patient breathes between the series, so that the body lies elsewhere;
    grids differ too. Raises `UsageError` for a number out of range.
    """
    check_numbers(n_slices, size, seed)
    scene = build_scene(CASE, seed, _draw)
    made = [_series(scene, number, n_slices, size) for number in range(len(PASSES))]
    variation = scene.variation
    return PhaseStudy(
        seed,
        PASSES,
        tuple(made),
        tuple(one.enhanced.liver + variation.liver_hu for one in PASSES),
        tuple(one.enhanced.aorta + variation.vessel_hu for one in PASSES),
    )


def write_phase_study(
    study: PhaseStudy,
    out_dir: Path,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write a folder of DICOM files for each series into `out_dir`; returns the files.

    Raises:
        UsageError: as `write_dicom`.
    """
    written: list[Path] = []
    total = sum(made.series.n_slices for made in study.series)
    for number, (one, made) in enumerate(zip(study.passes, study.series, strict=True), start=1):
        written += write_dicom(made, out_dir / f"{number}-{one.phase}")
        if progress is not None:
            progress(len(written), total)
    return written


def _series(scene: Scene, number: int, n_slices: int, size: int) -> Phantom:
    """The series of `PASSES[number]`."""
    one = PASSES[number]
    lesions = tuple(replace(lesion, hu=one.lesions[lesion.kind]) for lesion in scene.lesions)
    scene = replace(scene, enhanced=one.enhanced, lesions=lesions)
    grid = slice_grid(scene, n_slices, size, one.offset_mm)
    volume = np.empty((n_slices, size, size), dtype=np.int16)
    mask = np.empty((n_slices, size, size), dtype=np.uint8)
    for k in range(n_slices):
        volume[k], mask[k] = render_slice(scene, grid, k, pass_number=number + 1)
    seed = scene.variation.seed
    of_study = (CASE, seed, n_slices, size)
    tags = series_tags(CASE, seed, of_study, STUDY_DATE, grid.thickness_mm)
    origins = [[grid.x_mm[0], grid.y_mm[0], z] for z in grid.z_mm]
    series = Series(
        uid=uid_of("series", *of_study, one.phase),
        volume=volume,
        spacing_mm=grid.spacing_mm,
        slice_origins_mm=np.round(np.array(origins) + one.breath_mm, 6),
        row_direction=(1.0, 0.0, 0.0),
        column_direction=(0.0, 1.0, 0.0),
        tags=replace(
            tags,
            series_description=one.description,
            series_number=number + 2,
            acquired_at=STUDY_DATE + one.time,
            contrast_agent=tags.contrast_agent if one.has_agent else "",
            bolus_start=BOLUS_START if one.has_agent else "",
        ),
    )
    return Phantom(CASE, seed, series, mask, lesions, FIRST_VISIT, phase=one.phase)


def _draw(
    _case: str, seed: int, points_mm: np.ndarray, depth_mm: np.ndarray
) -> tuple[PhantomLesion, ...]:
    """One lesion of each kind, each whole inside the liver and apart from the others."""
    rng = np.random.default_rng([seed, 9])
    lesions: list[PhantomLesion] = []
    for kind, diameter in DIAMETERS_MM.items():
        for shrink in (1.0, 0.85, 0.7, 0.55):
            shape = draw_shape("benign", diameter * shrink, len(lesions), rng)
            lesion = replace(shape, kind=kind)
            centre = place(lesion, lesions, points_mm, depth_mm, rng)
            if centre is not None:
                lesions.append(moved(lesion, centre))
                break
    return tuple(lesions)
