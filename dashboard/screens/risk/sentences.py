"""What the Patient risk page says to people: errors, notices and the longer explanations."""

from __future__ import annotations

from core.sentence import sentence

# -- the slices behind the score ------------------------------------------------------------------


@sentence
def no_slice_counts() -> str:
    return "No slice counts towards the patient's score."


@sentence
def all_slices_count(n_liver: int) -> str:
    return f"All {n_liver} slices with liver count towards the patient's score."


@sentence
def these_slices_count(numbers: str) -> str:
    return f"Slices that count towards the patient's score (ringed). {numbers}."


# -- how sure -------------------------------------------------------------------------------------


@sentence
def what_asking_again_does(n_views: int, duration: str) -> str:
    pace = f": about {duration} at the pace of the last run" if duration else ""
    return (
        f"Asks the model {n_views} more times with small changes of the image, for a range of each "
        f"slice and of the patient{pace}."
    )


@sentence
def what_the_ranges_are(n_views: int) -> str:
    return (
        f"Ranges and bands: lowest and highest answer when asked {n_views} more times with small "
        "changes of the image. They tell how steady the model is, not how right."
    )


@sentence
def what_other_models_say(others: str) -> str:
    return f"Other models on this series: {others}."


# -- lesions and rules ----------------------------------------------------------------------------


@sentence
def no_lesion() -> str:
    return "No lesion was outlined."


@sentence
def more_columns() -> str:
    return "More columns to the right: scroll sideways, or hold Shift and turn the wheel."


@sentence
def what_descriptors_are() -> str:
    return (
        "A click on a lesion opens it in Review. Descriptors are words for what was measured (Gore "
        "et al., JACR 2017), not a diagnosis."
    )


@sentence
def how_to_read_the_rules(all_calibrated: bool) -> str:
    words = (
        "All over slices with liver only. The line on a bar is the threshold from which the class "
        "is called, the same for every rule."
    )
    if all_calibrated:
        return words
    return f"{words} A score that is not calibrated is no probability: don't compare its number."


# -- laboratory values ----------------------------------------------------------------------------


@sentence
def what_a_laboratory_file_is() -> str:
    return (
        "A CSV or JSON file with test, value, unit and date for each value, or FHIR Observations. "
        "The values stay in this session's memory."
    )


@sentence
def what_fetching_sends() -> str:
    return (
        "Sends the patient ID from the images' header to the configured server and asks for the "
        "values within a year of the scan."
    )


@sentence
def which_values(source: str, n_others: int, has_day: bool) -> str:
    chosen = "nearest to the scan" if has_day else "newest"
    others = f"; {n_others} others below" if n_others else ""
    return f"From {source}. Of each test the value {chosen}{others}."
