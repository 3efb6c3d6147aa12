"""Hostile text in headers, names, notes and values, in every file that leaves the program: CSV,
JSON, PDF, DICOM results, FHIR."""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydicom import config, dcmread
from pydicom.dataset import Dataset

from core.annotation.plain import finding_of
from core.dicom import MemoryFile, discover, load_series
from core.errors import LiverLensError
from core.laboratory.files import parse_laboratory
from core.measurements import measurement_of
from core.measurements.files import measurements_csv, measurements_json
from tools.attack.arena import Arena
from tools.attack.hostile_text import HOST, TEXTS, breaks_csv, breaks_line
from tools.attack.opened import N_SLICES, slice_file, zipped
from tools.attack.tries import Kind, Try, is_sentence, tried

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from core.series import Series

#: Every element of a CT's header that holds a text, as far as anything here reads it, and more.
ELEMENTS = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "PatientAge"),
    *("AccessionNumber", "ReferringPhysicianName", "StudyID", "StudyTime", "StudyDate"),
    *("StudyDescription", "SeriesDescription", "Manufacturer", "ManufacturerModelName"),
    *("ConvolutionKernel", "ContrastBolusAgent", "BodyPartExamined", "ProtocolName"),
    *("InstitutionName", "OperatorsName", "StationName", "ImageComments", "PatientComments"),
    *("AcquisitionDate", "AcquisitionTime", "ContrastBolusStartTime", "RescaleType"),
    *("SoftwareVersions", "DeviceSerialNumber", "ImageType", "SeriesDate", "Modality"),
)
#: Of these a series can do without nothing: a hostile value may refuse the whole.
_TOLD = tuple(name for name in ELEMENTS if name not in ("Modality", "ImageType", "RescaleType"))
_ODD = ("Modality", "ImageType", "RescaleType", "PhotometricInterpretation")
#: Of value representations without letters of other languages (PS3.5, 6.2).
_ASCII = (
    *("PatientBirthDate", "PatientSex", "PatientAge", "StudyTime", "StudyDate", "SeriesDate"),
    *("BodyPartExamined", "AcquisitionDate", "AcquisitionTime", "ContrastBolusStartTime"),
    *("Modality", "ImageType", "PhotometricInterpretation"),
)
_MADE_AT = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
_CSV_NAMES = ("slices.csv", "lesions.csv")
#: What a PDF would hold for a link, a script, or a form that acts.
_PDF_ACTIONS = re.compile(
    rb"/(URI|JavaScript|JS|Launch|OpenAction|AA|SubmitForm|GoToR|RichMedia|EmbeddedFile)\b"
)
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)


def tries(arena: Arena) -> Iterator[Try]:
    texts = list(TEXTS.items())
    yield from _readers(texts)
    yield from _names(texts)
    yield from _values(texts)
    # All texts at once, each in an element of its own, and then each in all of them.
    yield from _exports(arena, "each element another text", _spread(0))
    if not arena.is_short:
        for shift in range(1, len(texts)):
            yield from _exports(arena, f"another mix, {shift}", _spread(shift))


def _spread(shift: int) -> dict[str, str]:
    texts = list(TEXTS.values())
    return {name: texts[(n + shift) % len(texts)] for n, name in enumerate(_TOLD)}


@contextmanager
def _unchecked() -> Iterator[None]:
    """pydicom writes what nobody may write."""
    with config.disable_value_validation(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def hostile_files(tags: dict[str, str]) -> dict[str, bytes]:
    """Name -> the slices of a series with these texts in their headers."""
    # These are written in ASCII, whatever the character set.
    told = {
        name: text.encode("ascii", "replace").decode() if name in _ASCII else text
        for name, text in tags.items()
    }
    with _unchecked():
        return {
            f"IM{number}.dcm": slice_file(number, SpecificCharacterSet="ISO_IR 192", **told)
            for number in range(N_SLICES)
        }


def _series(tags: dict[str, str]) -> Series:
    return load_series([MemoryFile(name, data) for name, data in hostile_files(tags).items()])


def _readers(texts: list[tuple[str, str]]) -> Iterator[Try]:
    """Every element, one text at a time."""
    for what, text in texts:

        def step(text: str = text) -> str:
            files = hostile_files(dict.fromkeys(_TOLD, text))
            found = discover([MemoryFile("scan.zip", zipped(files))])
            for one in found.candidates:
                told = [*one.warnings, one.tags.series_description, one.tags.patient_name]
                told += [one.tags.manufacturer, one.tags.kernel, one.tags.contrast_agent, one.uid]
                if seen := next(filter(None, map(breaks_line, told)), ""):
                    return seen
            sentences = [line.sentence for line in found.exclusions]
            bad = [one for one in sentences if not is_sentence(one)]
            if bad:
                return f"no sentence: {bad[0][:100]!r}"
            return "" if found.candidates or sentences else "nothing was said of the files"

        yield tried(
            f"headers: {what}", f"in {len(_TOLD)} elements", "a series of one-line texts", step
        )
    for name in _ODD:
        for what, text in texts:

            def kept(name: str = name, text: str = text) -> str:
                files = hostile_files({name: text})
                found = discover([MemoryFile(key, data) for key, data in files.items()])
                sentences = [line.sentence for line in found.exclusions]
                bad = [one for one in sentences if not is_sentence(one)]
                return f"no sentence: {bad[0][:100]!r}" if bad else ""

            yield tried(f"{name}: {what}", "in the header", "a series or a sentence", kept)


def _names(texts: list[tuple[str, str]]) -> Iterator[Try]:
    """Names of files and members, of files that can't be read: the sentence names them."""
    for what, text in texts:
        for form, make in (
            ("a file", lambda name: [MemoryFile(name, b"no CT")]),
            ("a member", lambda name: [MemoryFile("scan.zip", zipped({name: b"no CT"}))]),
        ):

            def step(make: Callable[[str], list[MemoryFile]] = make, text: str = text) -> str:
                found = discover(make(f"{text}.dcm"))
                bad = [line.sentence for line in found.exclusions if not is_sentence(line.sentence)]
                return f"no sentence: {bad[0][:100]!r}" if bad else ""

            yield tried(f"{form}'s name: {what}", "of what is no CT", "one printable line", step)


def _values(texts: list[tuple[str, str]]) -> Iterator[Try]:
    """Notes of readers, names of measurements, laboratory values."""
    point = {"points_lps_mm": [[0, 0, 0], [1, 0, 0]], "slice_index": 0, "slab": ""}
    ruler = {"id": "a", "number": 1, "kind": "ruler", "plane": "axial", "length_mm": 1.0, **point}
    for what, text in texts:

        def measured(text: str = text) -> str:
            one = measurement_of({**ruler, "name": text})
            found = breaks_csv(measurements_csv([one])) or breaks_line(one.name)
            json.loads(measurements_json([one]))
            return found

        def noted(text: str = text) -> str:
            return breaks_line(finding_of({"number": 1, "note": text}).note)

        def laboratory(text: str = text) -> str:
            row = {"test": text, "value": text, "unit": text, "date": text}
            good = {"test": "bilirubin", "value": "20", "unit": "umol/L", "date": "2026-01-30"}
            content = json.dumps([row, good]).encode()
            try:
                found = parse_laboratory(f"{text}.json", content)
            except LiverLensError as error:
                return "" if is_sentence(str(error)) else f"no sentence: {str(error)!r}"
            return next(filter(None, map(breaks_line, found.notes)), "")

        yield tried(f"measurement: {what}", "as its name", "text in CSV and JSON", measured)
        yield tried(f"note: {what}", "of a finding", "text without control characters", noted)
        yield tried(f"laboratory: {what}", "in every column", "a sentence or a note", laboratory)


def _exports(arena: Arena, what: str, tags: dict[str, str]) -> Iterator[Try]:
    """What is written of an analysis of such a series."""
    # Imported late: torch and highdicom stand behind these.
    from core.export.analysis import slices_csv, write_tables, write_values
    from core.export.report import analysis_report, to_json
    from core.fhir.bundle import result_bundle
    from core.pipeline import analyze
    from core.report import report_pdf

    made: list[Analysis] = []

    def analysed() -> Analysis:
        if not made:
            made.append(analyze(_series(tags), arena.model))
        return made[0]

    def tables() -> str:
        folder = arena.new_folder("tables")
        write_tables(analysed(), folder)
        write_values(analysed(), folder)
        texts = [(folder / name).read_text("utf-8") for name in _CSV_NAMES]
        return next(filter(None, map(breaks_csv, [*texts, slices_csv(analysed())])), "")

    def plain() -> str:
        json.loads(to_json(analysis_report(analysed())))
        return ""

    def pdf(*, include_name: bool) -> str:
        made = report_pdf(
            analysed(),
            arena.model,
            include_name=include_name,
            heatmaps_wanted=False,
            made_at=_MADE_AT,
        )
        return _breaks_pdf(made)

    def fhir() -> str:
        named = replace(analysed().series.tags, study_uid="1.2.3", patient_id="x" + TEXTS["a link"])
        series = replace(analysed().series, tags=named)
        text = json.dumps(result_bundle(replace(analysed(), series=series), b"%PDF-1.4"))
        # A narrative would be XHTML.
        return "a narrative" if '"div"' in text else ""

    yield tried(f"{what}: CSV", "exported", "no cell is a formula", tables)
    yield tried(f"{what}: JSON", "exported", "JSON", plain)
    yield tried(
        f"{what}: PDF with the name",
        "exported",
        "no link, no script in it",
        lambda: pdf(include_name=True),
    )
    yield tried(
        f"{what}: PDF", "exported", "no link, no script in it", lambda: pdf(include_name=False)
    )
    yield tried(f"{what}: FHIR", "exported", "texts, no markup", fhir)
    yield tried(
        f"{what}: DICOM results",
        "exported with the name",
        "objects that can be read, of one-line texts",
        lambda: _dicom_results(arena, analysed()),
    )


def _breaks_pdf(pdf: bytes) -> str:
    import pypdfium2

    # Streams of pages and pictures are packed: what they hold by chance means nothing.
    if found := _PDF_ACTIONS.search(_STREAM.sub(b"", pdf)):
        return f"{found[0].decode()} is in it"
    document = pypdfium2.PdfDocument(pdf)
    told = " ".join(document.get_metadata_dict().values())
    return f"{HOST} is in its metadata" if HOST in told else breaks_line(told)


def _dicom_results(arena: Arena, analysis: Analysis) -> str:
    from core.dicom_results import dicom_results

    kinds = ("seg", "sr", "sc", "pdf")
    made = dicom_results(analysis, arena.model, kinds=kinds, made_at=_MADE_AT)
    if not made.files:
        return f"nothing was made: {[str(one) for one in made.left_out]}"
    for name, data in made.files.items():
        if not re.fullmatch(r"[A-Za-z0-9._-]+", name):
            return f"a file is called {name!r}"
        if seen := next(filter(None, _texts(dcmread(io.BytesIO(data)))), ""):
            return f"{name}: {seen}"
    return ""


def _texts(dataset: Dataset) -> Iterator[str]:
    """What is wrong with each text."""
    for element in dataset.iterall():
        if element.VR in ("LO", "SH", "PN", "CS", "UC", "DA", "TM", "UI"):
            yield breaks_line(str(element.value)) and f"{element.keyword} {element.value!r:.60}"


KIND = Kind("text-in-files", "Hostile text in files that leave the program", tries)
