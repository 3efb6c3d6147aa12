"""Tell CT and MR images from everything else in a folder, and name the other objects for people."""

from __future__ import annotations

from pydicom import config
from pydicom.uid import UID

from core.dicom import sentences
from core.dicom.headers import Header
from core.dicom.set_aside import SetAside
from core.modality import CT, MR

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.1"
LEGACY_ENHANCED_CT = "1.2.840.10008.5.1.4.1.1.2.2"
CT_CLASSES = (CT_IMAGE, ENHANCED_CT, LEGACY_ENHANCED_CT)
MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4"
ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.1"
LEGACY_ENHANCED_MR = "1.2.840.10008.5.1.4.1.1.4.4"
MR_CLASSES = (MR_IMAGE, ENHANCED_MR, LEGACY_ENHANCED_MR)
MULTI_FRAME_CLASSES = (ENHANCED_CT, LEGACY_ENHANCED_CT, ENHANCED_MR, LEGACY_ENHANCED_MR)
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
DICOMDIR = "1.2.840.10008.1.3.10"
SEGMENTATION_CLASS = "1.2.840.10008.5.1.4.1.1.66.4"
#: Every pixel holds the number of its segment, in 8 or 16 bits.
LABEL_MAP_CLASS = "1.2.840.10008.5.1.4.1.1.66.7"
SEGMENTATION_CLASSES = (SEGMENTATION_CLASS, LABEL_MAP_CLASS)
RTSTRUCT_CLASS = "1.2.840.10008.5.1.4.1.1.481.3"
#: Structured reports that can hold measurements: Enhanced, Comprehensive, Comprehensive 3D and
#: Extensible SR.
REPORT_CLASSES = tuple(f"1.2.840.10008.5.1.4.1.1.88.{number}" for number in (22, 33, 34, 35))
#: Results about a CT.
OUTLINE_CLASSES = (*SEGMENTATION_CLASSES, RTSTRUCT_CLASS)
RESULT_CLASSES = (*OUTLINE_CLASSES, *REPORT_CLASSES)

#: SOP classes (by prefix) that say more than the modality: reports on CT have modality CT too.
RAW_DATA = "1.2.840.10008.5.1.4.1.1.66"
NAMES_BY_CLASS = {
    "1.2.840.10008.5.1.4.1.1.104.1": "PDF document",
    "1.2.840.10008.5.1.4.1.1.104": "encapsulated document",
    "1.2.840.10008.5.1.4.1.1.88": "structured report (SR)",
    "1.2.840.10008.5.1.4.1.1.66": "segmentation or registration",
    "1.2.840.10008.5.1.4.1.1.11": "presentation state",
    "1.2.840.10008.5.1.4.1.1.9": "waveform",
    "1.2.840.10008.5.1.4.1.1.7": "secondary capture (screen picture)",
    "1.2.840.10008.5.1.4.1.1.4.2": "MR spectroscopy",
    "1.2.840.10008.5.1.4.1.1.4.3": "colour MR picture",
}
NAMES_BY_MODALITY = {
    "PT": "PET image",
    "NM": "nuclear medicine image",
    "US": "ultrasound image",
    "CR": "radiograph",
    "DX": "radiograph",
    "MG": "mammogram",
    "XA": "angiogram",
    "RTSTRUCT": "radiotherapy structure set (RTSTRUCT)",
    "RTDOSE": "radiotherapy dose (RTDOSE)",
    "RTPLAN": "radiotherapy plan (RTPLAN)",
    "SR": "structured report (SR)",
    "SEG": "segmentation (SEG)",
    "REG": "registration (REG)",
    "PR": "presentation state (PR)",
    "KO": "key object selection (KO)",
    "DOC": "document",
    "ECG": "ECG",
}
SCOUT_WORDS = {"LOCALIZER", "SCOUT", "TOPOGRAM", "SCANOGRAM"}


def is_mr(header: Header) -> bool:
    """Whether the values of an image, CT or MR, are MR signal and no HU."""
    return header.sop_class in MR_CLASSES or header.text("Modality").upper() == MR


def require_slices(header: Header) -> None:
    """Raises SetAside, with the kind of object as the reason, unless these are slices of CT or
    MR."""
    sop_class, modality = header.sop_class, header.text("Modality").upper()
    contradicting = MR_CLASSES if modality == CT else CT_CLASSES if modality == MR else ()
    if sop_class in contradicting:
        raise SetAside(sentences.headers.kind_contradicts(modality))
    if not _is_opened(header, sop_class, modality):
        raise SetAside(sentences.headers.not_ct(_name_of(sop_class, modality)))
    if header.raw.pixel_offset is None:
        if header.raw.truncated:
            raise SetAside(sentences.headers.truncated_header())
        raise SetAside(sentences.headers.no_pixels(MR if is_mr(header) else CT))
    if SCOUT_WORDS & {word.upper() for word in header.texts("ImageType")}:
        raise SetAside(sentences.headers.scout_view())
    if (header.binary("SamplesPerPixel") or 1) != 1:
        raise SetAside(sentences.headers.colour_picture())
    if header.text("PhotometricInterpretation") not in ("MONOCHROME1", "MONOCHROME2", ""):
        raise SetAside(sentences.headers.colour_picture())


def _is_opened(header: Header, sop_class: str, modality: str) -> bool:
    for classes, usual in ((CT_CLASSES, CT), (MR_CLASSES, MR)):
        if sop_class in classes:
            return modality in (usual, "")
    # Some exporters rewrite slices as secondary captures, or blank the SOP class, but keep the
    # geometry.
    return (
        modality in (CT, MR)
        and sop_class in ("", SECONDARY_CAPTURE)
        and header.has("PixelSpacing")
        and header.has("ImagePositionPatient")
    )


def _name_of(sop_class: str, modality: str) -> str:
    if sop_class == RAW_DATA:
        return "raw data"
    for prefix, name in NAMES_BY_CLASS.items():
        if sop_class == prefix or sop_class.startswith(prefix + "."):
            return NAMES_BY_MODALITY.get(modality, name) if prefix.endswith(".66") else name
    if modality in NAMES_BY_MODALITY:
        return NAMES_BY_MODALITY[modality]
    # Validation would quote a damaged header, with patient data in it, in a warning.
    name = UID(sop_class, validation_mode=config.IGNORE).name
    if name and name != sop_class:
        return name.removesuffix(" Storage")
    told = modality.isalpha() and modality not in (CT, MR)
    return f"object of modality {modality}" if told else "object of unknown kind"
