"""What the list of archives tells the operator."""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence


@sentence
def no_sites(variable: str) -> str:
    return f"No archive (PACS) is configured: list one in a file and name that in {variable}."


@sentence
def unknown_site(name: str, known: Sequence[str]) -> str:
    return f"No archive is called {name}: use one of {', '.join(known)}."


@sentence
def sites_unreadable(name: str, reason: object) -> str:
    return f"{name}: the list of archives can't be read ({reason}): check its path and rights."


@sentence
def sites_no_toml(name: str, reason: object) -> str:
    return f"{name}: the list of archives is no TOML ({reason}): mend the file."


@sentence
def no_site_in_file(name: str) -> str:
    return f"{name}: lists no archive: add a table [site.NAME] with a protocol."


@sentence
def unknown_setting(file: str, table: str, key: str, known: Sequence[str]) -> str:
    return f"{file}, {table}: there is no setting {key}: use one of {', '.join(known)}."


@sentence
def wrong_setting(file: str, table: str, key: str, reason: str) -> str:
    return f"{file}, {table}: {key} can't be used, since {reason}: change it."


@sentence
def secret_missing(site: str, what: str, variable: str) -> str:
    return f"{site}: the {what} is missing: set {variable}."


@sentence
def secret_unreadable(site: str, what: str, file: str, reason: object) -> str:
    return f"{site}: the {what} in {file} can't be read ({reason}): check its path and rights."


@sentence
def secret_empty(site: str, what: str, file: str) -> str:
    return f"{site}: {file} is empty: write the {what} into it."


@sentence
def certificate_unusable(site: str, reason: object) -> str:
    return (
        f"{site}: its certificates can't be used ({reason}): check ca_file, certificate_file and "
        "key_file."
    )
