"""About the tables that say which scan is what."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def table_is_no_training_file(file: str) -> str:
    return f"{file}: the table of lesions is a CSV: rename it."


@sentence
def table_names_no_scan(unknown: str, what: str, scans: str) -> str:
    return (
        f"{unknown}: the table of {what} names it, but the scans are called {scans}...: "
        "correct the table."
    )


@sentence
def row_incomplete(where: str) -> str:
    return f"{where} lacks the path or the subject: fill it in."


@sentence
def row_class_unknown(where: str, found: str, classes: str) -> str:
    return f"{where} has the class {found!r}: write {classes}."


@sentence
def row_codes_unknown(where: str, found: str, lits: str, own: str) -> str:
    return f"{where} has the codes {found!r}: write {lits} or {own}."


@sentence
def class_beside_own_codes(where: str, own: str) -> str:
    return f"{where}: a mask with {own} codes tells the class itself: leave the class empty."


@sentence
def mask_beside_liver_free(where: str, liver_free: str) -> str:
    return f"{where}: what is {liver_free} needs no mask: leave one of the two empty."


@sentence
def neither_class_nor_mask(where: str) -> str:
    return f"{where} has neither class nor mask: fill one in."


@sentence
def which_slices_show_the_lesion(where: str, told: str) -> str:
    return (
        f"{where}: not every slice of a {told} scan shows the lesion: name those that do "
        "under slices, or give a mask."
    )


@sentence
def row_slice_beyond_series(ct: str, slice_number: int, last: int) -> str:
    return f"{ct}: slice {slice_number} was asked for, but the series ends at {last}."


@sentence
def codes_unknown(file: str, unknown: object, meaning: str) -> str:
    return (
        f"{file}: holds the labels {unknown}, which {meaning} codes don't have: correct the "
        "column codes or the mask."
    )


@sentence
def lesion_in_a_normal_scan(mask: object) -> str:
    return f"{mask} holds a lesion, but the class is normal: correct one."


@sentence
def no_lesion_in_the_mask(mask: object, told: str) -> str:
    return f"{mask} holds no lesion, but the class is {told}: correct one."


@sentence
def path_of_two_subjects(where: str) -> str:
    return f"{where} gives its path a second subject: keep one."


@sentence
def row_slices_unreadable(where: str, found: str) -> str:
    return f"{where} has the slices {found!r}: write FIRST-LAST, 0 being the most inferior."


@sentence
def row_unusable(where: str, why: object) -> str:
    return f"{where}: {why}"


@sentence
def column_missing(file: str, missing: str, needed: str) -> str:
    return f"{file}: lacks the column {missing}: its first line must name {needed}."


@sentence
def column_unknown(file: str, unknown: str, known: str) -> str:
    return f"{file}: the column {unknown!r} is not known: there are {known}."


@sentence
def table_empty(file: str) -> str:
    return f"{file}: holds no rows under its first line: fill it in."


@sentence
def not_a_table(file: str) -> str:
    return f"{file}: can't be read as a table: save it as CSV in UTF-8."


@sentence
def row_has_other_columns(file: str, line: int, found: int, wanted: int, delimiter: str) -> str:
    return (
        f"{file}: line {line} has {found} columns, not {wanted}: put a value that holds "
        f"{delimiter!r} into quotes."
    )


@sentence
def line_incomplete(file: str, line: int) -> str:
    return f"{file}: line {line} lacks the scan or the subject."


@sentence
def scan_of_two_subjects(file: str, line: int, scan: str) -> str:
    return f"{file}: line {line} gives the scan {scan} a second subject: keep one."


@sentence
def no_such_lesion(table: object, lesion: int, scan: str, count: int) -> str:
    return f"{table}: names lesion {lesion} of {scan}, which has {count}: correct the number."


@sentence
def kind_unknown(file: str, line: int, kind: str, known: str) -> str:
    return f"{file}: line {line} has the kind {kind!r}: write {known}."


@sentence
def lesion_number_unreadable(file: str, line: int, lesion: str) -> str:
    return (
        f"{file}: line {line} has the lesion {lesion!r}: number the lesions of a scan 1, 2, "
        "3..., the largest first."
    )


@sentence
def row_modality_unknown(where: str, modality: str, known: str) -> str:
    return f"{where}: modality {modality!r} is not {known}: correct it."
