"""Whose annotation of which study an action is about."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from core.cli import sentences
from core.errors import StudyError, UsageError

if TYPE_CHECKING:
    from core.worklist import Store
    from core.worklist.annotations import StoredAnnotation

#: A stand-in of the audit trail, as `list` shows it.
_STAND_IN = re.compile(r"(user|browser)-[0-9a-f]{16}")


def add_study_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--study", metavar="NAME", default="", help="default: those of no study")


def reader_of(store: Store, text: str) -> str:
    """The stand-in of a person: `text` itself where it is one, otherwise that of the e-mail
    address, as the audit trail has it."""
    return text if _STAND_IN.fullmatch(text) else store.key.person("user", text)


def study_id(store: Store, name: str) -> str:
    """What annotations of a study are kept under: its id. A name that no study has is taken for an
    id, such as that of a study that was deleted."""
    try:
        return store.studies.get(name).id if name else ""
    except StudyError:
        return name


def stored(
    store: Store, series_uid: str, arguments: argparse.Namespace, version: int | None = None
) -> StoredAnnotation:
    """The annotation that `--reader` and `--study` name; without a reader, the only one's.

    Raises:
        UsageError: nobody annotated the series, or several readers did and none was named.
    """
    digest, study = store.key.series_digest(series_uid), study_id(store, arguments.study)
    if arguments.reader:
        reader = reader_of(store, arguments.reader)
    else:
        rows = store.annotation_versions(digest, study=study)
        readers = sorted({row.reader for row in rows})
        if not readers:
            raise UsageError(sentences.not_annotated(arguments.study))
        if len(readers) > 1:
            raise UsageError(sentences.several_readers(readers))
        (reader,) = readers
    found = store.annotation(digest, reader, study=study, version=version)
    if found is None:
        raise UsageError(sentences.not_annotated(arguments.study))
    return found
