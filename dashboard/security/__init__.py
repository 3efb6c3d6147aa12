"""Many users on one server: who they are, what belongs to whom, and what every answer carries."""
