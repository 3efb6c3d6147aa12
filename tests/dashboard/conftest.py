from tests.dashboard.no_speeds import no_speeds_yet  # noqa: F401
