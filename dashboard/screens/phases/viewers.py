"""The phases side by side in viewers that show the same place of the liver."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from core.pipeline import Analysis
from core.study import Guess, PhaseSeries, StudyCase
from core.study.places import moved
from core.vocabulary.contrast import phase_title
from core.vocabulary.forms import decimals
from dashboard.components import series_viewer
from dashboard.components.fragment import fragment
from dashboard.components.shell import shell
from dashboard.components.viewer import Pane, SeriesPane, paired_viewers
from dashboard.components.viewer.presets import presets_of
from dashboard.screens.phases import sentences
from dashboard.screens.phases.work import Measured
from dashboard.state.open_series import OpenSeries
from dashboard.state.session import Session
from dashboard.state.slice_position import Jump


def _draw(
    session: Session,
    analysis: Analysis,
    measured: Measured,
    guesses: Mapping[str, Guess],
    series: Sequence[OpenSeries],
    lesion: int | None,
) -> None:
    """Draw one viewer for each series."""
    case = measured.case
    panes = [
        _pane(session, analysis, measured, guesses, opened, one, lesion)
        for opened, one in zip(series, case.series, strict=True)
    ]
    outlined = next(
        opened for opened, one in zip(series, case.series, strict=True) if one.is_reference
    )
    slices = paired_viewers(
        key="viewer-phases-" + "-".join(opened.digest[:12] for opened in series),
        panes=panes,
        window_presets=presets_of(outlined.series),
    )
    for opened, at in zip(series, slices, strict=True):
        if at is not None:
            opened.position.saw(at)
    shell.follow(session, "phases-viewer")


#: As `_draw`. A fragment: a new slice reruns this much and no more.
show = fragment(_draw, also=(Analysis, Measured))


def jump_all(session: Session, case: StudyCase, series: Sequence[OpenSeries], lesion: int) -> None:
    """Every series goes to the lesion, so that each page shows it there."""
    session.lesion_picks += 1
    for opened, one in zip(series, case.series, strict=True):
        centre = one.centres_mm.get(lesion)
        if centre is not None:
            session.jump(opened, _nearest_slice(opened, centre))


def _pane(
    session: Session,
    analysis: Analysis,
    measured: Measured,
    guesses: Mapping[str, Guess],
    opened: OpenSeries,
    one: PhaseSeries,
    lesion: int | None,
) -> SeriesPane:
    case, series = measured.case, opened.series
    carried = measured.outlines.get(one.uid)
    url = None
    if one.is_reference:
        url = series_viewer.outlines(opened, analysis)
    elif carried is not None:
        url = opened.carried_outlines.show(carried, series.affine_ras)
    return SeriesPane(
        pane=Pane(
            title=phase_title(guesses[one.uid].phase).capitalize(),
            note=_note(case, one, guesses, lesion, is_corrected=analysis.is_corrected),
            mask_url=url,
        ),
        volume_url=series_viewer.ct(opened),
        n_slices=series.n_slices,
        positions_mm=series.positions_mm,
        jump=_jump(session, case, opened, one, lesion),
        facts=series_viewer.facts(opened),
        to_shared=np.linalg.inv(one.matrix) if one.fits else None,
        lesion_names={number: str(number) for number in case.lesions},
    )


def _note(
    case: StudyCase,
    one: PhaseSeries,
    guesses: Mapping[str, Guess],
    lesion: int | None,
    *,
    is_corrected: bool,
) -> str:
    """ "lesion 1: 132 HU · outlines carried over from portal-venous" """
    level = None if lesion is None else one.lesions.get(lesion)
    words = [] if level is None else [f"lesion {lesion}: {decimals(level.hu, 0)} HU"]
    if one.is_reference:
        by = sentences.outlined_by_reader() if is_corrected else sentences.outlined_by_model()
        words.append(by)
    elif not one.fits:
        words.append(sentences.not_carried_over())
    else:
        phase = guesses[case.reference.uid].phase
        words.append(
            sentences.carried_over(phase) if phase else sentences.carried_over_from_other()
        )
    return " · ".join(words)


def _jump(
    session: Session, case: StudyCase, opened: OpenSeries, one: PhaseSeries, lesion: int | None
) -> Jump:
    """To the lesion that was picked; without one, to the middle of the liver."""
    nonce = session.lesion_picks
    centre = None if lesion is None else one.centres_mm.get(lesion)
    if centre is not None and lesion is not None:
        return {
            "slice": _nearest_slice(opened, centre),
            "nonce": nonce,
            "lesion": lesion if one.is_reference else None,
            "place_mm": [round(value, 2) for value in centre],
            "size_mm": round(case.diameters_mm[lesion], 1),
        }
    if not one.fits:
        return {"slice": opened.position.index, "nonce": nonce}
    middle = moved(np.array([case.middle_mm]), one.matrix)[0]
    return {"slice": _nearest_slice(opened, middle), "nonce": nonce}


def _nearest_slice(opened: OpenSeries, place_mm: Sequence[float] | np.ndarray) -> int:
    along = np.asarray(place_mm, dtype=float) @ opened.series.normal
    return int(np.abs(opened.series.positions_mm - along).argmin())
