"""What corrections tell people."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def several_in_one(count: int) -> str:
    return f"The {count} smallest outlines of the model together: they share one number."


@sentence
def models_own(
    liver: str, n_lesions: int, lesions: str, burden: str, headline: str, p_malignant: str
) -> str:
    count = "1 lesion" if n_lesions == 1 else f"{n_lesions} lesions"
    return (
        f"The model's own outlines: liver {liver}; {count}, {lesions} in all, {burden} of the "
        f"liver; {headline}, {p_malignant}."
    )
