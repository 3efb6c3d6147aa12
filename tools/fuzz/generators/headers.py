"""Elements of a header that are swapped, repeated, removed, of a wrong VR, or absurd."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from struct import pack, unpack_from

from pydicom.datadict import tag_for_keyword

from tools.fuzz import seeds
from tools.fuzz.case import Case, Generator
from tools.fuzz.generators.damage import given

LONG_VRS = (b"OB", b"OW", b"SQ", b"UN", b"UT", b"UC")
VRS = (*LONG_VRS, b"US", b"SS", b"DS", b"IS", b"CS", b"UI", b"FD", b"PN", b"AT", b"XX", b"\0\0")

#: Numbers as text that no CT has.
NUMBERS = (
    "0",
    "-0",
    "-1",
    "nan",
    "inf",
    "-inf",
    "1e300",
    "-1e300",
    "1e400",
    "1e-300",
    "1e30",
    "-1e30",
    "1e9",
    "2147483648",
    "999999999999999999999999",
    "0x10",
    "1,5",
    "1.5.2",
    "",
    " ",
    "--1",
    "1_0",
    "١٢",
    "1" * 5000,
    "1e-7",
    "1000000",
    "65535",
    "4294967296",
)
#: Decimal and integer strings that the reader looks at, with how many values they hold.
TEXT_NUMBERS = {
    "PixelSpacing": 2,
    "ImagePositionPatient": 3,
    "ImageOrientationPatient": 6,
    "RescaleSlope": 1,
    "RescaleIntercept": 1,
    "SliceThickness": 1,
    "SeriesNumber": 1,
    "InstanceNumber": 1,
    "AcquisitionNumber": 1,
    "NumberOfFrames": 1,
    "GantryDetectorTilt": 1,
    "SpacingBetweenSlices": 1,
    "WindowCenter": 1,
    "WindowWidth": 1,
    "KVP": 1,
}
WORDS = (
    "Rows",
    "Columns",
    "BitsAllocated",
    "BitsStored",
    "HighBit",
    "PixelRepresentation",
    "SamplesPerPixel",
    "PixelPaddingValue",
    "PixelPaddingRangeLimit",
)
TEXTS = (
    "SpecificCharacterSet",
    "SeriesInstanceUID",
    "StudyInstanceUID",
    "SOPInstanceUID",
    "FrameOfReferenceUID",
    "SOPClassUID",
    "Modality",
    "ImageType",
    "PhotometricInterpretation",
    "SeriesDescription",
    "RescaleType",
    "ConvolutionKernel",
    "Manufacturer",
    "PatientName",
    "PatientID",
    "TemporalPositionIdentifier",
    "StudyDate",
    "BodyPartExamined",
)
ODD_TEXTS = (
    "",
    " ",
    "\\" * 300,
    "a\nb\r\nc",
    "\x1b[31m",
    "\0" * 20,
    "../../etc/passwd",
    "<script>",
    "A" * 60_000,
    "ISO 2022 IR 87",
    "ISO_IR 192",
    "ISO 2022 IR 149\\ISO 2022 IR 87",
    "ISO_IR 9999",
    "\xff\xfe\x80",
    "1.2.3\x00\n4",
    "1." * 500,
    "\x1b$B\x1b(J\x1b",
    "CT\\MR",
    "{0}%s",
    "DERIVED\\SECONDARY\\LOCALIZER",
)


@dataclass(frozen=True)
class Element:
    """One data element of a little-endian explicit file, as encoded."""

    tag: int
    vr: bytes
    value: bytes
    #: What the file says of the length; None for the truth.
    stated: int | None = None

    def encoded(self) -> bytes:
        length = len(self.value) if self.stated is None else self.stated
        head = pack("<HH2s", self.tag >> 16, self.tag & 0xFFFF, self.vr)
        if self.vr in LONG_VRS:
            return head + pack("<HL", 0, length & 0xFFFFFFFF) + self.value
        return head + pack("<H", length & 0xFFFF) + self.value


def parts(data: bytes) -> tuple[bytes, list[Element]]:
    """(preamble and meta information, elements) of an explicit little-endian file."""
    offset, elements = 132, []
    start = offset
    while offset + 8 <= len(data):
        group, element, vr = unpack_from("<HH2s", data, offset)
        long = vr in LONG_VRS
        (length,) = unpack_from("<L" if long else "<H", data, offset + (8 if long else 6))
        head = 12 if long else 8
        if group == 2:
            start = offset + head + length
        else:
            value = data[offset + head : offset + head + length]
            elements.append(Element(group << 16 | element, vr, value))
        offset += head + length
    return data[:start], elements


def joined(meta: bytes, elements: list[Element]) -> bytes:
    return meta + b"".join(element.encoded() for element in elements)


def tag_of(keyword: str) -> int:
    tag = tag_for_keyword(keyword)
    assert tag is not None
    return tag


def text_element(keyword: str, vr: bytes, text: str) -> Element:
    value = text.encode("latin-1", "replace")
    return Element(tag_of(keyword), vr, value + b" " * (len(value) % 2))


def put(elements: list[Element], new: Element) -> list[Element]:
    """With `new` in place of the element of its tag, or in order among them."""
    return sorted([e for e in elements if e.tag != new.tag] + [new], key=lambda e: e.tag)


def slice_parts() -> tuple[bytes, list[Element]]:
    return parts(seeds.native("explicit"))


def absurd_numbers(rng: random.Random, number: int, folder: Path) -> Case:
    """Spacing, position, slope and the like: 0, negative, NaN, infinite, 1e300, no number."""
    meta, elements = slice_parts()
    for _ in range(rng.choice((1, 1, 2))):
        keyword = rng.choice(list(TEXT_NUMBERS))
        count = TEXT_NUMBERS[keyword] + rng.choice((0, 0, 0, 0, -1, 1))
        text = "\\".join(rng.choice((*NUMBERS, "1", "0")) for _ in range(count))
        elements = put(elements, text_element(keyword, b"DS", text))
    return given(joined(meta, elements), folder, rng)


def absurd_sizes(rng: random.Random, number: int, folder: Path) -> Case:
    """Rows of 65,535, a billion frames, bits that can't be."""
    if rng.random() < 0.3:
        meta, elements = parts(seeds.enhanced())
    else:
        meta, elements = slice_parts()
    for _ in range(rng.choice((1, 2, 3))):
        value = rng.choice((0, 1, 2, 7, 8, 12, 16, 32, 63, 64, 4096, 4097, 32768, 65535))
        size = rng.choice((2, 2, 2, 1, 4, 0))
        tag = tag_of(rng.choice(WORDS))
        elements = put(elements, Element(tag, b"US", pack("<Q", value)[:size]))
    if rng.random() < 0.4:
        frames = rng.choice(("0", "-1", "2", "1000000000", "1e9", "nan", "1e300", "4294967297"))
        elements = put(elements, text_element("NumberOfFrames", b"IS", frames))
    return given(joined(meta, elements), folder, rng)


def odd_texts(rng: random.Random, number: int, folder: Path) -> Case:
    """Line breaks, escapes, endless values and character sets that lie."""
    meta, elements = slice_parts()
    for _ in range(rng.choice((1, 1, 2, 4))):
        text = rng.choice(ODD_TEXTS)
        elements = put(elements, text_element(rng.choice(TEXTS), rng.choice((b"LO", b"UT")), text))
    return given(joined(meta, elements), folder, rng)


def shuffled_tags(rng: random.Random, number: int, folder: Path) -> Case:
    """Elements swapped, repeated with another value, removed, out of order."""
    meta, elements = parts(seeds.enhanced()) if rng.random() < 0.2 else slice_parts()
    for _ in range(rng.choice((1, 1, 3, 8))):
        one, other = rng.randrange(len(elements)), rng.randrange(len(elements))
        match rng.randrange(5):
            case 0:
                a, b = elements[one], elements[other]
                elements[one], elements[other] = replace(a, tag=b.tag), replace(b, tag=a.tag)
            case 1:
                elements.insert(other, replace(elements[one], value=elements[other].value))
            case 2:
                elements.insert(one, elements[one])
            case 3:
                del elements[one]
            case _:
                elements[one], elements[other] = elements[other], elements[one]
        elements = elements or [Element(0x00080008, b"CS", b"")]
    return given(joined(meta, elements), folder, rng)


def wrong_vrs(rng: random.Random, number: int, folder: Path) -> Case:
    """VRs that don't belong, lengths that are not true."""
    meta, elements = parts(seeds.enhanced()) if rng.random() < 0.2 else slice_parts()
    for _ in range(rng.choice((1, 2, 5))):
        place = rng.randrange(len(elements))
        if rng.random() < 0.5:
            elements[place] = replace(elements[place], vr=rng.choice(VRS))
        else:
            stated = rng.choice((0, 1, 3, 7, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFE, 0xFFFFFFFF))
            elements[place] = replace(elements[place], stated=stated)
    return given(joined(meta, elements), folder, rng)


def missing_tag(rng: random.Random, number: int, folder: Path) -> Case:
    """Each element of the slice left out or left empty, in turn."""
    meta, elements = slice_parts()
    place = number % len(elements)
    kept = [] if number // len(elements) % 2 == 0 else [replace(elements[place], value=b"")]
    elements = elements[:place] + kept + elements[place + 1 :]
    return given(joined(meta, elements), folder, rng)


GENERATORS = (
    Generator("absurd numbers", absurd_numbers, 70),
    Generator("absurd sizes", absurd_sizes, 40),
    Generator("odd texts", odd_texts, 30),
    Generator("tags swapped, repeated, removed", shuffled_tags, 50),
    Generator("wrong VRs and lengths", wrong_vrs, 50),
    Generator("each tag missing or empty", missing_tag, 10),
)
