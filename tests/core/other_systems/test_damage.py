"""Damaged reports and RTSTRUCTs: a result or a sentence, never anything else."""

from __future__ import annotations

import random

import pytest

from core.dicom import MemoryFile
from core.dicom.reference_mask import open_reference
from core.errors import InputError
from core.other_systems import open_report
from tests.core.annotation_files.made import box, ct, rtstruct
from tests.core.other_systems.made import of_segment, planar, report

TRIES = 150


def damaged(data: bytes, seed: int) -> bytes:
    """Some bytes changed, or the end cut off."""
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        changed[chance.randrange(132, len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(200, len(changed))] if seed % 5 == 0 else changed)


@pytest.mark.parametrize(
    ("made", "read"),
    [
        (lambda: report(planar(), of_segment()), open_report),
        (lambda: rtstruct({"Liver": [box((1, 6), (1, 10), 5.0)], "Cyst": []}), open_reference),
    ],
    ids=["report", "rtstruct"],
)
def test_no_damage_ends_in_anything_but_a_sentence(made, read):
    file, series = made(), ct()
    refused = 0
    for seed in range(TRIES):
        try:
            read(MemoryFile(file.name, damaged(file.data, seed)), series)
        except InputError as error:
            refused += 1
            assert error.code, str(error)
            assert "DOE" not in str(error)
    # A cut is always noticed, most other damage hits values.
    assert TRIES // 5 <= refused < TRIES
