"""What all tests share: where real plans are, and property tests that no slow machine or chance fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from rtqa.messages import Message, Value, write

hypothesis.settings.register_profile("rtqa", deadline=None, derandomize=True)
hypothesis.settings.load_profile("rtqa")


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real plans, which are no part of the project."""
    folder = os.environ.get("RTQA_REALDATA")
    if not folder:
        pytest.skip("RTQA_REALDATA does not point to the folder of clinical plans")
    return Path(folder)


@pytest.fixture(autouse=True, scope="session")
def _messages_have_words() -> Iterator[None]:
    """No test may make a message that no catalogue knows, or whose words miss a value."""
    make = Message.__init__

    def make_and_look(self: Message, message_id: str, /, **values: Value) -> None:
        make(self, message_id, **values)
        write(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Message, "__init__", make_and_look)
        yield
