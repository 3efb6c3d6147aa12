"""What the PACS page says to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def no_site_is_configured(variable: str) -> str:
    return (
        f"The operator lists the hospital's archives in a file and names it in {variable}. "
        "Then studies can be found here, opened, and queued. The manual's page PACS says how."
    )


@sentence
def what_to_search_by() -> str:
    return "Name a patient, a date or an accession number. * stands for any letters."


@sentence
def nothing_found() -> str:
    return "No study fits. Check the number, or search for less."


@sentence
def more_than_shown(n: int) -> str:
    return f"The archive has more than these {n}: search for less."


@sentence
def how_series_are_chosen() -> str:
    return (
        "Ticked are the series that suit a liver CT model best by what the archive tells of them. "
        "Tick others if you know better."
    )


@sentence
def where_queued_series_go() -> str:
    return "Files of queued series are kept in the server's inbox until they are old."


@sentence
def no_model() -> str:
    return "No model is available."


@sentence
def one_to_open() -> str:
    return "Tick one series to open it."


@sentence
def link_is_not_allowed() -> str:
    return "This link names a study, but no archive here allows links (may_link): search for it."
