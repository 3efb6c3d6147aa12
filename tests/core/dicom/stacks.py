"""Stacks of slices in one series, and what was found in them."""

from __future__ import annotations

import itertools
import random

from core.dicom import MemoryFile, discover, read_series
from tools.mock_dicom.mock_slice import ct_slice, to_bytes

#: 24 slices, 8 mm apart.
PLACES = [8.0 * k for k in range(24)]
counter = itertools.count(1)


def stack(places, value, *, first_number=1, **changes):
    """Slices of one stored value at these places; instance numbers count up."""
    return [
        ct_slice(
            z,
            pixels=value,
            **{
                "InstanceNumber": first_number + k,
                "SOPInstanceUID": f"1.2.3.4.{next(counter)}",
                **{key: of(k) if callable(of) else of for key, of in changes.items()},
            },
        )
        for k, z in enumerate(places)
    ]


def files(*stacks):
    """In random order, under random names."""
    slices = [ds for one in stacks for ds in one]
    random.Random(5).shuffle(slices)
    return [MemoryFile(f"IM{k:04d}", to_bytes(ds)) for k, ds in enumerate(slices)]


def found_in(*stacks):
    return discover(files(*stacks))


def contents(found):
    """For each series: the HU that it holds, its positions."""
    series = [read_series(one) for one in found.candidates]
    return sorted(
        (sorted(set(one.volume.ravel().tolist())), one.positions_mm.round(3).tolist())
        for one in series
    )


def assert_two_pure(found, places=PLACES, other_places=PLACES):
    assert contents(found) == [([-24], list(places)), ([176], [round(z, 3) for z in other_places])]
    assert found.exclusions == ()


def assert_one(found, places):
    (one,) = found.candidates
    assert read_series(one).positions_mm.round(3).tolist() == [round(z, 3) for z in sorted(places)]
    assert found.exclusions == ()
