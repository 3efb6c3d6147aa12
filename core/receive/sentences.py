"""What the receiver tells people, on its standard output and in errors; never a name or number of
a patient."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def wrong_receiver(file: str, reason: str) -> str:
    return f"{file}, receive: it can't be set up, since {reason}: change it."


@sentence
def open_to_all(host: str) -> str:
    return (
        f"On {host} others could send to it: list in callers the AE titles that may send, better "
        "with tls as well, or listen on 127.0.0.1."
    )


@sentence
def stow_open_to_all() -> str:
    return (
        "STOW would take files from everybody: set stow_token_env or stow_token_file, or tls with "
        "ca_file for senders with certificates."
    )


@sentence
def stow_not_encrypted(host: str) -> str:
    return (
        f"STOW on {host} would send the token and the images unencrypted: set tls, or listen on "
        "127.0.0.1 behind a reverse proxy."
    )


@sentence
def port_taken(host: str, port: int, reason: object) -> str:
    return f"{host}:{port} can't be listened on ({reason}): choose another port."


@sentence
def inbox_unusable(folder: object, reason: object) -> str:
    return f"The inbox {folder} can't be used ({reason}): choose another folder."


@sentence
def inbox_open_to_others(folder: object) -> str:
    return f"The inbox {folder} belongs to somebody else: choose another folder."


@sentence
def inbox_holds_others(folder: object) -> str:
    return (
        f"{folder} holds files that the receiver has not written, so it is no inbox: choose a new "
        "or an empty folder. If it is the inbox of an earlier version, move the other files out."
    )


@sentence
def inbox_in_use(folder: object) -> str:
    return (
        f"Another receiver uses the inbox {folder}: end that one first, or choose another folder."
    )


@sentence
def listening(title: str, host: str, port: int, folder: object) -> str:
    return f"{title} listens on {host}:{port}; the inbox is {folder}. Ctrl+C ends it."


@sentence
def listening_for_stow(address: str) -> str:
    return f"STOW-RS: {address}"


@sentence
def found_again(n_series: int, n_files: int) -> str:
    return f"{n_series} series with {n_files} files were in the inbox."


@sentence
def series_queued(name: str, n_files: int, n_new: int, model: str) -> str:
    return f"{name}: {n_files} files, {n_new} series queued for {model}."


@sentence
def series_known(name: str, n_files: int) -> str:
    return f"{name}: {n_files} files, queued or done before."


@sentence
def series_not_queued(name: str, n_files: int, reason: object) -> str:
    return f"{name}: {n_files} files, not queued: {reason}"


@sentence
def series_removed(name: str, days: float) -> str:
    return f"{name}: removed after {days:g} days."


@sentence
def stopped(n_files: int) -> str:
    return f"Stopped; {n_files} files were received."


@sentence
def try_later(name: str, reason: object) -> str:
    return f"{name}: will be tried again: {reason}"


# -- STOW: to the sender -----------------------------------------------------------------------


@sentence
def stow_not_allowed() -> str:
    return "The bearer token is missing or wrong: send the one that the operator gave you."


@sentence
def stow_no_uid() -> str:
    return "The study in the address is no UID: digits and dots, at most 64."


@sentence
def stow_wrong_type() -> str:
    return (
        'Only multipart/related with type="application/dicom" is taken, without content encoding: '
        "send the files so."
    )


@sentence
def stow_no_boundary() -> str:
    return "The content type names no boundary, or one of more than 70 characters: add one."


@sentence
def stow_answers_json() -> str:
    return "The answer is application/dicom+json: accept it."


@sentence
def stow_no_length() -> str:
    return "The request has no body of a known length and is not chunked: send one."


@sentence
def stow_too_large(most_bytes: int) -> str:
    return f"More than {most_bytes:,} bytes in one request: send fewer files at a time."


@sentence
def stow_too_many(most: int) -> str:
    return f"More than {most:,} files in one request: send fewer at a time."


@sentence
def stow_not_multipart() -> str:
    return "The body is no multipart message, or ends before its last boundary: send it again."


@sentence
def stow_too_slow() -> str:
    return "The body came too slowly: send it again."
