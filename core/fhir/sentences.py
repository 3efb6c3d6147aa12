"""What is said of a FHIR server, its answers, and what is written for it."""

from __future__ import annotations

from core.sentence import sentence

# -- settings -------------------------------------------------------------------------------------


@sentence
def not_a_base(setting: str) -> str:
    return (
        f"{setting} is not the address of a FHIR server: write it like https://fhir.example.org/r4,"
        " without name, password or query."
    )


@sentence
def not_encrypted(setting: str, allowing: str) -> str:
    return (
        f"{setting} is not encrypted: use https, or set {allowing}=on in a network that you trust."
    )


@sentence
def no_such_file(setting: str) -> str:
    return f"{setting} names a file that can't be read: check the path."


@sentence
def not_a_token(setting: str, file_setting: str) -> str:
    return (
        f"The token of {setting} or {file_setting} contains spaces or unexpected characters: copy "
        "it again."
    )


@sentence
def not_configured(setting: str) -> str:
    return f"No FHIR server is configured: set {setting}."


# -- the server -----------------------------------------------------------------------------------


@sentence
def unreachable(server: str) -> str:
    return f"{server} can't be reached: check that it runs, and the network."


@sentence
def too_slow(server: str, seconds: int) -> str:
    return f"{server} did not answer within {seconds} s: try again later."


@sentence
def certificate_refused(server: str, setting: str) -> str:
    return (
        f"{server} shows a certificate that is not trusted: name your authority's file by {setting}"
        "."
    )


@sentence
def redirects(server: str, status: int) -> str:
    return (
        f"{server} redirects to another address ({status}), which is not followed: configure the "
        "final address."
    )


@sentence
def not_allowed(server: str, status: int) -> str:
    return f"{server} refuses access ({status}): check the token and its rights."


@sentence
def not_found(server: str) -> str:
    return f"{server} knows no such FHIR address (404): check the base address."


@sentence
def fails(server: str, status: int) -> str:
    return f"{server} fails or is overloaded ({status}): try again later."


@sentence
def refuses(server: str, status: int, codes: str) -> str:
    """`codes` of its issues, "" where it says none."""
    why = f": {codes}" if codes else ""
    return f"{server} refuses the request ({status}{why}): the server's log says why."


@sentence
def not_fhir(server: str) -> str:
    return f"{server} does not answer with FHIR's JSON: check the base address."


@sentence
def answer_too_large(server: str, megabytes: int) -> str:
    return f"{server} sends an answer of more than {megabytes} MB, which is not read: ask for less."


@sentence
def answers_too_large(server: str) -> str:
    return (
        f"{server} sends far more than such results take, so its answer is not read: check the "
        "server, or load the values from a file."
    )


@sentence
def next_page_elsewhere(server: str) -> str:
    return (
        f"{server} names a next page outside its own base address, which is not followed: check "
        "the address that the server has for itself."
    )


# -- laboratory values ----------------------------------------------------------------------------


@sentence
def no_patient_id() -> str:
    return "The header does not say the patient's ID: load the values from a file."


@sentence
def no_such_patient(server: str) -> str:
    return f"{server} has no patient with the ID of the header: check the ID and its namespace."


@sentence
def several_patients(server: str, setting: str) -> str:
    return (
        f"{server} has several patients with this ID: name the ID's namespace by {setting}, so that"
        " no one else's values are taken."
    )


@sentence
def nothing_found(server: str) -> str:
    return f"{server} has no laboratory value for this patient: load a file, or look elsewhere."


@sentence
def cut_off(server: str, most: int) -> str:
    return f"{server} has more than {most:,} results: the first {most:,} that it sent are shown."


# -- results --------------------------------------------------------------------------------------


@sentence
def no_study() -> str:
    return (
        "The series names no DICOM study, so there is nothing that a record system could link it "
        "to: open the DICOM files."
    )


@sentence
def nobody_to_file_under() -> str:
    return (
        "The header does not say the patient's ID, so nobody can be found to file the results "
        "under: open files that have it."
    )


@sentence
def not_a_bundle(name: str) -> str:
    return f"{name}: is no Bundle that `fhir bundle` writes: make it anew."


@sentence
def not_all_stored(server: str, failed: int, total: int) -> str:
    return f"{server} did not store everything: {failed} of {total} failed; its log says why."


@sentence
def stored(created: int, present: int) -> str:
    return f"Stored: {created} new, {present} that were there already."


@sentence
def holds_the_patients_id(name: str) -> str:
    return f"{name} holds the patient's ID: keep it where nobody else reads it."


@sentence
def conclusion(headline: str, verdict: str) -> str:
    return f"{headline}, {verdict}. Made by a model, not read by a radiologist."
