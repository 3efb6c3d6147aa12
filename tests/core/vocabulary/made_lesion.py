"""A lesion with every field set to a value that can be told apart."""

from core.lesions import Lesion

LESION_MADE = Lesion(
    id=1,
    label="benign",
    volume_ml=3.24,
    diameter_mm=31.44,
    short_axis_mm=19.96,
    craniocaudal_mm=15.04,
    mean_hu=62.4,
    sd_hu=13.6,
    slice_first=3,
    slice_last=8,
    slice_largest=5,
    centroid_mm=(-10.2, 20.4, 300.1),
    probability=0.876,
    p_malignant=0.2,
    core_hu=14.4,
    margin="sharp",
    margin_hu_per_mm=12.3,
    margin_width_mm=2.5,
    homogeneous=None,
    attenuation="<= 20 HU",
    edge_distance_mm=3.6,
    touches_edge=False,
    descriptors=("sharp", "<= 20 HU"),
)
