"""A store on a disk that was full, or whose making was ended: the next run makes it whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from rtqa.cohort import store
from rtqa.cohort.store import open_store
from rtqa.errors import UsageError, WriteError


@pytest.mark.parametrize(
    "left", [{"key": b""}, {"key": bytes(7)}, {"key": bytes(32), "store.json.new": b"{"}]
)
def test_what_a_full_disk_left_of_a_new_store_is_made_whole(tmp_path: Path, left: dict[str, bytes]) -> None:
    for name, content in left.items():
        (tmp_path / name).write_bytes(content)
    made = open_store(tmp_path, create=True)
    assert len(made.key) == 32
    assert open_store(tmp_path).key == made.key
    assert (made.key == left["key"]) == (len(left["key"]) == 32)


def test_a_folder_of_other_things_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(UsageError, match="holds something else"):
        open_store(tmp_path, create=True)


def test_an_index_that_cannot_be_written_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = open_store(tmp_path, create=True)
    # One page is all that the index may have: SQLite says so as of a full disk.
    monkeypatch.setattr(store, "_TABLES", f"PRAGMA max_page_count = 1; {store._TABLES}")
    with pytest.raises(WriteError, match=r"the index of the store cannot be used: .*full"), made.index():
        pass
    assert not [path for path in tmp_path.iterdir() if path.name.endswith("-wal")]
    monkeypatch.undo()
    with made.index() as connection:
        assert connection.execute("SELECT count(*) FROM file").fetchone() == (0,)
