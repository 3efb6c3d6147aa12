"""What the state says to people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.dicom.sentences.words import gigabytes, listed
from core.errors import LiverLensError
from core.sentence import sentence

#: Names of work, to begin a sentence with.
THE_ANALYSIS = "The analysis"
OPENING_FILES = "Opening the files"
READING_RESULTS = "Reading the results in the files"
READING_SERIES = "Reading the series"
WAITING_FOR_MEMORY = "Waiting for memory"


def said_by(error: LiverLensError) -> str:
    """The error's sentence, with its code where it has one (`str(error)` would lose it)."""
    said = error.args[0] if error.args else ""
    return said if isinstance(said, str) else str(error)


@sentence
def stopped_unexpectedly(name: str) -> str:
    return f"{name} stopped for an unexpected reason: the server's log says why; try again."


@sentence
def cancelled(name: str) -> str:
    return f"{name} was cancelled."


@sentence
def already_open() -> str:
    return "This series was already open: its earlier entry is shown."


@sentence
def open_the_ct_first(name: str) -> str:
    return f"{name}: holds results and no images: open the images first, or both together."


@sentence
def results_are_shown(names: Sequence[str]) -> str:
    return f"Shown beside the images on the Review page: {listed(names, 5)}."


@sentence
def upload_removed_from_memory() -> str:
    return (
        "An uploaded series viewed long ago was removed from memory: open its files again to see "
        "it."
    )


@sentence
def open_its_files_again() -> str:
    return "Removed to free memory: open its files again."


@sentence
def not_in_an_offered_folder(name: str) -> str:
    return f"{name}: not inside a folder that this server offers: choose one of those listed."


@sentence
def cannot_open_path(name: str) -> str:
    return f"{name}: can't be opened: check the path."


@sentence
def no_files_in_folder(name: str) -> str:
    return f"{name}: no files in this folder: choose one that holds a series."


@sentence
def no_such_volume() -> str:
    return "No such volume: reload the page to open the series again."


@sentence
def from_is_no_slice() -> str:
    return "from has to be the number of a slice."


# -- uploads --------------------------------------------------------------------------------------


@sentence
def no_such_session() -> str:
    return "The server no longer knows this page: reload it and drop the files again."


@sentence
def upload_from_elsewhere() -> str:
    return "Files can be sent from LiverLens's own pages only."


@sentence
def measurements_without_series() -> str:
    return (
        "The server no longer has this series open, so new measurements are not kept: open the "
        "series again."
    )


@sentence
def measurements_from_elsewhere() -> str:
    return "Measurements can be sent from LiverLens's own pages only."


@sentence
def measurements_damaged() -> str:
    return "The measurements did not arrive whole: change one of them to send them again."


@sentence
def measurements_too_large() -> str:
    return (
        "These measurements are too large to keep: delete a freehand outline; what you measured "
        "since is kept then."
    )


@sentence
def outlines_without_series() -> str:
    return (
        "The server no longer has this series open. What you painted stays on this page: open the "
        "series again, and it is sent there."
    )


@sentence
def outlines_from_elsewhere() -> str:
    return "Outlines can be sent from LiverLens's own pages only."


@sentence
def outlines_damaged() -> str:
    return "The outlines did not arrive whole: paint once more to send them again."


@sentence
def outlines_too_large() -> str:
    return "These outlines are too large to send at once: undo the last step."


@sentence
def no_such_version(number: int) -> str:
    return f"Version {number} of the outlines is not in the worklist: choose another one."


@sentence
def outlines_changed_elsewhere() -> str:
    return (
        "Another tab has changed these outlines meanwhile. Nothing was overwritten: load the "
        "newest ones, or keep yours as the newest."
    )


@sentence
def upload_damaged() -> str:
    return "The files did not arrive whole: drop them again."


@sentence
def upload_stopped() -> str:
    return "The upload was stopped."


@sentence
def upload_too_slow() -> str:
    return (
        "The upload was stopped because the connection stalled or was too slow: use a faster "
        "connection, or send fewer files at once."
    )


@sentence
def upload_gave_way(seconds: float) -> str:
    return (
        "The upload was stopped because others waited for its place, and at its pace the whole "
        f"would have taken more than {seconds / 60:g} minutes: use a faster connection, or send "
        "fewer files at once."
    )


@sentence
def upload_too_large(most: int) -> str:
    return (
        f"This is more than {gigabytes(most)}, the most that can be sent at once: send it in parts."
    )


@sentence
def too_many_files_in_upload(most: int) -> str:
    return f"These are more than {most:,} files: drop one patient's folder, or a zip of it."


@sentence
def server_takes_other_uploads() -> str:
    return "The server is taking in other uploads: try again when they are done."


# -- memory ---------------------------------------------------------------------------------------


@sentence
def no_size_of_memory(variable: str, told: str) -> str:
    return f"{variable} is {told!r}: give a size such as 6 GB, or off for no limit"


@sentence
def memory_for_the_program_alone(variable: str, limit: int, program: int) -> str:
    return (
        f"{variable} is {gigabytes(limit)}, and the program itself takes {gigabytes(program)} "
        "before anything is open: give more"
    )


@sentence
def waits_for_memory(wanted: int, used: int, limit: int) -> str:
    return (
        f"Waiting for memory: {gigabytes(wanted)} are needed, and {gigabytes(used)} of this "
        f"server's {gigabytes(limit)} are in use."
    )


@sentence
def larger_than_memory(wanted: int, limit: int, program: int) -> str:
    return (
        f"This needs {gigabytes(wanted)}, and this server may use {gigabytes(limit)}, of which the "
        f"program takes {gigabytes(program)}: open fewer slices, or ask whoever runs the server "
        "for more memory."
    )


@sentence
def memory_is_full(wanted: int, used: int, limit: int, held: Mapping[str, int]) -> str:
    """`held`: what takes memory -> bytes."""
    parts = [f"{what} {gigabytes(size)}" for what, size in held.items() if size >= 5e7]
    of_it = f" ({', '.join(parts)})" if parts else ""
    return (
        f"There is no memory for this now: it needs {gigabytes(wanted)}, and {gigabytes(used)} of "
        f"this server's {gigabytes(limit)} are in use{of_it}. Close a series that you no longer "
        "need, or try again when others have closed theirs."
    )


# -- links ----------------------------------------------------------------------------------------


@sentence
def link_opens_nothing() -> str:
    return (
        "This address opens nothing here: its series was closed, was uploaded and is gone, or is "
        "somebody else's. Open its files again."
    )
