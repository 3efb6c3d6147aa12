"""Send DICOM files to an archive and check that they arrived.

Only to an archive that the operator lists with may_send = true.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from core.cli.pacs_commands.asking import archive_of
from core.cli.terminal import progress_line, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("inputs", metavar="INPUT", nargs="+", type=Path, help="files or folders")


def run(arguments: argparse.Namespace) -> None:
    from core.errors import PacsError
    from core.pacs import send_files, sentences
    from core.pacs.sending import dicom_files

    archive = archive_of(arguments)
    files = dicom_files(arguments.inputs)
    sent = send_files(archive, files, progress=progress_line("file"))
    for path, reason in sent.refused:
        say(f"{path.name}: {reason}")
    for path in sent.unconfirmed:
        say(f"{path.name}: {sent.note or sentences.not_found_afterwards()}")
    say(f"{len(sent.arrived)} of {len(files)} files are in {archive.site.name}.")
    missing = len(files) - len(sent.arrived)
    if missing:
        reason = sent.refused[0][1] if sent.refused else sent.note
        reason = reason or str(sentences.not_found_afterwards())
        raise PacsError(sentences.not_all_arrived(archive.site.name, missing, len(files), reason))
