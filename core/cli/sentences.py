"""What the command line itself says to people; the rest comes from the packages that it calls.

The phrases for an option's value follow the option's name, as argparse prints it.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import around_reason, sentence

# -- values of options -------------------------------------------------------------------------


@sentence
def not_a_count(text: str, lowest: int) -> str:
    return f"{text!r} is not a whole number from {lowest} on"


@sentence
def number_too_low(text: str, lowest: float) -> str:
    return f"{text!r} is not a number from {lowest:g} on"


@sentence
def number_outside(text: str, lowest: int, highest: int) -> str:
    return f"{text!r} is not a whole number from {lowest} to {highest}"


@sentence
def in_the_future(text: str) -> str:
    return f"{text} is in the future"


@sentence
def not_numbers(text: str) -> str:
    return f"{text!r} is not a list of numbers"


@sentence
def not_a_date(text: str) -> str:
    return f"{text!r} is not a date like 2026-01-31"


@sentence
def not_a_window(text: str) -> str:
    return f"{text!r} is not WIDTH,LEVEL, such as 400,40"


@sentence
def not_a_pattern(text: str, reason: object) -> str:
    return f"{text!r} is not a regular expression: {reason}"


@sentence
def not_a_parameter(text: str) -> str:
    return f"--parameter {text} is not NAME=VALUE: write it like steps=64."


# -- options that don't go together ------------------------------------------------------------


@sentence
def only_for_networks(option: str, backbone: str) -> str:
    return f"--{option} is for networks: omit it for {backbone}."


@sentence
def nobody_to_compare(study: str) -> str:
    return f"{study}: no two readers have submitted the same series: wait for the others."


@sentence
def nothing_to_train_on() -> str:
    return "Name what to train on: --data FILE.npz, or --from-annotations STUDY."


@sentence
def whole_series_only_for(method: str) -> str:
    return (
        f"--whole-series is for {method} without noisy samples: use --slice to choose a slice for "
        "other maps."
    )


@sentence
def scans_and_patient() -> str:
    return "Name scans or a patient of the worklist (--from-store), not both."


@sentence
def dates_of_records() -> str:
    return "--dates is for scans: records of the worklist keep their own dates."


@sentence
def record_without_store() -> str:
    return "--record selects records of --from-store PSEUDONYM: name the patient too."


@sentence
def too_few_scans() -> str:
    return (
        "A follow-up needs two or more scans: name them, the earliest first, or use --from-store "
        "PSEUDONYM."
    )


@sentence
def one_date_per_scan(n_dates: int, n_scans: int) -> str:
    return f"--dates names {n_dates} dates for {n_scans} scans: give one per scan."


# -- annotations -------------------------------------------------------------------------------


@sentence
def not_annotated(study: str) -> str:
    where = f" in the study {study}" if study else ""
    return (
        f"Nobody annotated this series{where}, or not that reader or version: `annotations list` "
        "shows what there is."
    )


@sentence
def several_readers(readers: Sequence[str]) -> str:
    return f"Several readers annotated this series ({', '.join(readers)}): name one by --reader."


# -- fhir --------------------------------------------------------------------------------------


@sentence
def file_or_patient() -> str:
    return "Name a file by --labs, or a patient of the FHIR server by --patient-id-file."


@sentence
def patient_id_is_no_text(file: str) -> str:
    return f"{file}: it is not text in UTF-8: save the patient ID in UTF-8 there."


# -- files -------------------------------------------------------------------------------------


@around_reason
def about_input(reason: str, name: str) -> str:
    return f"{name}: {reason}"


@sentence
def system_error(name: str, reason: object) -> str:
    return f"{name}: {reason}."


@sentence
def interrupted() -> str:
    return "interrupted."


# -- the worklist ------------------------------------------------------------------------------


@sentence
def no_such_series(uid: str | None) -> str:
    return f"No series {uid} in the input: omit --series to add all."


@sentence
def series_failed(failed: int, total: int) -> str:
    return (
        f"{failed} of {total} series could not be analysed: `worklist list --queue` says why, "
        "`worklist run --retry` tries again."
    )


@sentence
def records_of_others(pseudonym: str) -> str:
    return (
        f"None of the records named by --record is of patient {pseudonym}: `worklist list "
        f"--patient {pseudonym}` shows which are."
    )


@sentence
def patient_not_in_store(place: object, pseudonym: str) -> str:
    return (
        f"The worklist {place} holds nothing of patient {pseudonym}: `worklist list` shows who is "
        "in it."
    )


@sentence
def one_day_in_store(pseudonym: str) -> str:
    return (
        f"The worklist holds scans of patient {pseudonym} from only one day by any one model: a "
        "follow-up needs two; analyse another."
    )


@sentence
def no_phases_of_mr() -> str:
    return "--phases is CT: leave out --modality MR, or take --kind dynamic without --phases."


@sentence
def no_visit_of_phases() -> str:
    return "--growth, --study-date, --shift and --truth don't go with --phases: leave them out."


@sentence
def not_a_phase(text: str, phases: Sequence[str]) -> str:
    return f"{text!r} is not UID=PHASE with a phase of {', '.join(phases)}"
