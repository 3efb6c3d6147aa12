"""Say how far the readers of a study agree, and where they differ.

Counts what was submitted. With --out, writes agreement.json and disagreements.csv.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import sentences
from core.cli.terminal import say
from core.errors import UsageError

if TYPE_CHECKING:
    from core.worklist import Study

#: Digits of a pseudonym that are shown, as on the pages.
_DIGITS = 8
#: Disagreements that are printed; the files have all.
_PRINTED = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("study", metavar="STUDY", help="name of a study of the page Readers")
    parser.add_argument("--out", metavar="DIR", type=Path, help="folder for the two files")


def run(arguments: argparse.Namespace) -> None:
    from core.agreement import agreement_lines, said_in_words
    from core.cli.terminal import progress_line
    from core.reading import study_agreement
    from core.worklist import Store

    store = Store.open()
    study = store.studies.get(arguments.study)
    found = study_agreement(store, study, progress=progress_line("series"))
    if found.pooled is None:
        raise UsageError(sentences.nobody_to_compare(study.name))
    n = found.pooled.n_series
    say(f"{study.name}: {n} of {len(study.series)} series, {len(found.pooled.readers)} readers")
    for line in agreement_lines(found.pooled):
        say(line)
    places = [
        f"{_subject(study, digest)}: {place.words} ({_who_said_what(study, said_in_words(place))})"
        for digest, one in found.series.items()
        for place in one.disagreements
    ]
    for line in places[:_PRINTED]:
        say(line)
    if len(places) > _PRINTED:
        say(f"and {len(places) - _PRINTED} more")
    if arguments.out is not None:
        from core.export.agreement import write_agreement

        for path in write_agreement(study, found, arguments.out):
            say(str(path))


def _who_said_what(study: Study, words: Mapping[str, str]) -> str:
    return ", ".join(f"{study.name_of(reader)}: {word}" for reader, word in words.items())


def _subject(study: Study, digest: str) -> str:
    one = study.one(digest)
    return f"Subject {one.pseudonym[:_DIGITS]}" if one is not None else digest[:_DIGITS]
