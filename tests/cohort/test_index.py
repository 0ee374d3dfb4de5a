"""What an index finds in folders of any shape, what it reads again, and what it never holds."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from rtqa.cohort.completeness import count_contents, count_gaps, list_gaps
from rtqa.cohort.index import update_index
from rtqa.cohort.plans import list_files, list_plans
from rtqa.cohort.store import Store, open_store
from rtqa.errors import UsageError
from small_cases import write_small_case


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two whole patients, of whom one lies in an archive; a third's lone dose; a copy; rubbish."""
    top = tmp_path_factory.mktemp("sites")
    write_small_case(top / "a" / "first", "A1")
    write_small_case(top / "zipped", "B1")
    with zipfile.ZipFile(top / "b.zip", "w") as archive:
        for number, path in enumerate(sorted((top / "zipped").iterdir())):
            archive.write(path, f"../../{number}")
        archive.writestr("notes.txt", "no DICOM")
    shutil.rmtree(top / "zipped")
    write_small_case(top / "third", "C1")
    (top / "lone").mkdir()
    (top / "third" / "RTDOSE.dcm").rename(top / "lone" / "x")
    shutil.rmtree(top / "third")
    shutil.copy(top / "a" / "first" / "RTPLAN.dcm", top / "copy")
    (top / "broken.zip").write_bytes(b"PK\x03\x04 and nothing")
    (top / "rubbish").write_bytes(bytes(range(256)) * 20)
    (top / "cut off").write_bytes((top / "copy").read_bytes()[:140])
    return top


@pytest.fixture
def store(folders: Path, tmp_path: Path) -> Store:
    opened = open_store(tmp_path / "store", create=True)
    update_index(opened, [folders])
    return opened


def gaps_of(store: Store) -> dict[str, int]:
    with store.index() as index:
        return {called.id.partition(".")[2]: n for called, n, _ in count_gaps(index)}


def test_all_objects_are_found_wherever_they_lie(store: Store, folders: Path) -> None:
    # 9 images, structure set, plan and dose of two patients, and a dose of a third.
    with store.index() as index:
        contents = count_contents(index)
        assert (contents.n_patients, contents.n_studies, contents.n_plans) == (3, 3, 2)
        assert contents.n_objects == 25
        plans = list(list_plans(index))
        assert [len(list_files(index, plan)) for plan in plans] == [12, 12]
        # Of an object that somebody can be asked about: not of copies that are equal, nor of files of nobody.
        (gap,) = list_gaps(index)
        assert (gap.kind, gap.path) == ("dose-without-plan", bytes(folders / "lone" / "x"))


def test_what_is_missing_double_or_astray_is_counted(store: Store) -> None:
    assert gaps_of(store) == {"dose-without-plan": 1, "copies": 1, "damaged": 1, "closed": 1, "other": 2}


def test_images_that_nothing_was_drawn_on_come_with_the_plan_of_their_patient(tmp_path: Path) -> None:
    write_small_case(tmp_path / "plan", "A1")
    write_small_case(tmp_path / "before", "A2")
    write_small_case(tmp_path / "others", "B1")
    for file in (tmp_path / "before").iterdir():
        if file.name.startswith("RT"):
            file.unlink()
        else:
            file.write_bytes(file.read_bytes().replace(b"A2", b"A1"))
    store = open_store(tmp_path / "store", create=True)
    update_index(store, [tmp_path / "plan", tmp_path / "before", tmp_path / "others"])
    with store.index() as index:
        files = {plan.patient: list_files(index, plan) for plan in list_plans(index)}
        # Nine images, plan, structures and dose; the nine of before with the plan of their patient alone.
        assert sorted(len(of_plan) for of_plan in files.values()) == [12, 21]
        assert not list(list_gaps(index))
        query = "SELECT DISTINCT series FROM file WHERE patient = ? AND role IN ('CT', 'MR', 'PT')"
        (how,) = index.execute(f"EXPLAIN QUERY PLAN {query}", (b"",)).fetchall()
        assert "USING INDEX file_image" in how[3]


def test_a_second_run_reads_what_changed_and_forgets_what_is_gone(folders: Path, tmp_path: Path) -> None:
    top = tmp_path / "sites"
    shutil.copytree(folders, top)
    store = open_store(tmp_path / "store", create=True)
    assert update_index(store, [top]).n_read == 18
    assert update_index(store, [top], jobs=2).n_read == 0
    (top / "b.zip").unlink()
    (top / "copy").write_bytes((top / "lone" / "x").read_bytes())
    done = update_index(store, [top])
    assert (done.n_files, done.n_read, done.n_gone) == (17, 1, 14)
    assert gaps_of(store) == {"dose-without-plan": 1, "copies": 1, "damaged": 1, "closed": 1, "other": 1}
    with store.index() as index:
        assert count_contents(index).n_patients == 2


def test_objects_of_two_patients_that_refer_to_each_other_are_named(tmp_path: Path) -> None:
    write_small_case(tmp_path / "a", "A1")
    dose = tmp_path / "a" / "RTDOSE.dcm"
    dose.write_bytes(dose.read_bytes().replace(b"A1", b"A2"))
    store = open_store(tmp_path / "store", create=True)
    update_index(store, [tmp_path])
    assert gaps_of(store) == {"mixed-patients": 1}


def test_the_store_holds_neither_names_nor_ids_nor_uids(store: Store) -> None:
    held = b"".join(path.read_bytes() for path in store.folder.rglob("*") if path.is_file())
    for secret in (b"Secret", b"A1\x00", b"2.25.", b"A1 "):
        assert secret not in held


def test_pseudonyms_are_the_same_each_time_and_others_in_another_store(folders: Path, tmp_path: Path) -> None:
    def patients(store: Store) -> set[str]:
        update_index(store, [folders])
        with store.index() as index:
            return {plan.name for plan in list_plans(index)}

    first = patients(open_store(tmp_path / "one", create=True))
    assert patients(open_store(tmp_path / "one")) == first
    assert not patients(open_store(tmp_path / "two", create=True)) & first


def test_a_store_is_worked_on_by_one_run(store: Store, folders: Path) -> None:
    with store.locked(), pytest.raises(UsageError, match="another run"):
        update_index(store, [folders])


def test_a_folder_of_other_things_does_not_become_a_store(folders: Path) -> None:
    with pytest.raises(UsageError, match="holds something else"):
        open_store(folders, create=True)
