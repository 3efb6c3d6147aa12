"""The one sortable table: of records in the worklist, and of models."""
