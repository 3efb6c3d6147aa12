"""What the Worklist page says to people: errors, notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def what_comes_here() -> str:
    return (
        "Every analysis that finishes is listed here under a pseudonym: scores, measurements and "
        "cautions, no name and no image. Analyse a series on the Review page, or queue many above."
    )


@sentence
def no_record_fits() -> str:
    return "No record fits these filters."


@sentence
def what_queueing_all_does() -> str:
    return "Every series in the list at the left that the model above reads"


@sentence
def no_folder_is_listed() -> str:
    return "The operator lists none (LIVERLENS_DATA_DIRS)."


@sentence
def what_queueing_a_folder_does(model: str, reads: str) -> str:
    return f"Every {reads} series in it is analysed by {model}, one after another."


@sentence
def folder_queued(n_new: int, n_known: int, model: str) -> str:
    said = f"{n_new} series queued for {model}"
    return f"{said}; {n_known} series queued or done before." if n_known else f"{said}."


@sentence
def open_series_queued(n_queued: int, n_here: int, n_known: int, model: str) -> str:
    """`n_here` are uploads, which are analysed in this session."""
    parts = [f"{n_queued} series queued for {model}"] if n_queued or not n_here else []
    if n_here:
        parts.append(f"{n_here} series of this session under way, as long as it is open")
    if n_known:
        parts.append(f"{n_known} series queued or done before")
    return "; ".join(parts) + "."


@sentence
def link_leads_out(name: str) -> str:
    return (
        f"{name}: a link in it leads out of the folders that this server offers: "
        "remove it, or choose a folder inside."
    )
