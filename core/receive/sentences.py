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
        f"On {host} others could send to it: list the AE titles that may in callers, better with "
        "tls, or listen on 127.0.0.1."
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
def listening(title: str, host: str, port: int, folder: object) -> str:
    return f"{title} listens on {host}:{port}; the inbox is {folder}. Ctrl+C ends it."


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
