"""HU where the atlas says an organ is, on noiseless cuts."""

import numpy as np
import pytest

from core.phantom.canvas import Canvas
from core.phantom.scene import build_scene, cut

AXIS = np.arange(-175.0, 175.0, 1.5)


def hu_at(scene, x, y, z, radius=3.0):
    """Mean HU within `radius` mm of an atlas point."""
    world_z = z * scene.variation.scale_z
    plane = cut(scene, world_z, AXIS, AXIS)
    canvas = Canvas(scene.variation, scene.noises, world_z, AXIS, AXIS)
    near = np.hypot(canvas.x - x, canvas.y - y) < radius
    assert near.sum() > 4
    return float(plane.hu[near].mean())


@pytest.mark.parametrize(
    ("organ", "point", "low", "high"),
    [
        ("aorta", (8, 9, -20), 145, 175),
        ("vena cava", (-21.5, 6.5, -40), 140, 170),
        ("superior mesenteric vein", (-7, -20, -32), 150, 180),
        ("liver", (-95, 0, 0), 100, 125),
        ("spleen", (94, 28, 15), 114, 128),
        ("left kidney", (68, 40, -28), 150, 195),
        ("gallbladder", (-46, -54, -26), -5, 30),
        ("psoas", (33, 38, -65), 45, 75),
        ("erector spinae", (32, 85, -40), 10, 70),
        ("thecal sac", (0, 62.5, -40), 15, 60),
        ("visceral fat", (85, 45, -110), -112, -90),
        ("left lung base", (70, 55, 88), -900, -650),
        ("heart", (50, -32, 104), 140, 165),
    ],
)
def test_organs_have_portal_venous_hu(normal_scene, organ, point, low, high):
    assert low <= hu_at(normal_scene, *point) <= high


def test_fat_lies_under_the_skin_and_air_around(normal_scene):
    plane = cut(normal_scene, 0.0, AXIS, AXIS)
    depth = -plane.skin_mm
    in_front = AXIS[:, None] < 0
    layer = (depth > 3.5) & (depth < 6) & in_front
    assert -112 < plane.hu[layer].mean() < -95
    assert plane.hu[depth < -3].max() == -1000


def test_the_scene_of_a_seed_is_the_same_with_and_without_lesions(malignant_scene):
    lesion = malignant_scene.lesions[0]
    normal = build_scene("normal", malignant_scene.variation.seed)
    here = cut(malignant_scene, lesion.centre_mm[2], AXIS, AXIS)
    there = cut(normal, lesion.centre_mm[2], AXIS, AXIS)
    far = np.ones(here.hu.shape, dtype=bool)
    for other in malignant_scene.lesions:
        gap = other.distance(AXIS[None, :], AXIS[:, None], lesion.centre_mm[2])
        far &= gap > other.edge_mm + 1
    assert np.array_equal(here.hu[far], there.hu[far])
    assert not np.array_equal(here.hu, there.hu)
    assert ((here.mask > 0) == (there.mask > 0)).all()
