"""A permanent attack suite: `python -m tools.attack` plays the attacker against the real server,
the real receiver and the real readers, and says what held and what did not."""
