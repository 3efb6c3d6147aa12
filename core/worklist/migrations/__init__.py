"""The versions of the store, oldest first, and the steps between them (Alembic)."""
