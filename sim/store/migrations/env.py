"""Run by alembic: migrates on the connection handed over, inside the transaction it is already in."""

from alembic import context

from sim.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
