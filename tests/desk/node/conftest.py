"""One node for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from calling_node import running

from rtqa.desk.node.scp import Node


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("desk")) as started:
        yield started
