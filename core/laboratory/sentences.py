"""What is said of laboratory values: those that are refused, and what to doubt in the rest.

Sentences reach terminals and logs, and the text of a file may be about the patient: they say where
it stands, and repeat numbers and days at most.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.sentence import sentence

# -- one value ------------------------------------------------------------------------------------


@sentence
def unknown_test(where: str) -> str:
    return (
        f"{where}: not a test that is read here: use AFP, bilirubin, albumin, INR, platelets, AST "
        "or ALT, or a LOINC code of one of them."
    )


@sentence
def not_a_number(where: str, test: str) -> str:
    return f"{where}: the value of {test} is not a number: write it like 1.2."


@sentence
def not_above_zero(where: str, test: str, value: str) -> str:
    return f"{where}: {test} can't be {value}: correct it."


@sentence
def without_unit(where: str, test: str, value: str, units: Sequence[str]) -> str:
    return f"{where}: {test} {value} has no unit and is left out: add one of {', '.join(units)}."


@sentence
def unknown_unit(where: str, test: str, units: Sequence[str]) -> str:
    return (
        f"{where}: the unit of {test} can't be converted, and the value is left out: use one of "
        f"{', '.join(units)}."
    )


@sentence
def without_day(where: str, test: str, is_given: bool) -> str:
    said = f"the date of {test} can't be read" if is_given else f"{test} has no date"
    return f"{where}: {said}, and the value is left out: write it like 2026-01-31."


@sentence
def in_the_future(where: str, test: str, day: str) -> str:
    return f"{where}: {test} is dated {day}, in the future, and is left out: correct the date."


@sentence
def impossible(where: str, test: str, value: str) -> str:
    return f"{where}: {test} {value} is higher or lower than anyone can have: check the unit."


@sentence
def impossible_range(where: str, test: str) -> str:
    return f"{where}: the reference range of {test} can't be right: correct or remove it."


@sentence
def of_another_patient(count: int) -> str:
    what, verb = ("1 value is", "is") if count == 1 else (f"{count} values are", "are")
    return f"{what} another patient's, or nobody's, and {verb} left out: check the source."


@sentence
def not_final(count: int) -> str:
    what = "1 result is" if count == 1 else f"{count} results are"
    return f"{what} not final, or withdrawn, and left out."


@sentence
def without_number(where: str, test: str) -> str:
    return f"{where}: {test} has no number, and is left out."


@sentence
def more_left_out(count: int) -> str:
    return f"{count} more were left out for reasons like these."


@sentence
def whose_is_unknown(source: str) -> str:
    return f"{source} does not say whose values these are: make sure that they are this patient's."


# -- a file ---------------------------------------------------------------------------------------


@sentence
def file_too_large(name: str, megabytes: int) -> str:
    return f"{name}: larger than {megabytes} MB: choose a file that holds laboratory values only."


@sentence
def file_unreadable(name: str, reason: object) -> str:
    return f"{name}: can't be read ({reason}): check the path."


@sentence
def not_a_laboratory_file(name: str) -> str:
    return (
        f"{name}: neither a CSV with the columns test, value, unit and date, nor JSON with the "
        "same names, nor FHIR Observations: see the manual for an example."
    )


@sentence
def too_many_rows(name: str, most: int) -> str:
    return f"{name}: more than {most:,} rows: choose a file of one patient."


@sentence
def no_value_usable(name: str, reason: str) -> str:
    return f"{name}: no value can be used. {reason}"


@sentence
def empty_file(name: str) -> str:
    return f"{name}: holds no laboratory value: check the file."


@sentence
def of_another_patient_alone(name: str) -> str:
    return f"{name}: holds values of another patient than the images: choose this patient's."


@sentence
def of_several_patients(name: str, count: int) -> str:
    return (
        f"{name}: holds values of {count} patients: choose a file of one patient, or state the "
        "patient's ID."
    )


@sentence
def patients_with_one_id(name: str, count: int) -> str:
    return f"{name}: {count} patients in it have this ID: choose a file of one patient."


@sentence
def several_without_id(name: str, count: int) -> str:
    return (
        f"{name}: holds values of {count} patients and does not say which of them has this ID: "
        "choose a file of one patient."
    )


# -- scores ---------------------------------------------------------------------------------------


@sentence
def never_changes_the_score() -> str:
    return (
        "Laboratory values stand beside the image. They never change the image's scores, outlines "
        "or verdict."
    )


@sentence
def needs(what: str) -> str:
    return f"Not computed: needs {what}."


@sentence
def bound_only(test: str) -> str:
    return f"Not computed: {test} is known only as above or below a limit."


@sentence
def impossible_age(age: int, lowest: int, highest: int) -> str:
    return (
        f"Not computed: nobody is {age} years old. Correct the age ({lowest} to {highest}), or the "
        "day of birth."
    )


@sentence
def impossible_upper(upper: float, lowest: int, highest: int) -> str:
    return (
        f"Not computed: {upper:g} U/L can't be the upper limit of normal of AST. Correct it "
        f"({lowest} to {highest})."
    )


@sentence
def before_birth(test: str) -> str:
    return f"Not computed: {test} is dated before the day of birth. Correct one of the two."


@sentence
def far_from_scan(test: str, days: int, most: int) -> str:
    return f"{test} was taken {days} days from the scan, more than {most}."


@sentence
def scan_day_unknown() -> str:
    return "The header does not say the date of the scan: the newest values are used."


@sentence
def days_apart(score: str, days: int, most: int) -> str:
    return f"The values in {score} were taken {days} days apart, more than {most}."


@sentence
def age_outside(age: int) -> str:
    return f"At {age} years FIB-4 is unreliable: it was found to work from 35 to 65."


@sentence
def what_the_limits_are() -> str:
    return "The limits of 30 days from the scan and 7 days between values are ours."


@sentence
def child_pugh_is_yours() -> str:
    return (
        "Nothing is filled in for you: ascites and encephalopathy are seen at the bedside. The "
        "class shows once all five are chosen."
    )


@sentence
def filled_in_by_a_reader(points: int, letter: str) -> str:
    return f"Child-Pugh {points} points, class {letter}, as a reader filled it in."
