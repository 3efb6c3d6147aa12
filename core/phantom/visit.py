"""The same patient on another day: lesions that grew, another date, another place on the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from core.errors import UsageError
from core.phantom import sentences
from core.phantom.lesions import PhantomLesion
from core.phantom.tags import STUDY_DATE

MOST_GROWTH = 2.0
MOST_SHIFT_MM = 500.0


@dataclass(frozen=True)
class Visit:
    """What a visit changes. The default is the first visit, as the seed draws it."""

    #: Factors of the lesions' diameters, in the order in which they were drawn; 0 leaves one out.
    #: One factor counts for all, the last one for those that follow.
    growth: tuple[float, ...] = (1.0,)
    #: YYYYMMDD.
    study_date: str = STUDY_DATE
    #: How far the patient lies from the first visit's place on the table, LPS mm.
    shift_mm: tuple[float, float, float] = (0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        """Raises UsageError for what can't be."""
        if not self.growth or not all(0 <= factor <= MOST_GROWTH for factor in self.growth):
            raise UsageError(sentences.growth_out_of_range(MOST_GROWTH, list(self.growth)))
        try:
            date.fromisoformat(self.study_date)
        except ValueError as error:
            raise UsageError(sentences.not_a_date(self.study_date)) from error
        if len(self.shift_mm) != 3 or max(map(abs, self.shift_mm)) > MOST_SHIFT_MM:
            raise UsageError(sentences.shift_out_of_range(MOST_SHIFT_MM, list(self.shift_mm)))

    @property
    def date(self) -> str:
        """YYYYMMDD, however it was written."""
        return date.fromisoformat(self.study_date).strftime("%Y%m%d")

    def identity(self) -> tuple[object, ...]:
        """What tells its UIDs and its noise from another visit's; nothing for the first."""
        if self == FIRST_VISIT:
            return ()
        return (self.growth, self.date, self.shift_mm)

    def grown(self, lesions: tuple[PhantomLesion, ...]) -> tuple[PhantomLesion, ...]:
        """The lesions as they are on this visit: their centres stay, their shapes too."""
        factors = [*self.growth, *[self.growth[-1]] * len(lesions)]
        return tuple(
            _grown(lesion, factor)
            for lesion, factor in zip(lesions, factors, strict=False)
            if factor > 0
        )


#: The phantom as the seed draws it.
FIRST_VISIT = Visit()


def _grown(lesion: PhantomLesion, factor: float) -> PhantomLesion:
    waves = lesion.waves.copy()
    a, b, c = lesion.semi_axes_mm
    waves[:, :3] /= factor  # as many lobes on a larger surface
    return replace(
        lesion,
        semi_axes_mm=(factor * a, factor * b, factor * c),
        lobes_mm=factor * lesion.lobes_mm,
        waves=waves,
    )
