"""Options that name a study, shared by the actions, and the archive that is asked."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from core.cli.inputs import a_date

if TYPE_CHECKING:
    from core.pacs import Archive, FoundStudy, Query


def add_query_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--patient", metavar="ID", default="", help="the patient's number")
    parser.add_argument("--name", default="", help="their name; * stands for any characters")
    parser.add_argument("--accession", metavar="NUMBER", default="", help="accession number")
    parser.add_argument("--study", metavar="UID", default="", help="Study Instance UID")
    parser.add_argument("--since", metavar="DATE", type=a_date, help="not before YYYY-MM-DD")
    parser.add_argument("--until", metavar="DATE", type=a_date, help="not after YYYY-MM-DD")
    parser.add_argument("--modality", metavar="CODE", default="", help="such as CT")
    parser.add_argument(
        "--body-part", metavar="TEXT", default="", help="such as ABDOMEN; asks for each study"
    )


def query_of(arguments: argparse.Namespace) -> Query:
    from core.pacs import Query

    return Query(
        patient_id=arguments.patient,
        patient_name=arguments.name,
        accession=arguments.accession,
        study_uid=arguments.study,
        since=arguments.since,
        until=arguments.until,
        modality=arguments.modality,
        body_part=arguments.body_part,
    )


def archive_of(arguments: argparse.Namespace) -> Archive:
    """The archive that --site names. Raises PacsError without one."""
    from core.pacs import named, open_archive, read_sites

    return open_archive(named(read_sites(), arguments.site))


def the_one_study(archive: Archive, query: Query) -> FoundStudy:
    """Raises PacsError where none fits, or several do."""
    from core.errors import PacsError
    from core.pacs import sentences

    found = archive.find_studies(query).rows
    if len(found) == 1:
        return found[0]
    if not found:
        raise PacsError(sentences.study_not_there(archive.site.name))
    raise PacsError(sentences.several_studies(archive.site.name, len(found)))
