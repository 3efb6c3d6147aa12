"""What a header says, says wrongly, or doesn't say."""

from __future__ import annotations

from collections.abc import Callable

import imagecodecs
import numpy as np
from pydicom.dataset import FileMetaDataset
from pydicom.uid import (
    UID,
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    HTJ2KLossless,
    ImplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGLosslessSV1,
    JPEGLSLossless,
    MRImageStorage,
    RLELossless,
    SecondaryCaptureImageStorage,
)

from core.dicom import MemoryFile
from tools.conditions.condition import READ, SET_ASIDE, WARNED, Condition, named
from tools.conditions.slices import COUNT, files, stack
from tools.mock_dicom.mock_slice import ct_slice, to_bytes, with_codestream
from tools.mock_dicom.relabel import relabelled


def with_odd(**changes: object) -> Callable[[], list[MemoryFile]]:
    """An ordinary series and one slice that differs."""
    return lambda: files(stack()) + files([ct_slice(50.0, 1024, **changes)], "ODD")


def all_with(**changes: object) -> Callable[[], list[MemoryFile]]:
    return lambda: files(stack(**changes))


def compressed(syntax: UID) -> Callable[[], list[MemoryFile]]:
    """By pydicom's encoders, which take no smaller pictures."""

    def made() -> list[MemoryFile]:
        slices = [ct_slice(z, np.full((64, 64), 1024 + z, np.uint16)) for z in range(COUNT)]
        for ds in slices:
            ds.file_meta = FileMetaDataset()
            ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            ds.compress(syntax, generate_instance_uid=False)
        return files(slices, syntax=syntax)

    return made


def encoded(
    syntax: str, encode: Callable[[np.ndarray], bytes | bytearray]
) -> Callable[[], list[MemoryFile]]:
    """By an encoder that pydicom has not."""

    def made() -> list[MemoryFile]:
        stored = [np.full((64, 64), 1024 + z, np.uint16) for z in range(COUNT)]
        slices = [
            with_codestream(ct_slice(z, one), syntax, bytes(encode(one)))
            for z, one in enumerate(stored)
        ]
        return named(slices)

    return made


def in_syntax(syntax: str) -> Callable[[], list[MemoryFile]]:
    return lambda: files(stack(), syntax=syntax)


def rewritten(old: bytes, new: bytes, **changes: object) -> Callable[[], list[MemoryFile]]:
    """Bytes that pydicom would not write."""
    return lambda: named([to_bytes(ds).replace(old, new) for ds in stack(**changes)])


def colour() -> list[MemoryFile]:
    picture = ct_slice(900.0, pixels=np.zeros((4, 6, 3), np.uint8))
    picture.Rows, picture.Columns, picture.SamplesPerPixel = 4, 6, 3
    picture.PhotometricInterpretation, picture.PlanarConfiguration = "RGB", 0
    return files(stack()) + files([picture], "DOSE")


def mislabelled(syntax: str, label: str) -> Callable[[], list[MemoryFile]]:
    """Written in one transfer syntax, with the UID of another."""
    return lambda: named([relabelled(to_bytes(ds, syntax), label) for ds in stack()])


def _set_aside(what: str, code: str, made: Callable[[], list[MemoryFile]]) -> Condition:
    return Condition(what, made, SET_ASIDE, (code,), (COUNT,))


def _warned(what: str, code: str, made: Callable[[], list[MemoryFile]]) -> Condition:
    return Condition(what, made, WARNED, (code,), (COUNT,))


_SCOUT = {"ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"]}
_MR = {"SOPClassUID": MRImageStorage, "Modality": "MR"}
_CAPTURE = {"SOPClassUID": SecondaryCaptureImageStorage}
_NO_RESCALE = {"RescaleSlope": None, "RescaleIntercept": None}

CONDITIONS = (
    Condition("Implicit VR little endian", in_syntax(ImplicitVRLittleEndian), READ, (), (COUNT,)),
    Condition("Explicit VR big endian", in_syntax(ExplicitVRBigEndian), READ, (), (COUNT,)),
    Condition("RLE", compressed(RLELossless), READ, (), (COUNT,)),
    Condition("JPEG-LS", compressed(JPEGLSLossless), READ, (), (COUNT,)),
    Condition("JPEG 2000", compressed(JPEG2000Lossless), READ, (), (COUNT,)),
    Condition(
        "High-Throughput JPEG 2000",
        encoded(HTJ2KLossless, lambda one: imagecodecs.htj2k_encode(one, reversible=True)),
        READ,
        (),
        (COUNT,),
    ),
    Condition(
        "JPEG XL",
        encoded(
            "1.2.840.10008.1.2.4.110", lambda one: imagecodecs.jpegxl_encode(one, lossless=True)
        ),
        READ,
        (),
        (COUNT,),
    ),
    Condition("Deflated", in_syntax(DeflatedExplicitVRLittleEndian), READ, (), (COUNT,)),
    Condition(
        "CT rewritten as secondary captures that kept their geometry",
        all_with(**_CAPTURE),
        READ,
        (),
        (COUNT,),
    ),
    _warned(
        "Implicit VR labelled as explicit",
        "not_encoded_as_labelled",
        mislabelled(ImplicitVRLittleEndian, ExplicitVRLittleEndian),
    ),
    _warned(
        "Explicit VR labelled as implicit",
        "not_encoded_as_labelled",
        mislabelled(ExplicitVRLittleEndian, ImplicitVRLittleEndian),
    ),
    _warned(
        "Uncompressed pixels labelled as JPEG",
        "not_encoded_as_labelled",
        mislabelled(ExplicitVRLittleEndian, JPEGLosslessSV1),
    ),
    _warned("A rescale of an intercept alone", "half_a_rescale", all_with(RescaleSlope=None)),
    _warned("No rescale to HU", "no_rescale", all_with(**_NO_RESCALE)),
    _warned("A rescale type other than HU", "values_not_hu", all_with(RescaleType="MGML")),
    _warned("Lossy compression", "lossy_compression", all_with(LossyImageCompression="01")),
    _warned("Numbers with a decimal comma", "decimal_comma", rewritten(b"0.5\\0.75", b"0,5\\0,75")),
    _warned("No series UID", "blank_series_uid", all_with(SeriesInstanceUID="")),
    _warned(
        "No instance UIDs",
        "blank_instance_uids",
        rewritten(b"1.2.3.9", bytes(7), SOPInstanceUID="1.2.3.9"),
    ),
    _warned(
        "One instance UID for all slices", "repeated_instance_uids", all_with(SOPInstanceUID="1.2")
    ),
    _set_aside("A localizer in the series", "scout_view", with_odd(**_SCOUT)),
    _set_aside("An MR image in a CT series", "other_kind", with_odd(**_MR)),
    _set_aside("A CT slice that says it is MR", "kind_contradicts", with_odd(Modality="MR")),
    _set_aside("A colour picture (dose report)", "colour_picture", colour),
    _set_aside("A slice without a position", "no_position", with_odd(ImagePositionPatient=None)),
    _set_aside(
        "A slice without an orientation", "no_orientation", with_odd(ImageOrientationPatient=None)
    ),
    _set_aside(
        "An orientation that makes no sense",
        "impossible_orientation",
        with_odd(ImageOrientationPatient=[1, 0, 0, 1, 0, 0]),
    ),
    _set_aside("A slice without pixel size", "no_pixel_spacing", with_odd(PixelSpacing=None)),
    _set_aside("A rescale slope of 0", "zero_slope", with_odd(RescaleSlope=0)),
)
