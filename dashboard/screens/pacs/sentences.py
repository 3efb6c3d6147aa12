"""What the PACS page says to people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def what_the_page_does() -> str:
    return (
        "Find a patient's CT in the hospital's archive by number, name, date or accession number, "
        "and open it, or queue many for the model."
    )


@sentence
def no_site_is_configured(variable: str) -> str:
    return (
        "A list of archives, reached by DICOMweb or DIMSE. The operator writes it as a file and "
        f"names that in {variable}; the manual's page PACS shows one, and python -m core pacs echo "
        "tries the connection. Without it no connection is made."
    )


@sentence
def what_it_shows() -> str:
    return (
        "The patient's studies, the series in them that suit a liver model with the reason, and "
        "how far each transfer is. A series comes whole or not at all."
    )


@sentence
def until_then() -> str:
    return "On this page, drop a folder or a zip that was saved from the archive."


@sentence
def what_to_search_by() -> str:
    return "Name a patient, a date or an accession number. * stands for any characters."


@sentence
def nothing_found() -> str:
    return "No study fits. Check the number, or search by fewer details."


@sentence
def more_than_shown(n: int) -> str:
    return f"The archive has more than these {n}: narrow the search."


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
