"""Simulated lesions on lesion-free liver: cysts, haemangiomas, metastases, HCC-like nodules.

After Hu et al., "Label-Free Liver Tumor Segmentation" (CVPR 2023): a random smooth shape, a texture
and a soft edge are blended into healthy liver. Departures: two dimensions instead of three, shapes
by a random radius function, the image's own noise kept instead of drawn anew, and simple cysts
and haemangioma-like lesions added. HU ranges: portal-venous metastases 20-70 HU below liver, simple
cysts at or under 20 HU
(Gore et al., ACR incidental liver lesion paper, JACR 2017); haemangiomas dark inside with broken
nodules at the rim as bright as the veins (Quinn and Benjamin, AJR 1992).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.labels import BENIGN_CODE, LESION_CODES, LIVER_CODE, MALIGNANT_CODE, UNCERTAIN_CODE

#: Radius in pixels (about 1.5 mm): 4 mm to 10 cm in diameter, small ones more often.
RADIUS_RANGE = (1.7, 33.0)
#: Edge width (pixels, one sigma of the blend) for sharp and ill-defined lesions.
SHARP_EDGE, SOFT_EDGE = (0.35, 0.7), (0.6, 2.2)
#: Families with a sharp edge.
SHARP = ("cyst", "haemangioma")
#: Smallest radius in pixels at which the nodules of a haemangioma can be seen.
NODULES_FROM = 5.0
#: Share of simulated slices with one large solid lesion, mostly with a centre that died off.
LARGE_SHARE = 0.18
#: Its radius in pixels begins here; it ends where the lesion would take `LARGE_PART` of the liver.
LARGE_FROM, LARGE_PART = 10.0, 0.75
#: How far a large lesion may bulge over the liver's edge, pixels.
BULGE = (0, 7)
#: A lesion needs this many pixels of liver to be drawn at all.
MIN_PIXELS = 6
#: Fewer pixels of liver have no place for what is drawn into it or beside it.
LEAST_LIVER = 150


@dataclass(frozen=True)
class Kind:
    """A family of lesions: how its inside, rim and edge are drawn."""

    name: str
    code: int
    weight: float


KINDS: tuple[Kind, ...] = (
    Kind("cyst", BENIGN_CODE, 0.40),
    Kind("haemangioma", BENIGN_CODE, 0.05),
    Kind("metastasis", MALIGNANT_CODE, 0.38),
    Kind("hcc", MALIGNANT_CODE, 0.17),
)


def simulate_lesions(
    image: np.ndarray,
    label: np.ndarray,
    rng: np.random.Generator,
    *,
    max_lesions: int = 5,
    large_share: float = LARGE_SHARE,
) -> tuple[np.ndarray, np.ndarray]:
    """Draw one to `max_lesions` lesions into the liver of one slice; at times a large one first.

    Args:
        image: (s, s) float32, HU clipped to 0..255.
        label: (s, s) uint8 codes.
        large_share: probability of the large one, the only one that may bulge over the edge.

    Returns:
        New (image, label); the same objects where the slice holds too little liver.
    """
    liver = label == LIVER_CODE
    if liver.sum() < LEAST_LIVER:
        return image, label
    image, label = image.copy(), label.copy()
    depth = _depth(liver)
    if rng.random() < large_share:
        _draw_large(image, label, liver, depth, rng)
    count = min(max_lesions, int(rng.geometric(0.5)))
    weights = np.array([kind.weight for kind in KINDS])
    kinds = [KINDS[rng.choice(len(KINDS), p=weights / weights.sum())]]
    for _ in range(count):
        # Lesions of one patient are mostly of one kind.
        if rng.random() < 0.2:
            kinds.append(KINDS[rng.choice(len(KINDS), p=weights / weights.sum())])
        _draw(image, label, liver, depth, kinds[-1], rng)
    return image, label


def _draw(
    image: np.ndarray,
    label: np.ndarray,
    liver: np.ndarray,
    depth: np.ndarray,
    kind: Kind,
    rng: np.random.Generator,
) -> None:
    """Blend one lesion into `image` and `label` in place."""
    low, high = RADIUS_RANGE
    reach = float(depth.max())
    # No lesion takes over half of the liver in the slice.
    high = max(low + 0.5, min(high, reach * 1.4 + 1, np.sqrt(0.4 * liver.sum() / np.pi)))
    if kind.name == "haemangioma":
        low = min(NODULES_FROM, high - 0.5)
    radius = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    # Mostly inside, some under the capsule: the centre lies at least a third of a radius deep.
    rows, columns = np.nonzero(depth >= min(reach, max(1.0, radius * rng.uniform(0.2, 1.0))))
    pick = rng.integers(len(rows))
    centre = rows[pick] + rng.uniform(-0.5, 0.5), columns[pick] + rng.uniform(-0.5, 0.5)
    _blend(image, label, liver, kind, centre, radius, rng)


def _draw_large(
    image: np.ndarray,
    label: np.ndarray,
    liver: np.ndarray,
    depth: np.ndarray,
    rng: np.random.Generator,
) -> None:
    """A mass that fills a part of the liver and may bulge over its edge, in place."""
    high = np.sqrt(LARGE_PART * liver.sum() / np.pi)
    if high <= LARGE_FROM:
        return
    radius = rng.uniform(LARGE_FROM, high)
    kind = KINDS[[one.name for one in KINDS].index("metastasis" if rng.random() < 0.6 else "hcc")]
    rows, columns = np.nonzero(depth >= rng.uniform(0.1, 0.8) * depth.max())
    pick = rng.integers(len(rows))
    _blend(
        image,
        label,
        liver,
        kind,
        (float(rows[pick]), float(columns[pick])),
        radius,
        rng,
        bulge=int(rng.integers(*BULGE)),
        dead_share=0.6,
    )


def _blend(
    image: np.ndarray,
    label: np.ndarray,
    liver: np.ndarray,
    kind: Kind,
    centre: tuple[float, float],
    radius: float,
    rng: np.random.Generator,
    *,
    bulge: int = 0,
    dead_share: float = 0.35,
) -> None:
    """Put one lesion of that kind, place and size into `image` and `label` in place."""
    box = _box(centre, radius * 1.9 + 8, image.shape)
    signed = _signed_distance(box, centre, radius, rng)
    edge = rng.uniform(*(SHARP_EDGE if kind.name in SHARP else SOFT_EDGE))
    edge = min(edge, 0.2 + radius / 5)
    inside_liver = np.isin(label[box], (LIVER_CODE, *LESION_CODES))
    if bulge:
        # Over fat, lung and bowel alike, never over what nobody could name.
        grown = ndimage.binary_dilation(inside_liver, iterations=bulge)
        inside_liver = grown & (label[box] != UNCERTAIN_CODE)
    coverage = _soft(inside_liver.astype(np.float32))
    blend = _logistic(signed / (edge * 0.6)) * coverage
    mask = (signed > 0) & inside_liver
    if mask.sum() < MIN_PIXELS:
        return
    patch = image[box]
    usual = float(np.median(image[liver]))
    target = _interior(kind, patch.shape, signed, radius, usual, rng, dead_share)
    noise = patch - ndimage.gaussian_filter(patch, 1.2)
    # The image's own grain stays; vessels under the lesion go.
    image[box] = np.clip(patch * (1 - blend) + (target + noise * 1.05) * blend, 0, 255)
    label[box] = np.where(mask, np.uint8(kind.code), label[box])


def _interior(
    kind: Kind,
    shape: tuple[int, ...],
    signed: np.ndarray,
    radius: float,
    usual: float,
    rng: np.random.Generator,
    dead_share: float,
) -> np.ndarray:
    """HU inside the lesion, (rows, columns), without noise."""
    if kind.name == "cyst":
        return np.full(shape, min(rng.uniform(-5, 18), usual - 25), np.float32)
    texture = _texture(shape, rng.uniform(1.0, 4.0), rng)
    depth = np.clip(signed / radius, 0, 1)
    if kind.name == "metastasis":
        drop = rng.uniform(14, 62) * np.clip(usual / 100, 0.5, 1.2)
        target = usual - drop + texture * rng.uniform(0, 8)
        if rng.random() < dead_share and radius > 5:  # a centre that died off
            core = _logistic((depth - rng.uniform(0.3, 0.6)) * 12)
            floor = rng.uniform(5, 35)
            target = target + (np.minimum(floor, target) - target) * core
        if rng.random() < 0.35 and radius > 4:  # an enhancing rim
            target = target + rng.uniform(5, 30) * np.exp(-((depth / 0.16) ** 2))
        return target.astype(np.float32)
    if kind.name == "haemangioma":
        return _haemangioma(shape, depth, usual, texture, rng)
    drop = rng.uniform(8, 38) * np.clip(usual / 100, 0.5, 1.2)
    target = usual - drop + texture * rng.uniform(4, 16)
    if rng.random() < 0.5:  # the capsule
        target = target + rng.uniform(8, 25) * np.exp(-((depth / 0.1) ** 2))
    return target.astype(np.float32)


def _haemangioma(
    shape: tuple[int, ...],
    depth: np.ndarray,
    usual: float,
    texture: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Blood-filled and dark inside; at the rim lumps of contrast, broken, as bright as veins."""
    pool = usual - rng.uniform(25, 55) * np.clip(usual / 100, 0.5, 1.2) + texture * 3
    lumps = np.clip(_texture(shape, rng.uniform(1.5, 2.5), rng) - rng.uniform(-0.3, 0.3), 0, 1)
    rim = np.exp(-((depth / rng.uniform(0.2, 0.45)) ** 2))
    return (pool + (usual + rng.uniform(20, 50) - pool) * lumps * rim).astype(np.float32)


def _signed_distance(
    box: tuple[slice, slice],
    centre: tuple[float, float],
    radius: float,
    rng: np.random.Generator,
) -> np.ndarray:
    """Pixels inside (+) or outside (-) of a random smooth closed outline around `centre`."""
    rows, columns = np.mgrid[box]
    y, x = rows - centre[0], columns - centre[1]
    turn, aspect = rng.uniform(0, np.pi), rng.uniform(0.65, 1.0)
    u = (x * np.cos(turn) + y * np.sin(turn)) * np.sqrt(aspect)
    v = (-x * np.sin(turn) + y * np.cos(turn)) / np.sqrt(aspect)
    angle = np.arctan2(v, u)
    outline = np.ones_like(angle)
    rough = rng.uniform(0.0, 0.16)
    for k in range(2, 7):
        outline += rough / (k - 0.5) * rng.normal() * np.cos(k * angle + rng.uniform(0, 2 * np.pi))
    return radius * np.clip(outline, 0.45, 1.6) - np.hypot(u, v)


def _depth(liver: np.ndarray) -> np.ndarray:
    """Distance in pixels of each liver pixel to the liver's edge; 0 outside."""
    box = ndimage.find_objects(liver.astype(np.uint8))[0]
    depth = np.zeros(liver.shape)
    depth[box] = ndimage.distance_transform_edt(np.pad(liver[box], 1))[1:-1, 1:-1]
    return depth


def _box(centre: tuple[float, float], half: float, shape: tuple[int, ...]) -> tuple[slice, slice]:
    rows, columns = (
        slice(max(0, int(c - half)), min(n, int(c + half) + 2))
        for c, n in zip(centre, shape, strict=True)
    )
    return rows, columns


def _texture(shape: tuple[int, ...], sigma: float, rng: np.random.Generator) -> np.ndarray:
    """Smooth random field of mean 0 and standard deviation 1."""
    field = ndimage.gaussian_filter(rng.standard_normal(shape), sigma)
    return np.asarray(field / max(float(field.std()), 1e-6))


def _soft(mask: np.ndarray) -> np.ndarray:
    """Half-pixel softened mask, so that a lesion at the capsule has no hard cut."""
    return ndimage.gaussian_filter(mask, 0.5) * mask


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))
