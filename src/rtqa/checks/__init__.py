"""The clinic's questions, and a case's answers to them."""

from rtqa.checks.reported import identify
from rtqa.checks.runner import check

__all__ = ["check", "identify"]
