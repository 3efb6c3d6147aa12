"""Many users on one server: who is who, what belongs to whom, and what every answer carries."""
