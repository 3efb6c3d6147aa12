"""The contract of `analysis.json` as a JSON schema: what other people's scripts read."""

_PROBABILITY = {"type": "number", "minimum": 0, "maximum": 1}
_SCORES = {f"p_{name}": _PROBABILITY for name in ("normal", "benign", "malignant")}
_AREA = {"type": "number", "minimum": 0}
_INDEX = {"type": "integer", "minimum": 0}


def _object(**properties: dict) -> dict:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _triple() -> dict:
    return {"type": "array", "items": {"type": "number"}, "minItems": 3, "maxItems": 3}


ANALYSIS_SCHEMA = _object(
    disclaimer={"const": "Research use only. Not a medical device."},
    series=_object(
        uid={"type": "string"},
        n_slices={"type": "integer", "minimum": 1},
        spacing_mm=_triple(),
        warnings={"type": "array", "items": {"type": "string"}},
    ),
    model=_object(
        name={"type": "string"},
        backbone={"type": "string"},
        weights_sha256={"type": "string", "pattern": "^[0-9a-f]{64}$"},
    ),
    slices={
        "type": "array",
        "items": _object(
            index=_INDEX,
            position_mm={"type": "number"},
            **_SCORES,
            liver_area_mm2=_AREA,
            lesion_area_mm2=_AREA,
        ),
    },
    lesions={
        "type": "array",
        "items": _object(
            id={"type": "integer", "minimum": 1},
            label={"enum": ["benign", "malignant"]},
            volume_ml={"type": "number", "exclusiveMinimum": 0},
            diameter_mm={"type": "number", "exclusiveMinimum": 0},
            mean_hu={"type": "number"},
            slice_first=_INDEX,
            slice_last=_INDEX,
            centroid_mm=_triple(),
        ),
    },
    patient=_object(
        **_SCORES,
        category={"enum": ["normal", "benign", "malignant", "indeterminate", "not_assessable"]},
        reasons={"type": "array", "items": {"type": "string", "pattern": "^[a-z_]+$"}},
        method={"type": "string", "minLength": 1},
    ),
    seconds={"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
)
