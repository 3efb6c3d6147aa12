"""Reading a series to HU: every check of `core.dicom` done, against two that do none of them."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pydicom
import SimpleITK

from core.dicom import load_series
from tools.benchmarks.ratio import Race, race
from tools.benchmarks.row import Finding, Row
from tools.benchmarks.series import NAMES, on_disk

#: Encoding -> (times as fast as SimpleITK, times as fast as the loop); None where only reported.
TARGETS = {"uncompressed": (1.0, 2.0), "jpeg2000": (1.7, 1.7), "jpegls": None}
ROUNDS = {100: 5, 300: 3}
ITK, LOOP, BYTES = "SimpleITK", "pydicom loop", "bytes alone"


def simpleitk(folder: Path) -> np.ndarray:
    reader = SimpleITK.ImageSeriesReader()
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(str(folder)))
    return SimpleITK.GetArrayFromImage(reader.Execute())


def pydicom_loop(folder: Path) -> np.ndarray:
    slices = [pydicom.dcmread(path) for path in sorted(folder.glob("*.dcm"))]
    slices.sort(key=lambda one: float(one.ImagePositionPatient[2]))
    return np.stack(
        [s.pixel_array * float(s.RescaleSlope) + float(s.RescaleIntercept) for s in slices]
    )


def all_bytes(folder: Path) -> int:
    return sum(len(path.read_bytes()) for path in sorted(folder.glob("*.dcm")))


def _run(n_slices: int, encoding: str) -> Finding:
    folder = on_disk(n_slices, encoding)
    ours = load_series([folder]).volume
    for other in (simpleitk, pydicom_loop):
        if not np.array_equal(ours, other(folder)):
            raise ValueError(f"{other.__name__} reads other values than LiverLens")
    found = race(
        {
            "LiverLens": lambda: load_series([folder]),
            ITK: lambda: simpleitk(folder),
            LOOP: lambda: pydicom_loop(folder),
            BYTES: lambda: all_bytes(folder),
        },
        ROUNDS[n_slices],
        # The comparison of values read everything once already.
        warm_up=0,
    )
    return _finding(found, encoding, all_bytes(folder), ours.nbytes)


def _finding(found: Race, encoding: str, file_bytes: int, volume_bytes: int) -> Finding:
    itk, loop = found.ratios[ITK], found.ratios[LOOP]
    target = TARGETS[encoding]
    met = None if target is None else itk.median >= target[0] and loop.median >= target[1]
    ours = found.seconds["LiverLens"]
    return Finding(
        measured=f"{ours:.2f} s; {itk:.2f} times as fast as SimpleITK, {loop:.2f} times as fast "
        "as the loop",
        met=met,
        floor=f"{file_bytes / 1e6:.0f} MB read and {volume_bytes / 1e6:.0f} MB written; reading "
        f"the files' bytes alone, in one thread, takes {found.seconds[BYTES].median:.3f} s",
        figures={
            "seconds": ours.median,
            "simpleitk_seconds": found.seconds[ITK].median,
            "pydicom_seconds": found.seconds[LOOP].median,
            "times_simpleitk": itk.median,
            "times_pydicom": loop.median,
            "bytes_alone_seconds": found.seconds[BYTES].median,
        },
    )


def _target(encoding: str) -> str:
    target = TARGETS[encoding]
    if target is None:
        return "none set"
    return f"{target[0]:g} and {target[1]:g} times as fast"


ROWS = [
    Row(
        name=f"read-{n_slices}-{encoding}",
        section="Reading",
        what=f"{n_slices} slices, {NAMES[encoding]}, to HU with every check",
        against="SimpleITK (GetGDCMSeriesFileNames, ImageSeriesReader); pydicom loop and numpy",
        target=_target(encoding),
        run=partial(_run, n_slices, encoding),
    )
    for encoding in TARGETS
    for n_slices in ROUNDS
]
