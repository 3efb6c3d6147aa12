"""Alembic runs this for each command; the connection comes from `core.worklist.upgrade`."""

from alembic import context

from core.worklist.tables import METADATA, VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    # The caller's one transaction holds all steps: a store is upgraded wholly or not at all.
    transactional_ddl=True,
)
context.run_migrations()
