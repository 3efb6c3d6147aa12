"""Archives of a hospital (PACS): find, get, send and choose series, by DICOMweb or DIMSE.

    site = named(read_sites(), "main")
    archive = open_archive(site)
    studies = archive.find_studies(Query(patient_id="4711")).rows
    series = series_of(studies[0], archive.find_series(studies[0].study_uid))
    fetch_series(archive, series[0], FolderTarget(folder))

Sites are what the operator lists in one file (`LIVERLENS_PACS`). No address in an answer is
followed, and no UID names a file unless it was hashed.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
