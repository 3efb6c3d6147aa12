"""The attribution methods, one per file, each built on Captum."""
