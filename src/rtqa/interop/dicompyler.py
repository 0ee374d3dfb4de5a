"""dicompyler-core, the second engine: the only place that knows it.

dicompyler-core 0.5.6 imports ``pydicom.dicomio.read_file``, which pydicom 3 calls ``dcmread``. The name is
lent to it while it is imported. pydicom itself is loaded by name, as this room knows no DICOM.
"""

from __future__ import annotations

import importlib
import warnings
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from rtqa.errors import UnsupportedError

if TYPE_CHECKING:
    import dicompylercore.dvh

    from rtqa.dvh.curve import DVH


def import_dicompyler(module: str) -> ModuleType:
    """Import ``dicompylercore.<module>`` under pydicom 3.

    Raises:
        UnsupportedError: dicompyler-core is not installed.
    """
    dicomio = importlib.import_module("pydicom.dicomio")
    lent = not hasattr(dicomio, "read_file")
    if lent:
        dicomio.read_file = dicomio.dcmread  # type: ignore[attr-defined]
    try:
        with warnings.catch_warnings():
            # It also uses what pydicom 4 will no longer have; that is its own affair.
            warnings.simplefilter("ignore")
            # Its other modules import this one only when they are used, when the name is gone again.
            importlib.import_module("dicompylercore.dicomparser")
            return importlib.import_module(f"dicompylercore.{module}")
    except ModuleNotFoundError as error:
        raise UnsupportedError("dicompyler-core is not installed: pip install 'rtqa[crosscheck]'") from error
    finally:
        if lent:
            del dicomio.read_file


def to_dicompyler(dvh: DVH, *, bin_gy: float = 0.01) -> dicompylercore.dvh.DVH:
    """The dosed part's cumulative curve as dicompyler-core's ``DVH``, in bins of ``bin_gy`` from 0 Gy."""
    n_bins = int(np.ceil(dvh.max_gy / bin_gy)) + 1
    edges_gy = bin_gy * np.arange(n_bins + 1)
    counts_cm3 = np.array([dvh.volume_at(dose_gy) for dose_gy in edges_gy[:-1]])
    return import_dicompyler("dvh").DVH(
        counts=counts_cm3,
        bins=edges_gy,
        dvh_type="cumulative",
        dose_units="Gy",
        volume_units="cm3",
        name=dvh.structure,
    )
