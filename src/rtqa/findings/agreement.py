"""Whether a report agrees with itself: each verdict with its numbers, each sentence with what it speaks of.

A verdict may be stricter than its numbers, as a doubt about a structure makes it; never better. What a report
without contradictions says was still not measured here: who changes value, interval, sentence and verdict
alike is not found out.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from rtqa.errors import Fault
from rtqa.findings.derived import derive_verdict
from rtqa.findings.finding import Finding
from rtqa.findings.report import ReportedCause
from rtqa.findings.verdict import Verdict, worst
from rtqa.messages import Limit, Listing, Message, Quantity, Range
from rtqa.metrics.outcome import Measurement
from rtqa.model.slice_spacing import ROUNDING_MM
from rtqa.protocol.constraint import Constraint

_VACUOUS, _REFERENCE = "dv-limit.vacuous", "dv-reference.judged"
_AROUND_OTHERS = (_VACUOUS, _REFERENCE, "dv-sum.with-shares", "dv-limit.in-percent", "dv-limit.by-table")
"""What says more about a sentence on a limit, which it holds."""

_KEPT, _EXCEEDED, _VARIATION = "dv-limit.kept", "dv-limit.exceeded", "dv-limit.variation"
_OF_RANGES = ("rx-dose.prescribed", "rx-dose.prescribed-to", "rx-fractions.planned", "rx-fractions.written")
"""Sentences that hold what is prescribed and what is asked for."""

_ROUNDING = 0.5
"""Gy by which a dose may lie outside and comply, as its fractions' doses were rounded; of fractions, none."""

_UNDECIDED = ("dv-sum.phase-absent",)
"""What is said where a limit was not judged at all."""

_VERDICTS = {verdict.value: verdict for verdict in Verdict}


def find_disagreements(findings: Sequence[Finding], causes: Sequence[ReportedCause]) -> list[Fault]:
    """What of a report contradicts its own numbers, each with its place; nothing where all agrees."""
    faults: list[Fault] = []
    for n, finding in enumerate(findings):
        limit = finding.constraint
        if limit is not None:
            faults += _judge_numbers(finding, limit, findings, place=f"findings[{n}]")
            faults += _judge_sentence(finding, limit, f"findings[{n}].values")
        else:
            faults += _judge_words(finding, f"findings[{n}]")
        if finding.causes and finding.verdict not in (Verdict.REVIEW, Verdict.FAIL):
            problem = f"must be empty of a finding that is {_word(finding.verdict)}"
            faults.append(Fault(f"findings[{n}].causes", problem))
    for n, cause in enumerate(causes):
        made = worst(findings[place].verdict for place in cause.findings)
        if cause.verdict is not made:
            faults.append(
                Fault(f"causes[{n}].verdict", _but(cause.verdict, f"its findings make it {_word(made)}"))
            )
    return faults


def _judge_numbers(
    finding: Finding, limit: Constraint, findings: Sequence[Finding], *, place: str
) -> Iterator[Fault]:
    outcome = finding.outcome
    if isinstance(outcome, Measurement) and outcome.interval is not None:
        low, high = outcome.interval.low, outcome.interval.high
        if not low <= outcome.value <= high:
            yield Fault(
                f"{place}.value", f"{outcome.value:g} does not lie in its interval, {low:g} to {high:g}"
            )
    derived = derive_verdict(outcome, limit) if outcome is not None else Verdict.REVIEW
    stated = finding.verdict
    if stated is None:
        stated = _find_told(finding, findings)
        if stated is None:
            return
    # A doubt may lift the certainty of a FAIL, and says so: of several structures, one may be meant.
    is_doubt = stated is Verdict.REVIEW and finding.explanation is not None
    if stated < derived and not is_doubt:
        against = f"{limit.relation} {limit.limit:g} {limit.unit}"
        why = f"{_numbers(finding)} against {against} makes it {_word(derived)}"
        yield Fault(f"{place}.verdict", _but(finding.verdict, why))


def _judge_words(finding: Finding, place: str) -> Iterator[Fault]:
    """Whether the verdict of a check without a limit is one that goes with what the check says.

    What passes has nothing to explain, and what is in doubt has; and some sentences hold both sides.
    """
    stated = finding.verdict
    if stated in (Verdict.PASS, Verdict.VARIATION) and finding.why is not None:
        yield Fault(f"{place}.verdict", _but(stated, "a reason for doubt is given"))
    if stated is Verdict.REVIEW and finding.why is None:
        yield Fault(f"{place}.verdict", _but(stated, "no reason for doubt is given"))
    if stated is Verdict.PASS and _lies_outside(finding.message):
        yield Fault(f"{place}.verdict", _but(stated, "its values lie outside what is asked for"))
    if stated in (Verdict.PASS, Verdict.VARIATION, None) and _breaks_requirement(finding.message):
        yield Fault(f"{place}.verdict", _but(stated, "its values break what is required"))


def _breaks_requirement(said: Message) -> bool:
    """Whether a sentence on slices, techniques or approval names one that may not be."""
    values = said.values
    match said.id, values.get("slices"), values.get("most"), values.get("beams"), values.get("allowed"):
        case "img-thickness.planning", Listing() as slices, Quantity() as most, *_:
            stated = [
                value for part in slices.items if isinstance(part, Message) for value in part.values.values()
            ]
            highest = [value.high for value in stated if isinstance(value, Range) and value.high is not None]
            return max(highest, default=0.0) > most.value + 2.0 * ROUNDING_MM
        case "plan-technique.delivered-by", _, _, Listing() as beams, Listing() as allowed:
            names = [part.values.get("technique") for part in beams.items if isinstance(part, Message)]
            return not set(names) <= set(allowed.items)
        case (("plan-approved.undated" | "plan-approved.reviewed"), *_):
            return values.get("status") != "APPROVED"
        case _:
            return False


def _lies_outside(said: Message) -> bool:
    """Whether a sentence on a prescription states nothing within the range that it names."""
    while isinstance(inner := said.values.get("says"), Message):
        said = inner
    listed, asked = said.values.get("stated", said.values.get("n")), said.values.get("asked")
    asked = said.values.get("allowed", asked)
    if said.id not in _OF_RANGES or not isinstance(asked, Range):
        return False
    stated = listed.items if isinstance(listed, Listing) else (listed,)
    values = [value.value if isinstance(value, Quantity) else value for value in stated]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    low = -math.inf if asked.low is None else asked.low - _ROUNDING
    high = math.inf if asked.high is None else asked.high + _ROUNDING
    return bool(numbers) and not any(low <= number <= high for number in numbers)


def _find_told(finding: Finding, findings: Sequence[Finding]) -> Verdict | None:
    """The verdict that information on a limit amounts to; None where none has to be borne out."""
    if finding.message.id in _UNDECIDED and finding.outcome is None:
        return None
    if finding.message.id == _REFERENCE:
        # That another alternative decides is said in place of a verdict, and decides nothing here.
        return _VERDICTS.get(str(finding.message.values.get("answer")))
    if finding.message.id != _VACUOUS and any(
        other.verdict in (Verdict.PASS, Verdict.VARIATION, Verdict.REVIEW) or other.message.id == _VACUOUS
        for alternative in _list_alternatives(finding.explanation)
        for other in findings
        if alternative in (other.message, other.message.values.get("judged"))
    ):
        return None
    return Verdict.PASS


def _list_alternatives(explanation: Message | None) -> list[Message]:
    """What is said to decide in place of a finding."""
    said: list[object] = [explanation]
    listed = explanation.values.get("reasons") if explanation is not None else None
    if isinstance(listed, Listing):
        said += listed.items
    alternatives = (
        reason.values.get("alternative")
        for reason in said
        if isinstance(reason, Message) and reason.id == "dv-limit.alternative-decides"
    )
    return [message for message in alternatives if isinstance(message, Message)]


def _judge_sentence(finding: Finding, limit: Constraint, place: str) -> Iterator[Fault]:
    """Whether the sentence on a limit speaks of the value and the limit that stand beside it."""
    said = finding.message
    while said.id in _AROUND_OTHERS and isinstance(judged := said.values.get("judged"), Message):
        said = judged
    if not said.id.startswith("dv-limit."):
        return
    stated = said.values.get("limit")
    if isinstance(stated, Limit) and (stated.relation, stated.value) != (limit.relation, limit.limit):
        problem = (
            f"speak of {stated.relation} {stated.value:g}, but the limit is {limit.relation} {limit.limit:g}"
        )
        yield Fault(f"{place}.limit", problem)
    outcome, value = finding.outcome, said.values.get("value")
    if isinstance(value, Quantity) and isinstance(outcome, Measurement):
        if not math.isclose(value.value, outcome.value, rel_tol=1e-9, abs_tol=1e-9):
            yield Fault(f"{place}.value", f"speak of {value.value:g}, but the value is {outcome.value:g}")
        is_kept = limit.allows(outcome.value)
        if said.id in (_KEPT, _EXCEEDED, _VARIATION) and (said.id == _KEPT) != is_kept:
            yield Fault(place, f"say {said.id}, but the value {'keeps' if is_kept else 'breaks'} the limit")


def _numbers(finding: Finding) -> str:
    outcome = finding.outcome
    if not isinstance(outcome, Measurement):
        return "what is known of its value"
    if outcome.interval is None:
        return f"its value {outcome.value:g}"
    return f"its value {outcome.value:g} ({outcome.interval.low:g} to {outcome.interval.high:g})"


def _word(verdict: Verdict | None) -> str:
    return verdict.value if verdict is not None else "info"


def _but(stated: Verdict | None, why: str) -> str:
    return f"is {_word(stated)}, but {why}"
