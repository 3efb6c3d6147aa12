"""Where the images of a study's series are now."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.dicom import SeriesCandidate, discover
from core.errors import InputError
from core.worklist import Store, Study


def images_of(
    store: Store, study: Study, folders: Sequence[Path] = ()
) -> dict[str, SeriesCandidate]:
    """Digest -> the series, of those whose images are found: in `folders`, or where they were when
    they were added. What can't be read there is passed over.

    Raises:
        InputError: one of `folders` holds no CT series.
    """
    found: dict[str, SeriesCandidate] = {}
    for folder in folders:
        found |= _in(store, folder)
    for one in study.series:
        for path in one.paths(store.key):
            if one.series_digest not in found and path.exists():
                try:
                    found |= _in(store, path)
                except InputError:
                    continue
    wanted = {one.series_digest for one in study.series}
    return {digest: candidate for digest, candidate in found.items() if digest in wanted}


def _in(store: Store, path: Path) -> dict[str, SeriesCandidate]:
    return {store.key.series_digest(one.uid): one for one in discover([path]).candidates}
