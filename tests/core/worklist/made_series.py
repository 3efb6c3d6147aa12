"""Small series on disk, to be queued."""

from __future__ import annotations

from pathlib import Path

from tools.mock_dicom.mock_slice import ct_slice, to_bytes


def write_series(root: Path, count: int) -> Path:
    """`root` with `count` series of three slices of 4 x 6 pixels, each of its own patient.

    Series i is called 1.2.3.100.i, of ID-1000+i and NAME^i, and lies in the folder s0i.
    """
    for number in range(count):
        place = root / f"s{number:02d}"
        place.mkdir(parents=True)
        for index in range(3):
            ds = ct_slice(
                5.0 * index,
                SeriesInstanceUID=f"1.2.3.100.{number}",
                StudyInstanceUID=f"1.2.3.50.{number}",
                FrameOfReferenceUID=f"1.2.3.60.{number}",
                SOPInstanceUID=f"1.2.3.4.{number}.{index}",
                PatientID=f"ID-{1000 + number}",
                PatientName=f"NAME^{number}",
            )
            (place / f"{index}.dcm").write_bytes(to_bytes(ds))
    return root
