"""Runs every check on a case, and gathers the report."""

from rtqa.evaluation.evaluate import check
from rtqa.evaluation.report_tables import identify

__all__ = ["check", "identify"]
