"""The tables of all plans as Parquet, written from the outcomes; see :mod:`rtqa.cohort.schema`."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from rtqa.cohort.outcome import read_outcome
from rtqa.cohort.rows import Row
from rtqa.cohort.schema import TABLES
from rtqa.cohort.store import SCHEMA, Store
from rtqa.errors import InputError, UsageError

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 256
"""Plans whose rows are in memory at once; each batch is a row group."""


def require_pyarrow() -> None:
    """Make sure that Parquet can be written.

    Raises:
        UsageError: pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: F401, PLC0415 (an extra)
    except ImportError:
        raise UsageError("rtqa cohort needs pyarrow: pip install 'rtqa[cohort]'") from None


def write_results(store: Store, names: Iterable[str]) -> None:
    """Write every table anew, in the order of the plans' names; memory does not grow with their number.

    The new tables take the place of the old ones together.

    Args:
        store: whose outcomes are written, into its folder ``results``.
        names: of the plans.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    fresh = store.folder / "results.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    schemas = {table: _schema_of(table) for table in TABLES}
    writers = {
        table: pq.ParquetWriter(fresh / f"{table}.parquet", schema) for table, schema in schemas.items()
    }
    try:
        for batch in _batches(store, sorted(names)):
            for table, rows in batch.items():
                writers[table].write_table(pa.Table.from_pylist(rows, schema=schemas[table]))
    finally:
        for writer in writers.values():
            writer.close()
    shutil.rmtree(store.results, ignore_errors=True)
    fresh.rename(store.results)


def read_table(
    store: Store, table: str, *, columns: Sequence[str] | None = None, where: Sequence[Any] | None = None
) -> pa.Table:
    """A table of the results.

    Args:
        store: where it lies.
        table: of :data:`rtqa.cohort.schema.TABLES`.
        columns: those that are read; all where None.
        where: conditions on the rows, as ``pyarrow.parquet.read_table`` takes them; all rows where None.

    Raises:
        InputError: it is not there, or of another edition.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        read = pq.read_table(store.results / f"{table}.parquet", columns=columns, filters=where)
    except (OSError, ValueError):
        raise InputError("the store has no results yet: run rtqa cohort check") from None
    if (read.schema.metadata or {}).get(b"schema") != SCHEMA.encode():
        raise InputError(f"the results are not of the edition {SCHEMA}: run rtqa cohort check again")
    return read


def _schema_of(table: str) -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415

    kinds = {"text": pa.string(), "number": pa.float64(), "count": pa.int64()}
    fields = [
        pa.field(column.name, kinds[column.kind], metadata={"meaning": column.meaning})
        for column in TABLES[table]
    ]
    return pa.schema(fields, metadata={"schema": SCHEMA})


def _batches(store: Store, names: list[str]) -> Iterator[dict[str, list[Row]]]:
    for start in range(0, len(names), _BATCH):
        batch: dict[str, list[Row]] = {table: [] for table in TABLES}
        for name in names[start : start + _BATCH]:
            outcome = read_outcome(store, name)
            for table, rows in (outcome.tables if outcome is not None else {}).items():
                batch[table] += rows
        yield batch
