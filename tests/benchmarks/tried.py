"""What was tried to come nearer to a target, row by row, in words."""

TRIED: dict[str, str] = {}
