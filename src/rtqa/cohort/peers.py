"""What peers gave: expected values of limited metrics, learnt from a cohort by geometry alone.

A ridge regression of the value on :func:`rtqa.cohort.geometry.describe_organ`, one for each organ (both sides
together) and metric. Its interval is that of its errors on patients who were left out of the learning.
Information, never a verdict: peers may all have done worse than they could.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rtqa.errors import DocumentError
from rtqa.findings.faults import tell_faults
from rtqa.model.geometry import Floats

FEWEST = 40
"""Values of which a model is learnt."""

_PENALTY = 2.0
_LEAST_SPREAD = 0.01
"""Of a number of the description, a share or a logarithm; what varies less says nothing of others."""

_FOLDS = 10
_TAIL = 0.1


class OrganModel(BaseModel):
    """The model of an organ's metric; of numbers alone.

    Attributes:
        organ: the protocol's name without its side.
        metric: such as ``Mean[Gy]``.
        n_values, n_patients: that it was learnt of.
        center, scale, weights: shape (n,); of the description.
        offset: value of an organ like the mean of all.
        errors: ascending; of patients who were left out.
        farthest: greatest distance of a description that was learnt of, as :func:`_distances` has it.
        mean_error: mean absolute error of patients left out.
        r2: share of the variance that is explained for them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    organ: str
    metric: str
    n_values: int
    n_patients: int
    center: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    offset: float
    errors: tuple[float, ...] = Field(min_length=FEWEST)
    farthest: float
    mean_error: float
    r2: float


class PeerModel(BaseModel):
    """The whole file, ``rtqa-peers/2``: models, and of what they were learnt. It holds no patient's data.

    Attributes:
        schema_id: of the file.
        protocol, protocol_sha256, rtqa_version: by what the plans were judged.
        levels_gy: doses that targets are told apart by.
        organs: a model of each metric of each organ.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_id: Literal["rtqa-peers/2"] = Field(alias="schema")
    protocol: str
    protocol_sha256: str
    rtqa_version: str
    levels_gy: tuple[float, ...]
    organs: tuple[OrganModel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What peers with such a geometry have.

    Attributes:
        value: expected.
        low, high: four of five peers lie between.
        percentile: share of peers and the plan itself, in percent, that would have a lower value; so on
            average it is above 95 for at most 5 % of plans that are like their peers.
        is_outside: whether the geometry is unlike all that was learnt of.
    """

    value: float
    low: float
    high: float
    percentile: float
    is_outside: bool


def learn(
    organ: str, metric: str, descriptions: Floats, *, values: Floats, patients: Sequence[str]
) -> OrganModel | None:
    """Learn a model; None where there are too few values, or their mean would be nearer to those left out.

    Args:
        organ: the protocol's name without its side.
        metric: what is expected.
        descriptions: shape (m, n).
        values: shape (m,).
        patients: whose each is: all values of a patient are left out together.
    """
    if len(values) < FEWEST:
        return None
    left_out = np.zeros(len(values))
    # By a hash, so that the folds do not depend on the order, nor on chance.
    folds = np.array([int(hashlib.sha256(patient.encode()).hexdigest(), 16) % _FOLDS for patient in patients])
    for fold in range(_FOLDS):
        out = folds == fold
        if out.any() and not out.all():
            center, scale, weights, offset = _fit(descriptions[~out], values[~out])
            left_out[out] = offset + (descriptions[out] - center) / scale @ weights
    errors = values - left_out
    r2 = float(1.0 - (errors**2).mean() / max(values.var(), 1e-12))
    if r2 <= 0.0:
        return None
    center, scale, weights, offset = _fit(descriptions, values)
    return OrganModel(
        organ=organ,
        metric=metric,
        n_values=len(values),
        n_patients=len(set(patients)),
        center=tuple(center.tolist()),
        scale=tuple(scale.tolist()),
        weights=tuple(weights.tolist()),
        offset=offset,
        errors=tuple(np.sort(errors).tolist()),
        farthest=float(_distances(descriptions, center, scale).max()),
        mean_error=float(np.abs(errors).mean()),
        r2=r2,
    )


def expect(model: OrganModel, description: Floats, value: float) -> Expected:
    """What peers have, and where a value stands among them."""
    center, scale = np.array(model.center), np.array(model.scale)
    expected = model.offset + float((description - center) / scale @ np.array(model.weights))
    errors = np.array(model.errors)
    low, high = np.quantile(errors, (_TAIL, 1.0 - _TAIL))
    return Expected(
        value=expected,
        low=expected + float(low),
        high=expected + float(high),
        percentile=100.0 * float((errors < value - expected).sum()) / (len(errors) + 1),
        is_outside=bool(_distances(description[None], center, scale)[0] > model.farthest),
    )


def write_model(model: PeerModel) -> str:
    """The model as JSON; the same model gives the same bytes."""
    return model.model_dump_json(by_alias=True, indent=1) + "\n"


def read_model(file: Path) -> PeerModel:
    """Read a model.

    Raises:
        DocumentError: the file cannot be read, or is no model.
    """
    try:
        text = file.read_bytes()
    except OSError:
        text = b""
    try:
        return PeerModel.model_validate_json(text)
    except ValidationError as error:
        raise DocumentError(file.name, tell_faults(error, text)) from None


def _fit(descriptions: Floats, values: Floats) -> tuple[Floats, Floats, Floats, float]:
    """Center, scale, weights and offset of a ridge regression."""
    center, scale = descriptions.mean(axis=0), descriptions.std(axis=0)
    # Not scaled, a number that hardly varies gets next to no weight, however far another plan's lies.
    scale = np.where(scale > _LEAST_SPREAD, scale, 1.0)
    standard = (descriptions - center) / scale
    gram = standard.T @ standard + _PENALTY * np.eye(standard.shape[1])
    offset = float(values.mean())
    return center, scale, np.linalg.solve(gram, standard.T @ (values - offset)), offset


def _distances(descriptions: Floats, center: Floats, scale: Floats) -> Floats:
    """Shape (m,); root mean square of each description's numbers, in standard deviations from the mean."""
    distances: Floats = np.sqrt((((descriptions - center) / scale) ** 2).mean(axis=1))
    return distances
