"""What the connection to archives tells people."""

from __future__ import annotations

from datetime import date

from core.outside.sentences import cancelled as cancelled
from core.sentence import sentence

# -- the question ------------------------------------------------------------------------------


@sentence
def asks_for_everything() -> str:
    return "This would ask for every study there is: name a patient, a date or an accession number."


@sentence
def not_a_uid(text: str) -> str:
    return f"{text!r} is not a UID: digits and dots, at most 64."


@sentence
def dates_turned_round(since: date, until: date) -> str:
    return f"{since} is after {until}: exchange the dates."


@sentence
def not_searchable(what: str) -> str:
    return f"The {what} is longer than 64 characters or holds one that can't be searched for."


# -- the connection ----------------------------------------------------------------------------


@sentence
def unreachable(site: str, reason: object) -> str:
    return (
        f"{site}: the archive can't be reached ({reason}): check its address, or try again later."
    )


@sentence
def too_slow(site: str, seconds: float) -> str:
    return f"{site}: the archive did not answer within {seconds:g} s: try again later."


@sentence
def cut_off(site: str) -> str:
    return f"{site}: the connection broke off: try again."


@sentence
def tls_refused(site: str, reason: object) -> str:
    return f"{site}: no secure connection ({reason}): check ca_file and the archive's certificate."


@sentence
def another_host(site: str) -> str:
    return f"{site}: an address outside the archive was not called."


@sentence
def redirected(site: str, status: int) -> str:
    return (
        f"{site}: the archive sends us to another address (status {status}), which is not "
        "followed: put the right address into the list of archives."
    )


@sentence
def not_allowed(site: str, status: int) -> str:
    return f"{site}: the archive does not let us in (status {status}): check token or password."


@sentence
def refused_with_status(site: str, status: int) -> str:
    return f"{site}: the archive refused the question (status {status}): ask its administrator."


@sentence
def refused_with_code(site: str, code: int) -> str:
    return f"{site}: the archive refused (status {code:#06x}): ask its administrator."


@sentence
def answered_html(site: str) -> str:
    return (
        f"{site}: the archive answered with a web page, perhaps to sign in, instead of DICOM: "
        "check its address and token."
    )


@sentence
def answered_no_dicom(site: str) -> str:
    return f"{site}: the answer is no DICOM: check that url is the address of its DICOMweb service."


@sentence
def sent_no_message(site: str) -> str:
    return f"{site}: the archive sent something that is not a DICOM message: ask its administrator."


@sentence
def answer_too_large(site: str, most: int) -> str:
    return f"{site}: the answer is larger than {most // 1_000_000} MB: ask for less."


@sentence
def calling_title_unknown(site: str, ours: str) -> str:
    return f"{site}: the archive doesn't know our AE title {ours}: have it entered there."


@sentence
def called_title_unknown(site: str, title: str) -> str:
    return f"{site}: the archive is not called {title}: correct ae_title."


@sentence
def association_rejected(site: str, reason: object) -> str:
    return f"{site}: the archive rejected the connection ({reason}): ask its administrator."


@sentence
def nothing_in_common(site: str) -> str:
    return (
        f"{site}: the archive ended the connection: it may speak TLS, or none, or offer no such "
        "service."
    )


@sentence
def move_target_unknown(site: str, ours: str) -> str:
    return (
        f"{site}: the archive doesn't know where {ours} listens: have our address and move_port "
        'entered there, or use retrieve = "get".'
    )


@sentence
def port_taken(site: str, port: int, reason: object) -> str:
    return f"{site}: port {port} can't be opened for C-MOVE ({reason}): choose another move_port."


# -- a series ----------------------------------------------------------------------------------


@sentence
def no_uid_from(site: str) -> str:
    return f"{site}: the archive names a series by something that is no UID: ask its administrator."


@sentence
def sent_no_dicom(site: str) -> str:
    return (
        f"{site}: a file that came is no DICOM or has no identity: nothing of the series is kept."
    )


@sentence
def sent_half_a_file(site: str) -> str:
    return f"{site}: a file that came ends too early: nothing of the series is kept; try again."


@sentence
def sent_another_series(site: str) -> str:
    return f"{site}: the archive sent a file of another series: nothing is kept."


@sentence
def sent_another_patient(site: str) -> str:
    return (
        f"{site}: the archive sent a file of another patient than it named, or than was asked "
        "for: nothing of the series is kept; tell its administrator."
    )


@sentence
def sent_two_patients(site: str) -> str:
    return (
        f"{site}: the files of the series are of more than one patient: nothing is kept; tell the "
        "archive's administrator."
    )


@sentence
def two_under_one_uid(site: str) -> str:
    return f"{site}: two different files have the same UID: nothing of the series is kept."


@sentence
def series_too_large(site: str, files: int, size: int) -> str:
    return (
        f"{site}: the series has more than {files:,} files or {size / 1e9:g} GB: raise most_files "
        "or most_bytes."
    )


@sentence
def sent_nothing(site: str) -> str:
    return f"{site}: the archive sent no file of this series: try again, or ask its administrator."


@sentence
def sent_part(site: str, n: int, expected: int) -> str:
    return (
        f"{site}: {n} of {expected} files came: nothing is kept; try again, or ask the archive's "
        "administrator."
    )


@sentence
def no_room(reason: object) -> str:
    return f"The files can't be written ({reason}): free some space; nothing is kept."


@sentence
def study_not_there(site: str) -> str:
    return f"{site}: the archive has no such study: check the number."


@sentence
def several_studies(site: str, n: int) -> str:
    return f"{site}: {n} studies fit: name one by its UID."


@sentence
def no_such_series(site: str, uid: str) -> str:
    return f"{site}: the study has no series {uid}: `pacs find --study` lists them."


@sentence
def nothing_fits(site: str) -> str:
    return f"{site}: no series of the study suits a liver CT model: name one by --series."


# -- sending -----------------------------------------------------------------------------------


@sentence
def may_not_send(site: str) -> str:
    return f"{site}: nothing may be sent there: the operator allows it by may_send = true."


@sentence
def not_confirmed() -> str:
    return "the archive did not confirm it"


@sentence
def not_found_afterwards() -> str:
    return "the archive took it, but did not have it when it was asked"


@sentence
def failed_with_reason(code: int) -> str:
    return f"the archive refused it (status {code:#06x})"


@sentence
def syntax_refused(site: str) -> str:
    return f"{site} takes no files of its kind or compression"


@sentence
def not_a_dicom_file() -> str:
    return "it is no DICOM file"


@sentence
def file_has_no_identity(name: str) -> str:
    return f"{name}: is no DICOM file, or one of its UIDs is missing: leave it out."


@sentence
def no_such_path(name: str) -> str:
    return f"{name}: no such file or folder: check the path."


@sentence
def no_files(name: str) -> str:
    return f"{name}: holds no file: choose another folder."


@sentence
def not_all_arrived(site: str, n_missing: int, n: int, reason: str) -> str:
    return f"{site}: {n_missing} of {n} files did not arrive ({reason}): send them again."
