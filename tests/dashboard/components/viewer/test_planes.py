"""The viewer's coronal and sagittal images against SimpleITK, its statistics against numpy."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from skimage.draw import polygon2mask

from core.series import Series
from dashboard.components.viewer.facts import coverage
from dashboard.state.volumes import encode

sitk = pytest.importorskip("SimpleITK", reason="SimpleITK is not installed")

PROGRAM = Path(__file__).resolve().parents[3] / "js" / "viewer_figures.js"
NODE = shutil.which("node", path=None) or shutil.which("node", path=".venv/bin")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")

#: Places of bright blobs, LPS mm, and how far they reach (sigma).
BLOBS = ((4.0, 11.0, 20.0), (-12.0, -6.0, 43.0))
SIGMA_MM = 6.0


def series(origins, spacing_mm, column_direction=(0.0, 1.0, 0.0), shape=(48, 40)) -> Series:
    """Blobs on a slope, sampled at the voxels of such a stack."""
    origins = np.asarray(origins, dtype=float)
    rows, columns = shape
    row = np.asarray(column_direction) * spacing_mm[0]
    column = np.array([spacing_mm[1], 0.0, 0.0])
    places = (
        origins[:, None, None]
        + np.arange(rows)[None, :, None, None] * row
        + np.arange(columns)[None, None, :, None] * column
    )
    hu = 2.0 * places[..., 0] - places[..., 1] + 0.5 * places[..., 2]
    for blob in BLOBS:
        apart = ((places - blob) ** 2).sum(axis=-1)
        hu += 1000.0 * np.exp(-0.5 * apart / SIGMA_MM**2)
    normal = np.cross((1.0, 0.0, 0.0), column_direction)
    distance = float(np.median(np.diff(origins @ normal)))
    return Series(
        uid="1.2.3",
        volume=np.rint(hu).astype(np.int16),
        spacing_mm=(distance, *spacing_mm),
        slice_origins_mm=origins,
        row_direction=(1.0, 0.0, 0.0),
        column_direction=tuple(column_direction),
    )


def stack(heights, x=-24.0, y=-30.0):
    return [(x, y, z) for z in heights]


def tilted() -> Series:
    """The gantry leans by 20 degrees: slices follow each other along z, not along their normal."""
    angle = np.deg2rad(20.0)
    down = (0.0, float(np.cos(angle)), float(-np.sin(angle)))
    return series(stack(4.0 + 2.5 * np.arange(26)), (1.2, 1.2), down)


CASES = {
    "tilted": tilted,
    "uneven": lambda: series(stack(np.cumsum([2.0, 3.0, 2.5, 3.5, 2.0] * 5)), (1.2, 1.2)),
    "anisotropic": lambda: series(stack(4.0 * np.arange(16)), (1.4, 0.7), shape=(44, 70)),
}


def asked(of: Series, folder: Path, **request) -> dict:
    """What the browser's modules say, from the bytes that the server sends."""
    data, header = encode(of.volume, of.affine_ras, "ct")
    (folder / "ct.nii").write_bytes(header + data.tobytes())
    request["origins"] = of.slice_origins_mm.tolist()
    request["coverage"] = coverage(of)
    (folder / "request.json").write_text(json.dumps(request))
    answer = subprocess.run(
        [NODE, PROGRAM, folder / "request.json", folder / "ct.nii"],
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout)


def values(image: dict, outside: int) -> np.ndarray:
    shown = np.array(image["values"], dtype=float).reshape(image["height"], image["width"])
    return np.where(shown == outside, np.nan, shown)


def places(image: dict, plane: str) -> np.ndarray:
    """(rows, columns, 3) LPS mm of the pixels."""
    across = np.eye(3)[0 if plane == "coronal" else 1]
    v, u = np.mgrid[: image["height"], : image["width"]][..., None]
    return np.array(image["first"]) + image["step"] * (u * across - v * np.array([0.0, 0.0, 1.0]))


def by_simpleitk(of: Series, wanted: np.ndarray) -> np.ndarray:
    """HU at (rows, columns, 3) LPS places; NaN outside. The volume lies in index space, a
    displacement field leads there: SimpleITK's images know neither shear nor uneven slices."""
    normal = of.normal
    z = np.interp(wanted @ normal, of.positions_mm, np.arange(of.n_slices))
    beyond = np.maximum(of.positions_mm[0] - wanted @ normal, wanted @ normal - of.positions_mm[-1])
    z = np.where(beyond > 0, -9.0, z)
    origins = np.stack(
        [np.interp(z, np.arange(of.n_slices), of.slice_origins_mm[:, axis]) for axis in range(3)],
        axis=-1,
    )
    x = (wanted - origins) @ np.asarray(of.row_direction) / of.spacing_mm[2]
    y = (wanted - origins) @ np.asarray(of.column_direction) / of.spacing_mm[1]
    rows, columns = wanted.shape[:2]
    grid_v, grid_u = np.mgrid[:rows, :columns].astype(float)
    field = np.stack([x - grid_u, y - grid_v, z], axis=-1)[None]
    transform = sitk.DisplacementFieldTransform(
        sitk.Cast(sitk.GetImageFromArray(field, isVector=True), sitk.sitkVectorFloat64)
    )
    resampler = sitk.ResampleImageFilter()
    resampler.SetSize((columns, rows, 1))
    resampler.SetInterpolator(sitk.sitkLinear)
    resampler.SetDefaultPixelValue(float("nan"))
    resampler.SetTransform(transform)
    image = sitk.Cast(sitk.GetImageFromArray(of.volume), sitk.sitkFloat64)
    return sitk.GetArrayFromImage(resampler.Execute(image))[0]


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("plane", ["coronal", "sagittal"])
def test_values_are_those_of_simpleitk(name, plane, tmp_path):
    of = CASES[name]()
    at = 7.3 if plane == "coronal" else 1.9
    answer = asked(of, tmp_path, images=[{"plane": plane, "at": at}])
    (image,) = answer["images"]
    ours = values(image, answer["outside"])
    theirs = by_simpleitk(of, places(image, plane))
    both = np.isfinite(ours) & np.isfinite(theirs)
    assert both.sum() > 0.5 * ours.size
    # Ours are whole HU.
    assert np.abs(ours - theirs)[both].max() <= 0.51
    # What SimpleITK has, we have.
    assert not (np.isfinite(theirs) & ~np.isfinite(ours)).any()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("plane", ["coronal", "sagittal"])
def test_blobs_lie_where_they_are_within_half_a_millimetre(name, plane, tmp_path):
    of = CASES[name]()
    through = 1 if plane == "coronal" else 0
    images = [{"plane": plane, "at": blob[through]} for blob in BLOBS]
    answer = asked(of, tmp_path, images=images)
    for image, blob in zip(answer["images"], BLOBS, strict=True):
        shown = values(image, answer["outside"])
        where = places(image, plane)
        background = 2.0 * where[..., 0] - where[..., 1] + 0.5 * where[..., 2]
        weight = np.nan_to_num(np.where(shown - background > 300, shown - background, 0.0))
        centre = (weight[..., None] * where).sum(axis=(0, 1)) / weight.sum()
        assert np.linalg.norm(centre - blob) < 0.5


def test_a_gap_is_named_and_stays_empty(tmp_path):
    heights = [*2.5 * np.arange(8), *(40.0 + 2.5 * np.arange(8))]
    of = series(stack(heights), (1.2, 1.2))
    answer = asked(of, tmp_path, images=[{"plane": "coronal", "at": 0.0}])
    assert answer["gaps"] == [{"below": 7, "up": 1.25, "down": 1.25, "mm": 22.5}]
    (image,) = answer["images"]
    heights_shown = places(image, "coronal")[:, 0, 2]
    rows = values(image, answer["outside"])[(heights_shown > 19) & (heights_shown < 38.5)]
    assert len(rows) > 10
    assert np.isnan(rows).all()


def test_two_spacings_are_no_gap(tmp_path):
    heights = [*2.5 * np.arange(8), *(17.5 + 7.5 * np.arange(1, 6))]
    of = series(stack(heights), (1.2, 1.2))
    answer = asked(of, tmp_path, images=[{"plane": "coronal", "at": 0.0}])
    assert answer["gaps"] == []
    (image,) = answer["images"]
    heights_shown = places(image, "coronal")[:, 0, 2]
    rows = values(image, answer["outside"])[(heights_shown > 0) & (heights_shown < 55)]
    assert len(rows) > 40
    assert np.isfinite(rows).all()


def region_masks(shape) -> dict[str, tuple[list, np.ndarray]]:
    """Kind -> its points (u, v) and the pixels whose centres lie inside."""
    v, u = np.mgrid[: shape[0], : shape[1]] + 0.5
    corners = [(5.2, 8.1), (24.7, 30.3)]
    outline = [(6.3, 5.1), (30.2, 9.7), (25.4, 33.8), (15.1, 18.6), (8.8, 35.2)]
    (left, top), (right, bottom) = corners
    across, down = (right - left) / 2, (bottom - top) / 2
    inside = ((u - left - across) / across) ** 2 + ((v - top - down) / down) ** 2 <= 1
    polygon = np.array([(y - 0.5, x - 0.5) for x, y in outline])
    return {
        "rectangle": (corners, (u >= left) & (u <= right) & (v >= top) & (v <= bottom)),
        "ellipse": (corners, inside),
        "freehand": (outline, polygon2mask(shape, polygon)),
    }


def test_statistics_of_regions_are_numpys(tmp_path):
    of = CASES["uneven"]()
    noise = np.random.default_rng(7).integers(-200, 200, of.volume.shape)
    of = Series(**{**vars(of), "volume": noise.astype(np.int16)})
    masks = region_masks(of.volume.shape[1:])
    regions = [{"kind": kind, "points": points, "slice": 4} for kind, (points, _) in masks.items()]
    answer = asked(of, tmp_path, regions=regions)
    for (_, inside), found in zip(masks.values(), answer["regions"], strict=True):
        pixels = of.volume[4][inside].astype(float)
        assert found["pixels"] == pixels.size
        assert found["mean"] == pytest.approx(pixels.mean(), abs=1e-9)
        assert found["sd"] == pytest.approx(pixels.std(), abs=1e-9)
        assert (found["min"], found["max"]) == (pixels.min(), pixels.max())
        # The shape's own area is that of its pixels, but for the edge.
        assert found["areaMm2"] == pytest.approx(pixels.size * 1.2**2, rel=0.03)
