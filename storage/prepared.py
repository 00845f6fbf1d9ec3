"""Statements of SQLAlchemy's as a driver takes them: words, and what becomes of values on their way.

To build a statement, and to find out that it has been built before, takes SQLAlchemy many times longer than
SQLite takes to execute it. What is executed often is therefore `Prepared`: it stands once, beside the code
that executes it, with a `bindparam` for each value that varies. It is also short, whatever there is in the
database: by an index, and to a handful of rows. On SQLite it is executed in the event loop itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

Values = Mapping[str, Any]
Parameters = Values | Sequence[Values]
"""Of one execution, or of several of the same statement."""

_KEPT = 500
"""Plans of statements that are not prepared; as many as SQLAlchemy keeps."""

_KEPT_LENGTHS = 50
"""Spellings of one statement, by the lengths of its lists."""


class Prepared:
    """A statement known by its place: nobody has to build it again, or to compare it with others."""

    def __init__(self, statement: Executable) -> None:
        self.statement = statement


@dataclass(frozen=True, slots=True)
class Call:
    """What goes to the driver."""

    sql: str
    parameters: Sequence[tuple[Any, ...]]
    """Of each execution."""
    returns_rows: bool


@dataclass(frozen=True, slots=True)
class _Parameter:
    """One question mark."""

    key: str
    process: Callable[[Any], Any] | None
    required: bool
    usual: Any
    """What stands in the statement itself."""
    place: int | None = None
    """In the list that is given."""

    def of(self, values: Values) -> Any:
        value = values[self.key] if self.required else values.get(self.key, self.usual)
        if self.place is not None:
            value = value[self.place]
        return self.process(value) if self.process else value


@dataclass(frozen=True, slots=True)
class _Spelling:
    """The words for lists of certain lengths, and their question marks."""

    sql: str
    parameters: Sequence[_Parameter]

    def bound(self, values: Values) -> tuple[Any, ...]:
        return tuple([each.of(values) for each in self.parameters])


class Plan:
    """One statement, compiled."""

    def __init__(self, compiled: SQLCompiler, dialect: Dialect) -> None:
        self._compiled = compiled
        self.varies = bool(compiled.post_compile_params or compiled.literal_execute_params)
        """Its words, too, depend on the values: a list has as many question marks as it has members."""
        self._lists = [compiled.binds[name].key for name in _lists_of_single_values(compiled)]
        self._is_spelt_by_lengths = len(self._lists) == len(
            compiled.post_compile_params | compiled.literal_execute_params
        )
        """Nothing of the values but how many there are of each is in the words."""
        self._spellings: LRUCache[tuple[int, ...], _Spelling] = LRUCache(_KEPT_LENGTHS)
        self.returns_rows = bool(compiled._result_columns) or compiled.isplaintext
        self._dialect = dialect
        self._columns: SimpleResultMetaData | None = None

    def _parameter(self, name: str) -> _Parameter:
        bind = self._compiled.binds[name]
        process = self._compiled._bind_processors.get(name)
        return _Parameter(bind.key, process, bind.required, bind.effective_value)  # type: ignore[arg-type]

    def call(self, executions: Sequence[Values], found: Sequence[Any] | None) -> Call:
        """`found`: the values that stand in the statement, where this is the plan of another of its shape."""
        if found is None and self._is_spelt_by_lengths:
            spelling = self._spelling(executions[0])
            return Call(spelling.sql, [spelling.bound(values) for values in executions], self.returns_rows)
        calls = [self._spelt_out(values, found) for values in executions]
        return Call(calls[0][0], [parameters for _, parameters in calls], self.returns_rows)

    def _spelling(self, values: Values) -> _Spelling:
        lengths = tuple([len(values[key]) for key in self._lists])
        known = self._spellings.get(lengths)
        if known is None:
            self._spellings[lengths] = known = self._spelt(values)
        return known

    def _spelt(self, values: Values) -> _Spelling:
        compiled = self._compiled
        if not self.varies:
            return _Spelling(compiled.string, [self._parameter(name) for name in compiled.positiontup or ()])
        known = compiled.construct_params(values, escape_names=False)
        expanded = compiled._process_parameters_for_postcompile(known)
        members = {
            member: replace(self._parameter(name), place=place)
            for name, found in expanded.parameter_expansion.items()
            for place, member in enumerate(found)
        }
        names = expanded.positiontup or ()
        return _Spelling(expanded.statement, [members.get(name) or self._parameter(name) for name in names])

    def _spelt_out(self, values: Values, found: Sequence[Any] | None) -> tuple[str, tuple[Any, ...]]:
        compiled = self._compiled
        known = compiled.construct_params(values, extracted_parameters=found, escape_names=False)
        processors: Mapping[str, Any] = compiled._bind_processors
        sql: str = compiled.string
        names: Sequence[str] | None = compiled.positiontup
        if self.varies:
            expanded = compiled._process_parameters_for_postcompile(known)
            sql, names = expanded.statement, expanded.positiontup
            processors = {**processors, **expanded.processors}
        return sql, tuple(
            [processors[name](known[name]) if name in processors else known[name] for name in names or ()]
        )

    def columns(self, described: Sequence[Any]) -> SimpleResultMetaData:
        """Of the result; `described` by the driver, who alone knows them where the statement is mere text."""
        if self._compiled.isplaintext:
            return SimpleResultMetaData([each[0] for each in described])
        if self._columns is None:
            found = self._compiled._result_columns
            self._columns = SimpleResultMetaData(
                [each.keyname for each in found],
                _processors=[
                    each.type._cached_result_processor(self._dialect, kind)
                    for each, (_, kind, *_) in zip(found, described, strict=True)
                ],
            )
        return self._columns


def _lists_of_single_values(compiled: SQLCompiler) -> list[str]:
    """The names of parameters of which each member gets a question mark of its own."""
    return [
        name
        for name, bind in compiled.binds.items()
        if bind in compiled.post_compile_params
        and not bind.literal_execute
        and not bind.type._is_tuple_type
        and not bind.type._has_bind_expression
    ]


class Plans:
    """Of all statements of an engine."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._prepared: dict[tuple[Prepared, tuple[str, ...], bool], Plan] = {}
        self._kept: LRUCache[Any, Any] = LRUCache(_KEPT)
        self._shaped: LRUCache[SQLCompiler, Plan] = LRUCache(_KEPT)

    def plan(self, statement: Executable | Prepared, parameters: Parameters | None) -> tuple[Plan, Call]:
        executions = parameters if isinstance(parameters, Sequence) else [parameters or {}]
        keys, are_many = tuple(executions[0]), len(executions) > 1
        if isinstance(statement, Prepared):
            place = statement, keys, are_many
            if place not in self._prepared:
                # Not out of what is kept: that may be the plan of one of the same shape with other constants.
                compiled, _ = self._compiled(statement.statement, keys, are_many=are_many, kept=None)
                self._prepared[place] = Plan(compiled, self._dialect)
            plan = self._prepared[place]
            return plan, plan.call(executions, None)
        compiled, found = self._compiled(statement, keys, are_many=are_many, kept=self._kept)
        plan = self._shaped.get(compiled) or Plan(compiled, self._dialect)
        if found is not None:
            self._shaped[compiled] = plan
        return plan, plan.call(executions, found)

    def _compiled(
        self, statement: Any, keys: tuple[str, ...], *, are_many: bool, kept: LRUCache[Any, Any] | None
    ) -> tuple[SQLCompiler, Sequence[Any] | None]:
        """And the values that stand in the statement, where it may have been compiled for another like it."""
        compiled, found, _, _ = statement._compile_w_cache(
            self._dialect, compiled_cache=kept, column_keys=sorted(keys), for_executemany=are_many
        )
        return compiled, found
