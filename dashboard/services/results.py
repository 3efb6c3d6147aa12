"""What was found in a series in the forms that other systems read: DICOM objects, a FHIR Bundle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from dashboard.state.imports import one_at_a_time

if TYPE_CHECKING:
    from core.dicom_results import DicomResults
    from core.fhir import Site
    from core.models import Model
    from core.pipeline import Analysis


def dicom_objects(analysis: Analysis, model: Model, **options: Any) -> DicomResults:
    """Options and errors as of `core.dicom_results.dicom_results`."""
    # Late: takes a second, and only this needs it.
    with one_at_a_time():
        import highdicom  # noqa: F401

        from core.dicom_results import dicom_results
    return dicom_results(analysis, model, **options)


def dicom_zip(analysis: Analysis, model: Model, **options: Any) -> bytes:
    """The same, packed."""
    made = dicom_objects(analysis, model, **options)
    from core.dicom_results import zipped

    return zipped(made)


def bundle(
    analysis: Analysis,
    model: Model,
    *,
    server: Site | None,
    include_name: bool = False,
    **options: Any,
) -> dict[str, Any]:
    """The FHIR Bundle with the report; options as of `core.report.report_pdf`.

    Args:
        server: the one that it is for: its namespace of patient IDs goes into it.

    Raises:
        UsageError: as `core.fhir.bundle.check_study`.
    """
    with one_at_a_time():
        from core.fhir import result_bundle
        from core.fhir.bundle import check_study
        from core.report import report_pdf

    # Before the long work.
    check_study(analysis.series)
    pdf = report_pdf(analysis, model, include_name=include_name, **options)
    return result_bundle(analysis, pdf, id_system=server.id_system if server else "")


def bundle_json(analysis: Analysis, model: Model, **options: Any) -> bytes:
    """The same, as `core fhir bundle` writes it."""
    made = bundle(analysis, model, **options)
    return (json.dumps(made, indent=1, allow_nan=False) + "\n").encode()


def bundle_obstacle(analysis: Analysis) -> str:
    """Why there can be no Bundle, in a sentence; "" where there can."""
    from core.errors import UsageError
    from core.fhir.bundle import check_study

    try:
        check_study(analysis.series)
    except UsageError as error:
        return error.args[0]
    return ""
