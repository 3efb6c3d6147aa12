"""Seconds between two moments of a study, as headers write them."""

from __future__ import annotations

from datetime import datetime

from core.series import SeriesTags

#: A study takes no longer; what is farther apart is a wrong clock, s.
LONGEST_SECONDS = 4 * 3600.0
DAY_SECONDS = 86400.0


def seconds_between(earlier: str, later: str) -> float | None:
    """From one `SeriesTags.acquired_at` to another; None where one is missing or makes no sense.

    Where a date is missing on either side, the time of the day alone counts.
    """
    one, other = _moment(earlier), _moment(later)
    if one is None or other is None:
        return None
    if one[0] and other[0]:
        seconds = (other[1] - one[1]).total_seconds()
    else:
        seconds = _over_midnight(_seconds(other[1]) - _seconds(one[1]))
    return seconds if abs(seconds) <= LONGEST_SECONDS else None


def seconds_after_bolus(tags: SeriesTags) -> float | None:
    """From the start of the contrast agent to the scan; negative before it; None where the header
    lacks either."""
    scan, start = _moment(tags.acquired_at), _time(tags.bolus_start)
    if scan is None or start is None:
        return None
    seconds = _over_midnight(_seconds(scan[1]) - _seconds(start))
    return seconds if abs(seconds) <= LONGEST_SECONDS else None


def clock_text(acquired_at: str) -> str:
    """ "12:00:35"; "" where the header has no time."""
    moment = _moment(acquired_at)
    return "" if moment is None else f"{moment[1]:%H:%M:%S}"


def _moment(text: str) -> tuple[bool, datetime] | None:
    """(whether it has a date, the moment) of YYYYMMDDHHMMSS.FFFFFF or HHMMSS.FFFFFF."""
    whole = text.strip().split(".")[0]
    if len(whole) == 14:
        try:
            return True, datetime.strptime(whole, "%Y%m%d%H%M%S")
        except ValueError:
            return None
    moment = _time(text)
    return None if moment is None else (False, moment)


def _time(text: str) -> datetime | None:
    """Of a DICOM TM, seconds included, on no particular day."""
    try:
        return datetime.strptime(text.strip().split(".")[0], "%H%M%S")
    except ValueError:
        return None


def _seconds(moment: datetime) -> float:
    return moment.hour * 3600.0 + moment.minute * 60.0 + moment.second


def _over_midnight(seconds: float) -> float:
    if seconds < -DAY_SECONDS / 2:
        return seconds + DAY_SECONDS
    return seconds - DAY_SECONDS if seconds > DAY_SECONDS / 2 else seconds
