"""An analysis as bytes, to be shown again on the same images without being made again.

A zip of arrays (numpy's npz, compressed) and one JSON. Nothing of the images is in it, and nothing
in it can run code.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import numpy as np

from core.areas import lesion_areas_mm2
from core.cautions import Caution, Phase, Reach
from core.inference import SliceInterval
from core.lesions import Lesion
from core.risk import PatientRisk, PatientSettings
from core.series import Series, content_digest
from core.worklist.outlines_format import FORMAT
from core.worklist.stored_values import check_interval, check_lesions

if TYPE_CHECKING:  # torch stands behind it, which takes seconds to import
    from core.pipeline import Analysis

_PLAIN = ("model_name", "backbone", "weights_sha256", "engine", "seconds", "batch_ms")
#: Of the JSON and the scores beside the two volumes, unpacked.
_REST_BYTES = 64 * 2**20


def pack(analysis: Analysis) -> bytes:
    """Everything of an analysis but its series: as the model made it, where a reader corrected it.
    The reader's outlines are kept by `Store.save_annotation`."""
    analysis = analysis.own
    facts = {
        "format": FORMAT,
        "digest": content_digest(analysis.series),
        **{name: getattr(analysis, name) for name in _PLAIN},
        "lesions": [asdict(lesion) for lesion in analysis.lesions],
        "patient": asdict(analysis.patient),
        "phase": asdict(analysis.phase),
        "cautions": [asdict(caution) for caution in analysis.cautions],
    }
    arrays = {
        "probabilities": analysis.probabilities,
        "mask": analysis.mask,
        "lesion_probability": analysis.lesion_probability,
        "liver_area_mm2": analysis.liver_area_mm2,
        "facts": np.frombuffer(json.dumps(facts, default=_plain).encode(), np.uint8),
    }
    interval = analysis.slice_interval
    if interval is not None:
        arrays |= {"interval_low": interval.low, "interval_high": interval.high}
        arrays["interval_of"] = np.array([interval.n_views, interval.seed])
    packed = io.BytesIO()
    np.savez_compressed(packed, **arrays)  # type: ignore[arg-type]
    return packed.getvalue()


def unpack(
    data: bytes, series: Series, settings: PatientSettings, reach: Reach | None = None
) -> Analysis | None:
    """The analysis that was packed, on `series`; None where the images are not the very same any
    more, or where it can't be read: by another version, or damaged.

    Args:
        settings, reach: those of the model's card, as when it was made.
    """
    from core.pipeline import Analysis

    try:
        if not _fits(data, series):
            return None
        with np.load(io.BytesIO(data), allow_pickle=False) as held:
            facts = json.loads(held["facts"].tobytes())
            if (facts["format"], facts["digest"]) != (FORMAT, content_digest(series)):
                return None
            check_lesions(facts["lesions"], series.n_slices)
            check_interval(facts["patient"]["interval"])
            mask, lesion_probability = held["mask"], held["lesion_probability"]
            if not mask.shape == lesion_probability.shape == series.volume.shape:
                return None
            return Analysis(
                series=series,
                **{name: _tuples(facts[name]) for name in _PLAIN},
                probabilities=held["probabilities"],
                mask=mask,
                lesion_probability=lesion_probability,
                liver_area_mm2=held["liver_area_mm2"],
                lesion_area_mm2=lesion_areas_mm2(mask, series),
                lesions=tuple(_made(Lesion, values) for values in facts["lesions"]),
                patient=_made(PatientRisk, facts["patient"]),
                phase=_made(Phase, facts["phase"]),
                cautions=tuple(_made(Caution, values) for values in facts["cautions"]),
                patient_settings=settings,
                slice_interval=_interval(held),
                reach=reach or Reach(),
            )
    except (ValueError, KeyError, TypeError, OSError, EOFError, zipfile.BadZipFile):
        return None


def _fits(data: bytes, series: Series) -> bool:
    """Whether it unpacks to about what such a series needs, before it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    return size <= 2 * series.volume.size + _REST_BYTES


def _interval(held: Any) -> SliceInterval | None:
    if "interval_of" not in held:
        return None
    n_views, seed = (int(value) for value in held["interval_of"])
    return SliceInterval(held["interval_low"], held["interval_high"], n_views, seed)


def _made(kind: Any, values: dict[str, Any]) -> Any:
    """What `asdict` took apart. Raises TypeError where a field is missing that has no default."""
    known = {field.name for field in fields(kind)}
    return kind(**{name: _tuples(value) for name, value in values.items() if name in known})


def _plain(value: Any) -> Any:
    """A numpy scalar as a plain one."""
    return value.item()


def _tuples(value: Any) -> Any:
    """Tuples again for what JSON made lists."""
    if isinstance(value, list):
        return tuple(map(_tuples, value))
    if isinstance(value, dict):
        return {name: _tuples(part) for name, part in value.items()}
    return value
