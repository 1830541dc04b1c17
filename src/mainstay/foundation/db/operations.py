"""Migration operations for guarded tables."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from mainstay.foundation.db import guards


class GuardedAlter(Operation):
    """Alter guarded tables: guards off, the alterations, guards on, in one transaction.

    SQLite rebuilds an altered table and its triggers vanish, or another table's trigger that
    names it stops the rebuild (RELIABILITY 2.2).
    """

    def __init__(self, *operations: Operation) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, list(self.operations), {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        guards.drop(schema_editor.connection)
        before = from_state
        for operation in self.operations:
            after = before.clone()
            operation.state_forwards(app_label, after)
            operation.database_forwards(app_label, schema_editor, before, after)
            before = after
        guards.install(schema_editor.connection)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Walk the alterations back, last first, each between the states it stood between."""
        states = [to_state]
        for operation in self.operations:
            states.append(states[-1].clone())
            operation.state_forwards(app_label, states[-1])
        guards.drop(schema_editor.connection)
        for step in reversed(range(len(self.operations))):
            self.operations[step].database_backwards(
                app_label, schema_editor, states[step + 1], states[step]
            )
        guards.install(schema_editor.connection)

    def describe(self) -> str:
        return "Alter guarded tables: " + "; ".join(step.describe() for step in self.operations)
