"""A PDF as a DICOM object (PS3.3 A.45.1)."""

from __future__ import annotations

from pydicom import Dataset
from pydicom.dataset import FileMetaDataset
from pydicom.sequence import Sequence as DicomSequence
from pydicom.uid import EncapsulatedPDFStorage, ExplicitVRLittleEndian

from core import __version__
from core.export.dicom.equipment import MANUFACTURER, MODEL, RESEARCH, file_of, reference_to
from core.export.dicom.of_analysis import SERIES_NUMBERS, OfAnalysis

#: Copied from the images.
_OF_STUDY = (
    "SpecificCharacterSet",
    "PatientName",
    "PatientID",
    "PatientBirthDate",
    "PatientSex",
    "StudyInstanceUID",
    "StudyDate",
    "StudyTime",
    "StudyID",
    "AccessionNumber",
    "ReferringPhysicianName",
)


def pdf_file(
    of: OfAnalysis, content: bytes, *, names_patient: bool, settings: object = ""
) -> bytes:
    """The PDF in a DICOM file.

    Args:
        content: the PDF.
        names_patient: whether the patient stands on its pages.
        settings: what else the PDF depends on: it gets another UID where this is another.
    """
    made, first = Dataset(), of.headers[0]
    for keyword in _OF_STUDY:
        setattr(made, keyword, first.get(keyword))
    made.SOPClassUID = EncapsulatedPDFStorage
    made.SOPInstanceUID = of.sop_uid("pdf", settings)
    made.SeriesInstanceUID, made.SeriesNumber = (
        of.series_uid("pdf", settings),
        SERIES_NUMBERS["pdf"],
    )
    made.Modality, made.InstanceNumber = "DOC", 1
    made.SeriesDescription = f"Liver report. {of.use}"
    made.SeriesDate, made.SeriesTime = of.when.date(), of.when.time()
    made.BodyPartExamined = "LIVER"
    made.Manufacturer, made.ManufacturerModelName = MANUFACTURER, MODEL
    made.SoftwareVersions, made.DeviceSerialNumber = __version__, "0"
    made.ConversionType = "WSD"
    made.ContentDate, made.ContentTime = of.when.date(), of.when.time()
    made.AcquisitionDateTime = ""
    made.BurnedInAnnotation = "YES" if names_patient else "NO"
    made.DocumentTitle = f"Liver {first.Modality}, read by a model. {RESEARCH}"
    # No code says "report of a program, for research".
    made.ConceptNameCodeSequence = DicomSequence([])
    made.SourceInstanceSequence = DicomSequence([reference_to(one) for one in of.headers])
    made.MIMETypeOfEncapsulatedDocument = "application/pdf"
    made.EncapsulatedDocumentLength = len(content)
    # Values have an even length.
    made.EncapsulatedDocument = content + b"\0" * (len(content) % 2)
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID
    return file_of(made, of.when)
