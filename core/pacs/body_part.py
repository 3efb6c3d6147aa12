"""Search studies by the part of the body, which archives keep with the series."""

from __future__ import annotations

from core.pacs.archive import Archive
from core.pacs.query import FoundStudies


def with_body_part(archive: Archive, found: FoundStudies, body_part: str) -> FoundStudies:
    """Those studies of which a series shows that part, by the archive's own words."""
    wanted = body_part.strip().casefold()
    kept = tuple(
        study
        for study in found.rows
        if any(
            wanted in f"{one.body_part} {one.description}".casefold()
            for one in archive.find_series(study.study_uid)
        )
    )
    return FoundStudies(kept, found.is_cut, found.n_unusable)
