"""Read a structured report of another system and lay it on the CT that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydicom import Dataset

from core.dicom.headers import PYDICOM_ERRORS, quiet_pydicom
from core.dicom.items import Item, display_name
from core.dicom.kinds import REPORT_CLASSES
from core.dicom.limits import DEFAULT_LIMITS, Limits
from core.dicom.sentences import masks
from core.dicom.set_aside import SetAside
from core.dicom.sources import Source, list_items
from core.dicom.whole_dataset import whole_dataset
from core.errors import InputError
from core.other_systems import sentences
from core.other_systems.content_tree import MOST_ITEMS, Node, TooLarge, concept_in
from core.other_systems.groups import RawGroup, algorithms_in, groups_in
from core.other_systems.places import Places
from core.other_systems.report import Group, Maker, Report
from core.sentence import Sentence
from core.series import Series

_PERSON_NAME = ("121008", "DCM")
_DEVICE_MANUFACTURER, _DEVICE_MODEL = ("121014", "DCM"), ("121015", "DCM")


def open_report(source: Source, series: Series, *, limits: Limits = DEFAULT_LIMITS) -> Report:
    """`read_report` of one file. Raises InputError as that, and for a path that is no file."""
    items, unread = list_items([source])
    if len(items) != 1:
        name = unread[0].name if unread else str(source)
        raise InputError(sentences.not_a_report(display_name(name)))
    return read_report(items[0], series, limits=limits)


def read_report(item: Item, series: Series, *, limits: Limits = DEFAULT_LIMITS) -> Report:
    """The measurement groups of an SR by TID 1500 that are about `series`.

    A group is about it if it draws on one of its images, names it as the source of a segment, or
    draws in space in its frame of reference. One that names no image counts where the report as a
    whole is about the series.

    Raises:
        InputError: no such report, damaged, without measurement groups, of another patient, or
            about other images than those of `series`.
    """
    try:
        with quiet_pydicom():
            dataset = whole_dataset(item, limits)
            if dataset.get("SOPClassUID") not in REPORT_CLASSES:
                raise InputError(sentences.not_a_report(item.name))
            root = Node.of(dataset)
            raw = groups_in(root)
            maker = _maker(dataset, root, raw)
            evidence = _evidence(dataset)
            report = _laid_on(item.name, dataset, raw, maker, evidence, series)
    except TooLarge as error:
        raise InputError(sentences.report_too_large(item.name, MOST_ITEMS)) from error
    except (SetAside, *PYDICOM_ERRORS) as error:
        raise InputError(sentences.damaged_report(item.name)) from error
    return report


def _laid_on(
    name: str,
    dataset: Dataset,
    raw: Sequence[RawGroup],
    maker: Maker,
    evidence: frozenset[str],
    series: Series,
) -> Report:
    mine, theirs = (
        one.strip().casefold()
        for one in (series.tags.patient_id, str(dataset.get("PatientID") or ""))
    )
    if mine and theirs and mine != theirs:
        raise InputError(masks.other_patient(name))
    if not raw:
        raise InputError(sentences.no_measurement_groups(name))
    if not series.instances:
        raise InputError(sentences.ct_is_not_dicom(name))
    places = Places(series)
    study = str(dataset.get("StudyInstanceUID") or "")
    is_same_study = not (study and places.study_uid) or study == places.study_uid
    # What names no image is about what the report as a whole is about.
    whole = bool(evidence & places.series_uids) or (is_same_study and not evidence)
    own = [one for one in raw if _concerns(one, places, whole)]
    if not own:
        raise InputError(_why_none(name, raw, places, is_same_study))
    groups = tuple(_group(one, places) for one in own)
    notes: list[Sentence] = []
    if not is_same_study:
        notes.append(sentences.made_in_another_study(name))
    if len(own) < len(raw):
        notes.append(sentences.groups_left_out(name, len(raw) - len(own), len(raw)))
    if not_drawn := sum(group.n_not_drawn for group in groups):
        notes.append(sentences.outlines_not_drawn(name, not_drawn))
    return Report(
        name=name,
        title=concept_in(dataset.get("ConceptNameCodeSequence")).text,
        series_description=display_name(str(dataset.get("SeriesDescription") or "")),
        date=_date(dataset),
        maker=maker,
        is_complete=str(dataset.get("CompletionFlag") or "") == "COMPLETE",
        is_verified=str(dataset.get("VerificationFlag") or "") == "VERIFIED",
        is_preliminary=str(dataset.get("PreliminaryFlag") or "") == "PRELIMINARY",
        groups=groups,
        sop_instance_uid=str(dataset.get("SOPInstanceUID") or ""),
        notes=tuple(notes),
    )


def _concerns(group: RawGroup, places: Places, whole: bool) -> bool:
    about = places.concerns(group)
    return whole if about is None else about


def _why_none(name: str, raw: Sequence[RawGroup], places: Places, is_same_study: bool) -> Sentence:
    in_space = [one for group in raw for one in group.drawings if one.image is None]
    if not is_same_study:
        return sentences.other_study(name)
    if in_space and all(one.image is None for group in raw for one in group.drawings):
        return sentences.other_frame(name)
    return sentences.other_images(name)


def _group(raw: RawGroup, places: Places) -> Group:
    drawn = [places.shapes(one) for one in raw.drawings]
    return Group(
        tracking_id=raw.tracking_id,
        tracking_uid=raw.tracking_uid,
        finding=raw.finding,
        site=raw.site,
        measurements=raw.measurements,
        judged=raw.judged,
        shapes=tuple(shape for shapes in drawn for shape in shapes),
        n_not_drawn=sum(not shapes for shapes in drawn),
        segment=raw.segment,
    )


def _maker(dataset: Dataset, root: Node, raw: Sequence[RawGroup]) -> Maker:
    """As the header says, else as the device that the content names."""

    def said(keyword: str, *code: tuple[str, str]) -> str:
        value = dataset.get(keyword)
        words = " ".join(map(str, value)) if _several(value) else str(value or "")
        return display_name(words.strip()) or next((one.text for one in root.within(*code)), "")

    return Maker(
        manufacturer=said("Manufacturer", _DEVICE_MANUFACTURER),
        model=said("ManufacturerModelName", _DEVICE_MODEL),
        version=said("SoftwareVersions"),
        algorithms=tuple(
            dict.fromkeys(
                [*algorithms_in(root), *(name for group in raw for name in group.algorithms)]
            )
        ),
        by_person=next(root.within(_PERSON_NAME), None) is not None,
    )


def _several(value: object) -> bool:
    return hasattr(value, "__iter__") and not isinstance(value, str)


def _evidence(dataset: Dataset) -> frozenset[str]:
    """UIDs of the series that the report is about (PS3.3 C.17.2)."""
    return frozenset(
        str(series.get("SeriesInstanceUID") or "")
        for keyword in (
            "CurrentRequestedProcedureEvidenceSequence",
            "PertinentOtherEvidenceSequence",
        )
        for study in dataset.get(keyword) or ()
        for series in study.get("ReferencedSeriesSequence") or ()
    )


def _date(dataset: Dataset) -> date | None:
    for keyword in ("ContentDate", "SeriesDate"):
        try:
            return datetime.strptime(str(dataset.get(keyword) or "").strip(), "%Y%m%d").date()
        except ValueError:
            continue
    return None
