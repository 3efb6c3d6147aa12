"""The encoded values of a data set that pydicom has read, for the typed access of `Header`."""

from __future__ import annotations

from pydicom import Dataset
from pydicom.dataelem import RawDataElement

_CHARACTER_SET = 0x00080005


def encoded_values(dataset: Dataset, wanted: frozenset[int]) -> dict[int, bytes]:
    """Tag -> value bytes; nothing in `dataset` has been asked for yet.

    Raises one of `headers.PYDICOM_ERRORS` if its character set is damaged.
    """
    elements = (dataset.get_item(tag) for tag in wanted if tag in dataset)
    values = {
        int(one.tag): one.value
        for one in elements
        if isinstance(one, RawDataElement) and isinstance(one.value, bytes)
    }
    # pydicom decodes this one as it reads: the letters of the others depend on it.
    character_set = dataset.get("SpecificCharacterSet") or ""
    if not isinstance(character_set, str):
        character_set = "\\".join(map(str, character_set))
    values[_CHARACTER_SET] = character_set.encode()
    return values
