"""One phantom patient, ready to be cut at any height."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.labels import BACKGROUND_CODE, LIVER_CODE
from core.phantom import attenuation as hu
from core.phantom import bowel as gut
from core.phantom import skeleton, thorax, vessels, viscera, wall
from core.phantom.canvas import Canvas, Patch, tubes_of
from core.phantom.geometry import smooth_max, smooth_path, smooth_step
from core.phantom.lesions import Draw, PhantomLesion, draw_lesions
from core.phantom.liver import Liver, build_liver
from core.phantom.texture import LATTICES_MM, SmoothNoise
from core.phantom.torso import diaphragm_distance
from core.phantom.variation import Variation, draw_variation

#: Fat in the fissure between the left lobe's segments, from the umbilical portal vein forwards.
LIGAMENTUM_TERES = [(4, -74, 20, 1.5), (5, -84, 8, 2.4), (3, -94, -6, 3.4), (0, -104, -24, 4)]
LIVER_BOX = (-150.0, 118.0, -112.0, 82.0)


@dataclass(frozen=True, eq=False)
class Scene:
    """Everything the seed and the case decide, before any slice is made."""

    case: str
    variation: Variation
    noises: dict[str, SmoothNoise]
    liver: Liver
    trees: vessels.VesselTrees
    bowel: gut.Bowel
    lung_vessels: np.ndarray
    lesions: tuple[PhantomLesion, ...]
    #: World z (mm) of the liver's lowest and highest point.
    liver_extent_mm: tuple[float, float]
    enhanced: hu.Enhancement = hu.PORTAL_VENOUS

    @property
    def table_top_mm(self) -> float:
        v = self.variation
        return (107.0 + 0.45 * v.subcutaneous_fat_mm) * v.scale_y

    def body_box_mm(self) -> tuple[float, float, float]:
        """World |x| and the lowest and highest world y that the skin can reach."""
        v = self.variation
        fat = 1.5 * v.subcutaneous_fat_mm + v.warp_mm
        return (151 + fat) * v.scale_x, -(107 + fat) * v.scale_y, self.table_top_mm + 3

    @property
    def field_of_view_mm(self) -> float:
        """Side of the square image: the body and a margin, in steps of 10 mm."""
        v = self.variation
        width = 2 * (150.0 + 1.15 * v.subcutaneous_fat_mm) * v.scale_x
        return float(np.clip(np.ceil((width + 34) / 10) * 10, 360, 440))


def build_scene(case: str, seed: int, draw: Draw = draw_lesions) -> Scene:
    """Draw the patient, grow vessels and bowel, place the lesions; `draw` as `draw_lesions`."""
    variation = draw_variation(seed)
    noises = {name: SmoothNoise(seed, name) for name in LATTICES_MM}
    liver = build_liver(variation)
    points, depth = _liver_points(variation, noises, liver)
    return Scene(
        case=case,
        variation=variation,
        noises=noises,
        liver=liver,
        trees=vessels.build_trees(variation, liver),
        bowel=gut.build_bowel(variation, liver),
        lung_vessels=thorax.lung_vessels(seed),
        lesions=draw(case, seed, points, depth),
        liver_extent_mm=(float(points[:, 2].min()) - 2, float(points[:, 2].max()) + 2),
    )


def _liver_points(
    variation: Variation, noises: dict[str, SmoothNoise], liver: Liver
) -> tuple[np.ndarray, np.ndarray]:
    """World points (n, 3) inside the liver on a 4 mm grid, and their depth (n,) in mm."""
    axis = np.arange(-190.0, 190.0, 4.0)
    points, depths = [], []
    for z in np.arange(-120.0, 120.0, 4.0):
        canvas = Canvas(variation, noises, z, axis, axis)
        patch = canvas.patch(LIVER_BOX)
        if patch is None:  # never on this grid, which is wider than any liver
            continue
        distance = liver_distance(canvas, patch, liver)
        holes = np.minimum(
            great_vein_distance(canvas, patch, far_mm=24.0),
            viscera.gallbladder_distance(canvas, patch, far_mm=24.0),
        )
        distance = np.maximum(distance, np.where(holes < 22, -holes, -1e3))
        rows, columns = np.nonzero(distance < 0)
        x = canvas.x_mm[patch.columns][columns]
        y = canvas.y_mm[patch.rows][rows]
        points.append(np.column_stack([x, y, np.full(len(x), z)]))
        depths.append(-distance[rows, columns])
    return np.vstack(points), np.concatenate(depths)


def liver_distance(canvas: Canvas, patch: Patch, liver: Liver) -> np.ndarray:
    """Surface of the liver less gallbladder, cava and the fat about the right kidney."""
    distance = liver.at(patch.x, patch.y, patch.z)
    distance = distance + 1.0 * canvas.crop(canvas.texture("coarse", 0), patch)
    distance = distance + 0.35 * canvas.crop(canvas.texture("mid", 0), patch)
    near = canvas.patch((-100, 10, -95, 75))
    here = None if near is None else patch.overlap(near)
    if near is None or here is None:
        return distance
    part = distance[here]
    bladder = viscera.gallbladder_distance(canvas, near)
    kidney = viscera.kidney_distance(canvas, near, viscera.RIGHT_KIDNEY)
    notch = viscera.path_distance(canvas, near, LIGAMENTUM_TERES, squash_y=0.3)
    part = _carved(part, bladder - 1.2, 2.0)
    part = _carved(part, notch, 2.5)
    distance[here] = smooth_max(part, viscera.PERIRENAL_FAT_MM - kidney, 4.0)
    return distance


def _carved(distance: np.ndarray, tube: np.ndarray, radius: float) -> np.ndarray:
    """`distance` less a tube whose own distance is known only up to `viscera.FAR_MM`."""
    near = tube < viscera.FAR_MM - 3
    return np.where(near, smooth_max(distance, -tube, radius), distance)


def great_vein_distance(canvas: Canvas, patch: Patch, far_mm: float = viscera.FAR_MM) -> np.ndarray:
    """Distance to the cava and the portal trunk: not liver, though they touch it."""
    cava = viscera.path_distance(canvas, patch, vessels.VENA_CAVA, squash_y=1.1, far_mm=far_mm)
    trunk = viscera.path_distance(canvas, patch, vessels.PORTAL_TRUNK, far_mm=far_mm)
    return np.minimum(cava, trunk)


@dataclass(frozen=True, eq=False)
class Plane:
    """A noiseless cut: HU, mask codes at its middle, and mm below (negative) the skin."""

    hu: np.ndarray
    mask: np.ndarray
    skin_mm: np.ndarray


def cut(
    scene: Scene,
    z_mm: float,
    y_mm: np.ndarray,
    x_mm: np.ndarray,
    *,
    background: np.ndarray | float = -1000.0,
    thickness_mm: float = 0.0,
) -> Plane:
    """Paint the plane at world height z from the outside in, on a background of air and table.

    Surfaces are blurred as a slice of `thickness_mm` blurs them; the mask is that of the plane.
    """
    canvas = Canvas(
        scene.variation,
        scene.noises,
        z_mm,
        y_mm,
        x_mm,
        background=background,
        thickness_mm=thickness_mm,
        enhanced=scene.enhanced,
    )
    torso = wall.torso_field(canvas, scene.table_top_mm)
    above = diaphragm_distance(canvas.x, canvas.y, canvas.z, torso.index)

    wall.paint_shell(canvas, torso)
    wall.paint_wall(canvas, torso)
    wall.paint_back_muscles(canvas, torso)
    _paint_cavity_fat(canvas, torso)
    wall.paint_psoas(canvas)
    thorax.paint_diaphragm(canvas, torso, above)
    thorax.paint_lungs(canvas, torso, above, scene.lung_vessels)
    thorax.paint_heart(canvas, torso, above)
    thorax.paint_crura(canvas)
    skeleton.paint_ribs(canvas, torso)
    skeleton.paint_sternum(canvas, torso)
    skeleton.paint_spine(canvas)

    viscera.paint_kidneys(canvas)
    viscera.paint_adrenals(canvas)
    gut.paint_mesentery(canvas, scene.bowel)
    gut.paint_colon(canvas)
    gut.paint_small_bowel(canvas, scene.bowel)
    viscera.paint_duodenum(canvas)
    viscera.paint_pancreas(canvas)
    _paint_great_vessels(canvas, scene.variation, branches=True)
    viscera.paint_oesophagus(canvas)
    viscera.paint_stomach(canvas, above)
    viscera.paint_spleen(canvas, torso, above)
    mask = _paint_liver(canvas, scene)
    _paint_great_vessels(canvas, scene.variation, branches=False)
    viscera.paint_gallbladder(canvas)
    return Plane(canvas.hu, mask, torso.skin)


def _paint_cavity_fat(canvas: Canvas, torso: wall.TorsoField) -> None:
    haze = 3 * canvas.texture("mid", 20) + 2.5 * canvas.texture("fine", 11)
    canvas.paint(None, torso.cavity, hu.VISCERAL_FAT + haze)


def _paint_great_vessels(canvas: Canvas, variation: Variation, *, branches: bool) -> None:
    """The branches lie behind the organs in front of them; the trunks are drawn last."""
    shift, own = variation.vessel_hu, canvas.enhanced
    veins = (vessels.SMV, vessels.SPLENIC_VEIN)
    arteries = (vessels.COELIAC, vessels.SPLENIC_ARTERY, vessels.SMA)
    renal_veins = (vessels.LEFT_RENAL_VEIN, vessels.RIGHT_RENAL_VEIN)
    renal_arteries = (vessels.LEFT_RENAL_ARTERY, vessels.RIGHT_RENAL_ARTERY)

    def tubes(path: ArrayLike, scale: float = 1.0) -> np.ndarray:
        curve = smooth_path(path, 4)
        curve[:, 3] *= scale
        return tubes_of(curve)

    if branches:
        for path in (*renal_arteries, *arteries):
            canvas.paint_tubes(tubes(path), own.aorta + shift)
        for path in renal_veins:
            canvas.paint_tubes(tubes(path), own.vena_cava + 8 + shift)
        for path in veins:
            canvas.paint_tubes(tubes(path), own.portal_vein + shift)
        for path in (vessels.AZYGOS, vessels.HEMIAZYGOS):
            canvas.paint_tubes(tubes(path), own.vena_cava - 5 + shift)
        return
    canvas.paint_tubes(tubes(vessels.PORTAL_TRUNK), own.portal_vein + shift)
    canvas.paint_tubes(tubes(vessels.VENA_CAVA), own.vena_cava + shift, squash_y=1.1)
    canvas.paint_tubes(tubes(vessels.AORTA, variation.aorta), own.aorta + shift)


def _paint_liver(canvas: Canvas, scene: Scene) -> np.ndarray:
    """Parenchyma, veins and lesions; returns the exact mask codes of this plane."""
    mask = np.full(canvas.hu.shape, BACKGROUND_CODE, dtype=np.uint8)
    patch = canvas.patch(LIVER_BOX)
    if patch is None:
        return mask
    distance = liver_distance(canvas, patch, scene.liver)
    if distance.min() > 1:
        return mask
    inside = np.maximum(distance, -great_vein_distance(canvas, patch)) < 0
    canvas.crop(mask, patch)[inside] = LIVER_CODE
    liver_hu = canvas.enhanced.liver + scene.variation.liver_hu
    canvas.paint(patch, distance, liver_hu + 1.2 * canvas.crop(canvas.texture("mid", 21), patch))

    parts = [
        (lesion, part)
        for lesion in scene.lesions
        if (part := _lesion_patch(canvas, lesion)) is not None
    ]
    in_liver = np.zeros(canvas.hu.shape, dtype=np.float32)
    canvas.crop(in_liver, patch)[...] = canvas.coverage(distance + 0.5)
    for lesion, part in parts:
        weight = _lesion_weight(canvas, lesion, _lesion_distance(canvas, lesion, part))
        canvas.crop(in_liver, part)[...] *= 1 - weight
    shift = scene.variation.vessel_hu
    canvas.paint_tubes(scene.trees.hepatic, canvas.enhanced.hepatic_vein + shift, fade=in_liver)
    canvas.paint_tubes(scene.trees.portal, canvas.enhanced.portal_vein + shift, fade=in_liver)

    in_liver[...] = 0
    canvas.crop(in_liver, patch)[...] = canvas.coverage(distance)
    for lesion, part in parts:
        border = _lesion_distance(canvas, lesion, part)
        mottle = canvas.crop(canvas.texture("mid", 22), part)
        weight = _lesion_weight(canvas, lesion, border) * canvas.crop(in_liver, part)
        canvas.blend(part, weight, lesion.tissue(border, mottle, liver_hu))
        codes = canvas.crop(mask, part)
        codes[(border < 0) & (codes == LIVER_CODE)] = lesion.code
    return mask


def _lesion_patch(canvas: Canvas, lesion: PhantomLesion) -> Patch | None:
    """Lesions are in world mm, so their rectangle is cut without the atlas' bending."""
    x, y, z = lesion.centre_mm
    reach = lesion.reach_mm + 1.0
    if abs(canvas.z_mm - z) > reach:
        return None
    columns = slice(*np.searchsorted(canvas.x_mm, [x - reach, x + reach]))
    rows = slice(*np.searchsorted(canvas.y_mm, [y - reach, y + reach]))
    cut_at = (rows, columns)
    if canvas.hu[cut_at].size == 0:
        return None
    return Patch(rows, columns, canvas.x[cut_at], canvas.y[cut_at], canvas.z[cut_at])


def _lesion_weight(canvas: Canvas, lesion: PhantomLesion, border: np.ndarray) -> np.ndarray:
    """How much of the liver the lesion replaces; 1/2 at its border."""
    if lesion.edge_mm <= canvas.pixel_mm:
        return canvas.coverage(border)
    return smooth_step(-border, -lesion.edge_mm / 2, lesion.edge_mm / 2)


def _lesion_distance(canvas: Canvas, lesion: PhantomLesion, part: Patch) -> np.ndarray:
    return lesion.distance(
        canvas.x_mm[part.columns][None, :], canvas.y_mm[part.rows][:, None], canvas.z_mm
    ).astype(np.float32)
