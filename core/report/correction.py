"""What a reader corrected and named, with the model's own figures beside it."""

from __future__ import annotations

from reportlab.platypus import Flowable

from core.annotation import CERTAINTIES, KINDS, NOT_A_LESION, Finding
from core.annotation import sentences as annotation_sentences
from core.correction import own_words
from core.pipeline import Analysis
from core.report import sentences
from core.report.identity import Identity
from core.report.paper import BODY, bullets, paragraph, section


def correction(analysis: Analysis, identity: Identity) -> list[Flowable]:
    """Nothing where the outlines are the model's own."""
    if analysis.correction is None:
        return []
    said = [_said(one, identity) for one in analysis.correction.annotation.findings]
    title = annotation_sentences.CORRECTED
    return section(
        f"{title[0].upper()}{title[1:]}",
        [paragraph(annotation_sentences.corrected(), BODY), paragraph(own_words(analysis), BODY)],
        *bullets([one for one in said if one]),
    )


def _said(finding: Finding, identity: Identity) -> str:
    """What the reader named; "" where they left a finding as it was."""
    note = identity.clear(" ".join(finding.note.split()))
    if finding.rejected:
        return sentences.rejected_finding(
            finding.number, NOT_A_LESION[finding.rejected], finding.is_from_model, note
        )
    if finding.kind == "unknown" and not note:
        return ""
    return sentences.named_finding(
        finding.number, KINDS[finding.kind], CERTAINTIES[finding.certainty], note
    )
