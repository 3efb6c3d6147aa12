"""What `core.cli` says to people, a function per sentence."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def not_name_and_value(pair: str) -> str:
    return f"--parameter {pair} is not NAME=VALUE: write it like steps=64."


@sentence
def dates_do_not_match(dates: int, scans: int) -> str:
    return f"--dates names {dates} dates for {scans} scans: give one per scan."


@sentence
def scans_and_patient() -> str:
    return "Name scans or a patient of the worklist (--from-store), not both."


@sentence
def dates_are_for_scans() -> str:
    return "--dates is for scans; the worklist's records keep their own."


@sentence
def record_is_for_patients() -> str:
    return "--record is for --from-store PSEUDONYM, whose records it picks."


@sentence
def too_few_scans() -> str:
    return "A follow-up needs two scans or more, the earliest first, or --from-store PSEUDONYM."


@sentence
def no_json_object(file: str) -> str:
    return f"{file}: holds no JSON object: names and values are expected."


@sentence
def not_json(file: str) -> str:
    return f"{file}: can't be read as JSON: check the path."


@sentence
def option_is_for_networks(option: str, backbone: str) -> str:
    return f"--{option} is for networks: leave it out for {backbone}."


@sentence
def whole_series_needs(method: str) -> str:
    return (
        f"--whole-series is for {method} without noisy samples: name a slice by --slice for "
        "other maps."
    )
