"""What a comparison says to people: errors, reasons, and what its figures mean."""

from __future__ import annotations

from core.sentence import sentence

# Errors.


@sentence
def too_few_models(n: int, fewest: int, most: int) -> str:
    return f"{_models_were(n)} named: name {fewest} to {most} to compare."


@sentence
def too_many_models(n: int, most: int) -> str:
    return f"{_models_were(n)} named: name at most {most} to compare."


@sentence
def model_named_twice(name: str) -> str:
    return f"The model {name} is named twice: name each model once."


@sentence
def reference_on_another_grid(reference: tuple[int, ...], ct: tuple[int, ...]) -> str:
    """The shapes are (z, y, x); people read them as width x height x slices."""
    return (
        f"The reference mask has {_voxels(reference)} voxels and the series {_voxels(ct)}: read it "
        "with core.dicom.reference_mask."
    )


@sentence
def another_series(model: str) -> str:
    return f"The analysis by {model} is of another series: analyse this one with it."


@sentence
def heatmaps_cancelled() -> str:
    return "Cancelled while the heatmaps were compared."


# Reasons and meanings.


@sentence
def no_heatmap_made() -> str:
    return "No heatmap was made with this model."


@sentence
def lesion_rule(smallest_voxels: int, smallest_overlap: float) -> str:
    return (
        "A lesion is a 3-D component of lesion voxels that share faces, of at least "
        f"{smallest_voxels} voxels. It is found if it and the predicted lesions that touch it "
        f"share at least {smallest_overlap:.0%} of their joint volume (intersection over union, "
        "after Baumgartner et al., nnDetection, MICCAI 2021). A predicted lesion that touches no "
        "lesion that was found is a false positive."
    )


@sentence
def peak_memory_meaning() -> str:
    return (
        "Peak of the process's resident memory above what it held when this model's turn began. "
        "What was already in memory, such as the images or a network loaded earlier, is not "
        "included."
    )


def _models_were(n: int) -> str:
    return "1 model was" if n == 1 else f"{n} models were"


def _voxels(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, reversed(shape)))
