"""Which scans there are to compare: those in the worklist, and those on this session's shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import FollowUpError
from core.follow_up import FollowUp, Scan, follow_up, scan_of_analysis, scan_of_record
from core.follow_up.order import check_scans, order_scans
from core.follow_up.scan import Identity
from core.follow_up.scans import patient_key
from core.models import ModelCard
from core.series import header_date
from core.worklist import Filter, Patient, Record, Store
from dashboard.components import series_labels
from dashboard.services import pseudonyms, reading, reopening
from dashboard.state.analysis_state import Labelled
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.shelf import Entry


@dataclass(frozen=True)
class People:
    """The patients to choose from, those with several scans first, and who is chosen first."""

    patients: tuple[Patient, ...]
    first: str | None


def people(session: Session, store: Store) -> People:
    """Everyone in the worklist who was scanned more than once.

    The patient in view is the first choice, if they have several scans.
    """
    several = [patient for patient in store.patients() if patient.n_series > 1]
    entry = session.in_view
    mine = None
    if entry is not None:
        mine = store.key.pseudonym(entry.tags, entry.uid)
    known = {patient.pseudonym for patient in several}
    first = mine if mine in known else (several[0].pseudonym if several else None)
    return People(tuple(several), first)


def patient_text(patient: Patient) -> str:
    """ "Subject 3f9a21c4 · 2 scans · 2025-01-01 to 2025-07-01" """
    days = [str(day) for day in (patient.first_study, patient.last_study) if day is not None]
    when = " to ".join(dict.fromkeys(days)) or "no dates"
    return f"{pseudonyms.subject(patient.pseudonym)} · {patient.n_series} scans · {when}"


def record_text(record: Record) -> str:
    """ "2025-07-01 · 48 slices · mobilenetv2_100" """
    when = str(record.study_date or f"no date (record {record.id})")
    return f"{when} · {record.n_slices} slices · {record.model_name}"


def records_of(session: Session, store: Store, patient: str) -> list[Record]:
    """By date, then as they were made; without those of series that the person reads blind."""
    blind = reading.blind_series(session, store)
    found = store.list(Filter(pseudonym=patient, without_series=blind))
    return sorted(found, key=lambda r: (str(r.study_date or "9999"), r.id or 0))


def scan_of(session: Session, record: Record) -> Scan:
    """With the outlines of its pixels where the series is open and analysed by the record's model.

    Raises:
        FollowUpError: the record lacks what matching needs.
    """
    far = scan_of_record(record)
    entry = reopening.entry_of(session, record)
    if not isinstance(entry, OpenSeries):
        return far
    analysis = entry.shown_by(record.weights_sha256)
    if analysis is None:
        return far
    near = entry.by(record.weights_sha256).scan.of(
        Labelled(far.label, analysis),
        lambda: scan_of_analysis(analysis, far.label, study_date=far.study_date),
    )
    # Identified as the worklist does, so that both kinds can stand in one follow-up.
    return replace(
        near,
        patient_key=far.patient_key,
        patient_label=far.patient_label,
        series_key=far.series_key,
        record_id=far.record_id,
    )


def scan_of_entry(entry: Entry, card: ModelCard) -> Scan | None:
    """A series on the shelf; None until it is open and analysed."""
    analysis = entry.shown(card) if isinstance(entry, OpenSeries) else None
    if analysis is None or not isinstance(entry, OpenSeries):
        return None
    label, who = _label(entry), pseudonyms.pseudonym(entry.tags, entry.uid)
    return entry.by(card.sha256).scan.of(
        Labelled(f"{label}, {who}", analysis),
        lambda: scan_of_analysis(analysis, label, patient_label=who),
    )


def why_not(two: Sequence[Entry], *, same_patient: bool) -> FollowUpError | None:
    """Why those series can't be compared in that order, by their headers; None where they
    can."""
    scans = [
        Identity(
            label=_label(one),
            patient_key=patient_key(one.tags),
            patient_label=pseudonyms.pseudonym(one.tags, one.uid),
            series_key=one.uid,
            study_date=header_date(one.tags),
        )
        for one in two
    ]
    try:
        check_scans(scans, same_patient=same_patient)
        order_scans(scans, order_given=True)
    except FollowUpError as error:
        return error
    return None


def _label(entry: Entry) -> str:
    return f"{series_labels.description(entry)}, {series_labels.date_text(entry)}"


@dataclass(frozen=True)
class _Seen:
    """What a follow-up depends on, of one scan."""

    series_key: str
    weights_sha256: str
    has_outline: bool
    p_malignant: float
    lesion_ml: float | None


@dataclass(frozen=True)
class _Asked:
    """Which follow-up."""

    seen: tuple[_Seen, ...]
    order_given: bool
    same_patient: bool
    with_outside: bool


def result_of(
    session: Session,
    scans: Sequence[Scan],
    *,
    order_given: bool,
    same_patient: bool = False,
    with_outside: bool = False,
    opened: OpenSeries | None = None,
) -> FollowUp:
    """Computed once for the same scans.

    Args:
        opened: an open series among them: the result goes when that is closed.

    Raises:
        FollowUpError: as `core.follow_up.follow_up`.
    """
    seen = tuple(
        _Seen(s.series_key, s.weights_sha256, s.outline is not None, s.p_malignant, s.lesion_ml)
        for s in scans
    )
    held = session.follow_up if opened is None else opened.follow_up
    return held.of(
        _Asked(seen, order_given, same_patient, with_outside),
        lambda: follow_up(
            scans,
            order_given=order_given,
            same_patient=same_patient,
            with_outside=with_outside,
        ),
    )
