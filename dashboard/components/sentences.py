"""What the components say to people: errors, notices and the longer explanations."""

from __future__ import annotations

from core.annotation.sentences import CORRECTED
from core.sentence import sentence
from dashboard.state.sentences import too_many_files_in_upload, upload_too_large

# -- uploads --------------------------------------------------------------------------------------


def of_uploads(
    purpose: str, most_files: int, most_bytes: int, *, short: bool = False
) -> dict[str, str]:
    """What the browser says of an upload, by what it is about; the browser fills in {names}.
    `short` for a narrow box."""
    return {
        "box": _what_to_drop(purpose),
        "drop": drop_to_open(),
        "folder": "Folder" if short else "Choose a folder",
        "files": "Files" if short else "Choose files",
        "sending": "Sending",
        "progress": "Sending: {done} of {files} files, {mb} of {all} MB",
        "first": "The first slice that has arrived",
        "cancel": "Cancel",
        "dismiss": "Dismiss",
        "empty": nothing_was_dropped(),
        "tooMany": too_many_files_in_upload(most_files),
        "tooLarge": upload_too_large(most_bytes),
        "unreadable": browser_can_not_read_it(),
        "unreachable": upload_was_cut_off(),
    }


def _what_to_drop(purpose: str) -> str:
    words = {"reference": drop_a_mask, "laboratory": drop_laboratory_values}
    return words.get(purpose, drop_anywhere)()


@sentence
def drop_laboratory_values() -> str:
    return "CSV or JSON with test, value, unit and date, or FHIR Observations"


@sentence
def drop_anywhere() -> str:
    return "Drop a folder, files or a zip anywhere on the page"


@sentence
def drop_a_mask() -> str:
    return "DICOM SEG or NIfTI"


@sentence
def drop_to_open() -> str:
    return "Drop to open"


@sentence
def nothing_was_dropped() -> str:
    return "There is no file in what was dropped: drop a folder, files or a zip."


@sentence
def browser_can_not_read_it() -> str:
    return "The browser can't read one of these files: check that they are still there."


@sentence
def upload_was_cut_off() -> str:
    return (
        "The files did not reach the server: check that it runs and that they have not changed, "
        "then drop them again."
    )


@sentence
def file_is_gone() -> str:
    return "The series that this file was to be made from is no longer open: reload the page."


@sentence
def samples_of_nobody() -> str:
    return "Synthetic samples, of no patient"


# -- nothing to show ------------------------------------------------------------------------------


@sentence
def no_model_for_mr() -> str:
    return (
        "No model for MR is shipped. You can view, measure and annotate; train your own: "
        "python -m core prepare, then python -m core train (docs/mri.md)."
    )


@sentence
def nothing_analysed_is_kept() -> str:
    return "Opening and analysing series works as before; what is found is not kept."


@sentence
def press_run_analysis() -> str:
    return "Press <b>Run analysis</b> above."


@sentence
def fills_when_done() -> str:
    return "This page fills when it is done."


# -- reference mask -------------------------------------------------------------------------------


@sentence
def what_a_reference_mask_is() -> str:
    return (
        "Outlines that someone drew on this very series, the liver's among them: DICOM SEG or "
        "RTSTRUCT, or NIfTI, NRRD or MetaImage with 1 for liver and 2 for lesion (benign only "
        "where there is a 3 for malignant), or a file for each, called liver and liver_tumor. They "
        "stay in memory and are never written to disk."
    )


# -- files of an analysis -------------------------------------------------------------------------


@sentence
def what_the_report_is() -> str:
    return "The report on this series by the model in use, under a pseudonym"


@sentence
def outlines_on_the_ct() -> str:
    return "1 liver, 2 benign-looking, 3 malignant-looking lesion, on the images' own grid"


@sentence
def outlines_on_even_planes(n_planes: int, step_mm: float, off_mm: float) -> str:
    return (
        "1 liver, 2 benign-looking, 3 malignant-looking lesion. Slices are unevenly spaced, but "
        f"NIfTI has one step: they lie on {n_planes} planes {step_mm:.2f} mm apart, each within "
        f"{off_mm:.2f} mm of its place"
    )


@sentence
def name_and_id_on_the_report() -> str:
    return "Name and patient ID as the file has them. Without it the report shows the pseudonym."


@sentence
def what_the_dicom_results_are() -> str:
    return (
        "SEG, structured report, key images, report and heatmap as new series of the same study. "
        "Patient and examination stand in them as in the images, so that an archive files them "
        "there."
    )


@sentence
def what_the_bundle_is() -> str:
    return (
        "ImagingStudy, Observations and a preliminary DiagnosticReport with the PDF, as one "
        "transaction. It names the patient by the ID of the images' header: keep it where "
        "nobody else reads it."
    )


# -- sending ---------------------------------------------------------------------------------------


@sentence
def what_an_archive_gets() -> str:
    return (
        "New series of the same study, with patient and examination as the images state them. They "
        "leave this server and can't be taken back from here. What the archive has already is not "
        "sent again."
    )


@sentence
def what_a_record_system_gets() -> str:
    return (
        "ImagingStudy, Observations and a preliminary DiagnosticReport with the PDF, for the "
        "patient with the ID of the images' header. They leave this server and can't be taken back "
        "from here. What is there already is not stored again."
    )


@sentence
def whose_result(model: str, is_corrected: bool) -> str:
    return f"By {model}, outlines {CORRECTED}" if is_corrected else f"By {model}"


@sentence
def a_sample_would_be_sent() -> str:
    return (
        "This is a synthetic sample: the other system would keep results of a patient who does "
        "not exist."
    )


# -- records of the worklist ----------------------------------------------------------------------


@sentence
def images_are_not_kept() -> str:
    return (
        "The worklist keeps no images. These were uploaded, or left the server's folders: open "
        "their files again to see them."
    )


@sentence
def images_cannot_be_opened(when: str) -> str:
    return (
        f"The images of {when} can't be opened from here: they were uploaded, or left the server's "
        "folders. Open their files again to see them."
    )


@sentence
def what_comparing_shows() -> str:
    return "Opens the first and the last examination of this patient side by side, with the charts."


@sentence
def only_one_examination() -> str:
    return "There is one examination of this patient in the worklist."


@sentence
def what_opening_shows(with_outlines: bool) -> str:
    if with_outlines:
        return "Opens the images, with the outlines and measurements that are kept."
    return (
        "Opens the images, with the measurements that are kept. This server keeps no outlines: "
        "run the analysis again to see them."
    )


@sentence
def what_deleting_does() -> str:
    return (
        "The record leaves the worklist for good; with the last record of a series, what was "
        "measured in it goes too. Images are not touched."
    )


@sentence
def already_deleted() -> str:
    return "That record was deleted already."


# -- audit trail ----------------------------------------------------------------------------------


@sentence
def trail_is_off() -> str:
    return "The audit trail is turned off."


@sentence
def what_the_trail_holds(n_entries: int) -> str:
    return (
        f"{n_entries} entries. People and patients stand under keyed hashes; "
        "`python -m core audit --user EMAIL` finds a person's."
    )


# -- results and looks -----------------------------------------------------------------------------


@sentence
def result_is_stored(model: str) -> str:
    return f"Stored result of {model}: Run analysis computes it here."


@sentence
def record_is_corrected(headline: str, p_malignant: str, n_lesions: int, liver: str) -> str:
    """A record that follows a reader; the rest is what the model said."""
    count = "1 lesion" if n_lesions == 1 else f"{n_lesions} lesions"
    where = f", {liver}" if liver else ""
    return (
        f"Outlines {CORRECTED}. The model's own: {headline}, p(malignant) {p_malignant}, "
        f"{count}{where}."
    )


@sentence
def what_large_type_is() -> str:
    return "Larger text on all pages and images, for a projector. This browser remembers it."
