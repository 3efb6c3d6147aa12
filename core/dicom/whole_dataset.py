"""All elements of a small DICOM object without pixels: a structured report, an RTSTRUCT."""

from __future__ import annotations

import io

import pydicom

from core.dicom import sentences
from core.dicom.elements import refuse_endless_items, undeflated
from core.dicom.headers import HEAD_BYTES, quiet_pydicom, read_header
from core.dicom.items import Item
from core.dicom.limits import Limits
from core.dicom.set_aside import SetAside


def whole_dataset(item: Item, limits: Limits) -> pydicom.Dataset:
    """Read by pydicom; sequences are only parsed when they are asked for.

    Raises:
        SetAside: too large, cut off or no DICOM.
        one of `PYDICOM_ERRORS`: damaged.
    """
    # pydicom takes an element that the file's end cuts off for a shorter one.
    if read_header(item, item.head(HEAD_BYTES)).raw.truncated:
        raise SetAside(sentences.headers.truncated_header())
    with quiet_pydicom():
        data = undeflated(item.read(), limits.volume_bytes)
        refuse_endless_items(data)
        # Old files lack the preamble; what it is was told by its header.
        return pydicom.dcmread(io.BytesIO(data), force=True)
