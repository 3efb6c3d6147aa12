"""Paths, files, zips and DICOMDIRs, and what was found in them."""

from __future__ import annotations

from collections.abc import Sequence

from core.dicom.sentences.words import gigabytes
from core.sentence import around_reason, sentence

# -- what was given ----------------------------------------------------------------------------


@sentence
def nothing_given() -> str:
    return "Nothing was given to open: choose a folder, an archive or files."


@sentence
def empty_path() -> str:
    return "No path was given: type the path of a folder or a file."


@sentence
def path_does_not_exist(name: str) -> str:
    return f"{name} does not exist: check the path."


@sentence
def path_not_usable(name: str) -> str:
    return f"{name} can't be opened: check the path."


@sentence
def too_many_files(folder: str, limit: int) -> str:
    return f"{folder} holds more than {limit} files: choose a folder with fewer files."


# -- what was found ----------------------------------------------------------------------------


@sentence
def no_files(where: str) -> str:
    return f"No CT or MR series in {where}: it holds no files."


@sentence
def no_ct_series(where: str, reasons: Sequence[str], others: int) -> str:
    """`reasons` as of `reason_and_names`; `others` is the number of further reasons."""
    more = [f"and {others} more reasons"] if others else []
    return f"No CT or MR series in {where}: {'; '.join([*reasons, *more])}."


@around_reason
def no_ct_series_because(reason: str, where: str) -> str:
    return f"No CT or MR series in {where}: {reason}."


@around_reason
def reason_and_names(reason: str, names: str) -> str:
    return f"{reason} ({names})"


@around_reason
def set_aside(reason: str, names: str) -> str:
    return f"{names} set aside: {reason}."


@around_reason
def file_unreadable(reason: str, name: str) -> str:
    return f"{name} can't be read: {reason}."


@around_reason
def named_reason(reason: str, name: str) -> str:
    return f"{name}: {reason}."


@around_reason
def archive_refused(reason: str, name: str) -> str:
    return f"{name} can't be opened: {reason}."


# -- why a file can't be used ------------------------------------------------------------------


@sentence
def empty_file() -> str:
    return "empty file"


@sentence
def file_too_large(size: int) -> str:
    return f"a file of {gigabytes(size)}, over the limit"


@sentence
def not_enough_memory() -> str:
    return "needs more memory than there is"


@sentence
def link_to_folder() -> str:
    return "link to a folder, not followed"


@sentence
def unreadable_folder() -> str:
    return "folder that can't be read"


@sentence
def not_a_regular_file() -> str:
    return "not a regular file"


@sentence
def no_permission() -> str:
    return "no permission to read it"


@sentence
def file_gone() -> str:
    return "no longer there"


@sentence
def disk_error() -> str:
    return "could not be read from the disk"


@sentence
def macos_side_file() -> str:
    return "file that macOS leaves beside another (._), holds no image"


@sentence
def half_of_a_pair() -> str:
    return "half of a pair .hdr and .img (Analyze or NIfTI); save it as one .nii or .nii.gz"


@sentence
def voxels_without_header() -> str:
    return "voxels without a header; add the .mhd or .nhdr that describes them"


# -- archives ----------------------------------------------------------------------------------


@sentence
def empty_zip() -> str:
    return "empty archive"


@sentence
def zip_in_zip() -> str:
    return "archive inside an archive; unpack it first"


@sentence
def damaged_zip(kind: str = "zip") -> str:
    return f"a damaged {kind}; create it again"


@sentence
def damaged_in_zip() -> str:
    return "damaged inside the archive"


@sentence
def zip_method_not_read(method: str) -> str:
    return f"packed with the method {method}, which is not read here; unpack it and open the folder"


@sentence
def damaged_packed_file() -> str:
    return "damaged: can't be unpacked; get it again"


@sentence
def not_unpacked_here(what: str) -> str:
    return f"{what}, which is not opened here; unpack it and open the folder"


@sentence
def no_file_in_archive() -> str:
    return "link or device inside an archive, not followed"


@sentence
def encrypted_zip() -> str:
    return "protected with a password; unpack it and open the folder"


@sentence
def zip_paths_outside() -> str:
    return "it holds file names that point outside it ('..' or absolute); pack the folder again"


@sentence
def too_many_files_in_zip(count: int, limit: int) -> str:
    return f"holds {count} files, over the limit of {limit}; pack one examination at a time"


@sentence
def overlapping_files_in_zip() -> str:
    return "its files overlap, which no zip program does; zip the folder again"


@sentence
def zip_unpacks_too_large(size: int, limit: int) -> str:
    return (
        f"would unpack to {gigabytes(size)}, over the limit of {gigabytes(limit)}; "
        "pack one examination at a time"
    )


@sentence
def zip_bomb(ratio: int) -> str:
    return (
        f"unpacks to more than {ratio} times its size, which CT never does; "
        "pack the original files again"
    )


# -- DICOMDIRs ---------------------------------------------------------------------------------


@sentence
def damaged_dicomdir() -> str:
    return "damaged DICOMDIR"


@sentence
def listed_files_missing(missing: int, listed: int, first: str) -> str:
    return f"{missing} of the {listed} files it lists are missing (first: {first})"
