"""How well readers agree on which findings are lesions, on labels of slices, and on outlines.

found = series_agreement(annotations, spacing_mm=(5.0, 0.7, 0.7))     # reader -> Annotation
found.is_lesion.kappa, found.slices.percent, found.disagreements
pooled([found, other])                                                # of several series
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "lesions": ["LesionGroup", "lesion_groups"],
        "outlines": ["PairOutlines", "pairs_of"],
        "pooling": ["StudyAgreement", "pooled"],
        "ratings": ["RatingAgreement", "agreement_of"],
        "series": ["Disagreement", "SeriesAgreement", "series_agreement"],
        "plain": ["agreement_lines", "plain_agreement", "said_in_words"],
    },
)
