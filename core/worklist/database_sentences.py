"""What is wrong with a store's database, and what to do about it."""

from __future__ import annotations

from core.sentence import sentence
from core.worklist.location import STORE_VARIABLE, URL_VARIABLE

_ELSEWHERE = f"or choose another store with {STORE_VARIABLE}"
_ADDRESS = f"or correct {URL_VARIABLE}"


@sentence
def wrong_address(store: str) -> str:
    return f"{store} can't be used: check its address in {URL_VARIABLE}."


@sentence
def locked(store: str) -> str:
    return f"{store} is locked by another program: try again when that has finished."


# SQLite.


@sentence
def not_writable(store: str) -> str:
    return f"{store} can't be written to: give yourself permission, {_ELSEWHERE}."


@sentence
def disk_full(store: str) -> str:
    return f"{store} can't grow, because the disk is full: free some space and try again."


@sentence
def not_a_worklist(store: str) -> str:
    return f"{store} is not a worklist of LiverLens: move that file away, {_ELSEWHERE}."


@sentence
def damaged(store: str) -> str:
    return f"{store} is damaged: restore a copy from your backup, {_ELSEWHERE}."


@sentence
def folder_not_writable(store: str) -> str:
    return f"{store} can't be opened: check that its folder can be written to, {_ELSEWHERE}."


@sentence
def no_permission(store: str) -> str:
    return f"{store} can't be opened: give yourself permission, {_ELSEWHERE}."


@sentence
def disk_failing(store: str) -> str:
    return f"{store} can't be read or written, because the disk is failing or full: check the disk."


@sentence
def unusable(store: str, reason: object) -> str:
    return f"{store} can't be used ({reason}): restore a copy from your backup, {_ELSEWHERE}."


# PostgreSQL.


@sentence
def read_only(store: str) -> str:
    return f"{store} can't be written to: it is read-only."


@sentence
def user_refused(store: str) -> str:
    return f"{store} refuses the user: check the name and the password, {_ADDRESS}."


@sentence
def no_such_database(store: str) -> str:
    return f"{store} does not exist: create it with createdb, {_ADDRESS}."


@sentence
def no_rights(store: str) -> str:
    return f"{store} refuses: its user needs the right to create and change tables."


@sentence
def server_disk_full(store: str) -> str:
    return (
        f"{store} can't grow, because the disk of its server is full: free some space and try "
        "again."
    )


@sentence
def too_many_connections(store: str) -> str:
    return f"{store} has too many connections: try again later."


@sentence
def changed_at_once(store: str) -> str:
    return f"{store} was being changed by another program at the same moment: try again."


@sentence
def shut_down(store: str) -> str:
    return f"{store} was shut down: start its server and try again."


@sentence
def wrong_encoding(store: str) -> str:
    return f"{store} can't hold all letters: create it with the encoding UTF8."


@sentence
def connection_refused(store: str) -> str:
    return f"{store} can't be reached (connection refused): start its server, {_ADDRESS}."


@sentence
def no_answer(store: str) -> str:
    return f"{store} can't be reached (no answer): check the address and the network, {_ADDRESS}."


@sentence
def no_such_host(store: str) -> str:
    return f"{store} can't be reached (no such host): check the address, {_ADDRESS}."


@sentence
def no_server(store: str) -> str:
    return f"{store} can't be reached (no server there): start its server, {_ADDRESS}."


@sentence
def unreachable(store: str) -> str:
    return f"{store} can't be reached: check that its server is running, {_ADDRESS}."


@sentence
def failed(store: str, state: str) -> str:
    return f"{store} failed (SQLSTATE {state}): look into its server's log."
