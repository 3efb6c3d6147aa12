"""What an outline is, by everything that its file says: codes, label, description, region, name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pydicom import Dataset
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

#: What an outline can be. Calling it a tumour doesn't say whether it is benign or malignant.
LIVER, BENIGN, TUMOUR = "liver", "benign", "tumour"
#: Something else: another organ or its lesion, a vessel, a part of the liver.
OTHER = "other"

_LIVER = re.compile(
    r"liver|epat(?!or)|\bhepar\b|\bfoie|leber|\bfegato|\bhigado|\bfigado|\blever(?!ag)|肝|печен"
)
_MALIGNANT = re.compile(
    r"metasta|mets?\b|carcinoma|sarcoma|blastoma|malign|\bhcc|\bicc\b|\bcrlm|癌|转移|転移|метаста"
)
_BENIGN = re.compile(
    r"cyst|kyst|zyste|angiom|benign|adenoma|hamartoma|\bfnh\b|nodular hyperplasia"
    r"|abscess|absces\b|abszess|囊肿|嚢胞|血管瘤|血管腫|脓肿|膿瘍|кист|ангиом|абсцесс"
)
_LESION = re.compile(
    r"tumou?r|\bgtv|tumeur|lesion|laesion|\w*mass(es)?\b|neoplas|nodul|cancer"
    r"|肿瘤|腫瘍|病灶|病変|опухол|образован"
)
#: Another organ. A lesion there is no liver lesion, whatever else the name says.
_ELSEWHERE = re.compile(
    r"kidney|renal|nephr|lung|pulm|pleura|spleen|splenic|pancrea|bone|osseous|vertebra|spinal"
    r"|spine|\bribs?\b|lymph|\bnodes?\b|\bnodal|breast|mamma|colon|colorect|\bcolic\b|sigmoid"
    r"|\brect(um|al)|caecum|cecum|cecal|bowel|intestin|duoden|jejun|\bile(um|al)|stomach|gastr"
    r"|esophag|gallbladder|cholecyst|bladder|ureter|prostat|uterus|uterine|ovary|ovarian|cervi"
    r"|testic|testis|brain|cerebr|cerebell|mening|thyroid|thymus|thymic|heart|cardia|mediastin"
    r"|muscle|psoas|\bskin\b|subcutan|periton|oment|mesent|appendi|\bhead\b|\bneck\b|pelvi"
    r"|胆|脾|肾|腎|胰|膵|肺|胃|肠|腸|селез|почк|поджелуд|легк|желуд|кишк|желчн"
    r"|sacrum|sacral|femur|\bniere|\blunge|\bmilz|\bdarm|\bmagen|\brate\b|\brein\b|poumon"
)
#: Named after the liver but not the liver, nor a lesion of its tissue.
_VESSEL = re.compile(
    r"vein|venous|\bvena|arter|vessel|duct\b|ducts|thromb|stent|catheter|静脉|静脈|动脉|動脈|门脉|門脈|вена|артери"
)
#: Only a part of the liver, or beside it. "Segmentation" and "Segment_1" say nothing.
_PART = re.compile(
    r"portal|vascul|biliary|lobe|couinaud|perihep|capsule|ligament|ascites|fluid|ablation"
    r"|flexure|fissure|remnant|segments?(?![a-z])|\b[cpi]tv|叶|葉|区域|доля"
)
_PART_ALONE = re.compile(r"portal|\w*lobe\b|couinaud|caudate")
#: What follows is left out of the outline: "liver without tumour".
_WITHOUT = re.compile(r"\b(without|excluding|excl|except|minus|w o|ohne|sans)\b.*")
_NOT_A_LESION = re.compile(
    r"\b(non|no|not)[ -]?(tum\w*|lesion\w*|malign\w*|cancer\w*)|lesion ?free|tumou?r ?free"
)
#: The whole of what comes before, in which the lesions lie: "liver and tumours".
_TOGETHER = re.compile(r"\b(and|with|including|incl|plus|und|mit|et|avec)\b")
#: Codes of the liver outside SNOMED CT (and its SRT predecessors, which pydicom converts).
_OTHER_LIVER_CODES = {("FMA", "7197"), ("RADLEX", "RID58"), ("UMLS", "C0023884")}
_ALTERED = Code("49755003", "SCT", "Morphologically Altered Structure")
_ANATOMICAL = Code("123037004", "SCT", "Anatomical Structure")
_LIVER_CODE = codes.SCT.Liver


@dataclass(frozen=True)
class Reading:
    """What one text says."""

    #: `LIVER`, `BENIGN`, `TUMOUR` or `OTHER`; None if it doesn't say.
    kind: str | None
    #: `LIVER` or `OTHER`: where it is; None if it doesn't say.
    place: str | None


def segment_kind(name: str) -> str | None:
    """`LIVER`, `BENIGN` or `TUMOUR`, by one name; None for anything else."""
    kind = read_name(name).kind
    return None if kind == OTHER else kind


def read_name(name: str) -> Reading:
    """What a label, a description, the meaning of a code or a file name says."""
    text = _plain(name)
    before, *after = _TOGETHER.split(text, maxsplit=1)
    if after and _LIVER.search(before) and not _lesion(before):
        text = before
    liver, lesion = bool(_LIVER.search(text)), _lesion(text)
    # A metastasis in the liver is named after the organ that it came from.
    elsewhere = bool(_ELSEWHERE.search(text)) and not (liver and "metasta" in text)
    if elsewhere:
        return Reading(OTHER, OTHER)
    place = LIVER if liver else None
    if _VESSEL.search(text):
        return Reading(OTHER, place)
    if lesion:
        return Reading(lesion, place)
    if (liver and _PART.search(text)) or _PART_ALONE.search(text):
        return Reading(OTHER, place)
    return Reading(LIVER if liver else None, place)


def kind_of(segment: Dataset) -> str | None:
    """`LIVER`, `BENIGN` or `TUMOUR`, by an item of the Segment Sequence (PS3.3 C.8.20.4).

    What it is, the label says, else the coded type, else the description; where a lesion is, the
    label, else the coded anatomic region, else those two. None for anything else, and for a lesion
    in another organ.
    """
    label = read_name(str(segment.get("SegmentLabel") or ""))
    type_ = _coded(segment.get("SegmentedPropertyTypeCodeSequence"))
    description = read_name(str(segment.get("SegmentDescription") or ""))
    region = _coded(
        [
            *(segment.get("AnatomicRegionSequence") or ()),
            *(segment.get("PrimaryAnatomicStructureSequence") or ()),
        ]
    )
    places = (one.place for one in (label, region, type_, description))
    place = next((place for place in places if place), None)
    kind = next((one.kind for one in (label, type_, description) if one.kind), None)
    if kind is None and place == LIVER:
        kind = _by_category(segment)
    if kind in (BENIGN, TUMOUR) and place == OTHER:
        return None
    return None if kind == OTHER else kind


def shown_name(segment: Dataset) -> str:
    """The label that a person gave, or what else tells the segment from others."""
    label = str(segment.get("SegmentLabel") or "")
    types = segment.get("SegmentedPropertyTypeCodeSequence") or [Dataset()]
    others = (str(segment.get("SegmentDescription") or ""), str(types[0].get("CodeMeaning") or ""))
    if read_name(label).kind is None:
        return next((name for name in others if read_name(name).kind), label or others[1])
    return label


def _by_category(segment: Dataset) -> str | None:
    """What lies in the region "liver", if the codes say no more than that it is normal or not."""
    stated = [
        _code(item)
        for keyword in (
            "SegmentedPropertyTypeCodeSequence",
            "SegmentedPropertyCategoryCodeSequence",
        )
        for item in segment.get(keyword) or ()
    ]
    if _ALTERED in stated:
        return TUMOUR
    return LIVER if _ANATOMICAL in stated else None


def _coded(items: Iterable[Dataset] | None) -> Reading:
    """What coded concepts say: by their codes, else by their meanings."""
    kind = place = None
    for item in items or ():
        code = _code(item)
        names = (_names_of_codes().get(code.value, ""), code.meaning)
        readings = [Reading(LIVER, LIVER)] if _is_liver(code) else [*map(read_name, names)]
        kind = kind or next((one.kind for one in readings if one.kind), None)
        place = place or next((one.place for one in readings if one.place), None)
    return Reading(kind, place)


def _code(item: Dataset) -> Code:
    value = item.get("CodeValue") or item.get("LongCodeValue") or item.get("URNCodeValue") or ""
    scheme = str(item.get("CodingSchemeDesignator") or "")
    scheme = "SRT" if scheme in ("SNM3", "99SDM") else scheme
    return Code(str(value), scheme, str(item.get("CodeMeaning") or ""))


def _is_liver(code: Code) -> bool:
    return code == _LIVER_CODE or (code.scheme_designator.upper(), code.value) in _OTHER_LIVER_CODES


@lru_cache(maxsize=1)
def _names_of_codes() -> dict[str, str]:
    """SNOMED CT code -> English name, of all that DICOM's context groups hold: a code is the same
    in every language, its meaning is not."""
    found = {}
    for keyword in codes.SCT.dir():
        try:
            code = getattr(codes.SCT, keyword)
        except RuntimeError:  # two codes of one name
            continue
        found[code.value] = code.meaning
    return found


def _lesion(text: str) -> str | None:
    text = _NOT_A_LESION.sub(" ", text)
    if _MALIGNANT.search(text):
        return TUMOUR
    if _BENIGN.search(text):
        return BENIGN
    return TUMOUR if _LESION.search(text) else None


def _plain(name: str) -> str:
    """Lower case without accents, words apart, and without what a name excludes."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    letters = unicodedata.normalize("NFKD", name.lower())
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _WITHOUT.sub("", re.sub(r"[\W_]+", " ", letters)).strip()
