from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rtqa.errors import MetricSyntaxError
from rtqa.metrics import MetricKind, parse_metric

DOSES, VOLUMES = ("Gy", "cGy", "%"), ("%", "cc")

decimals = st.from_regex(r"(0|[1-9][0-9]{0,3})(\.[0-9]{1,4})?", fullmatch=True)
shares = decimals.filter(lambda number: float(number) <= 100.0)


def asked(
    kinds: tuple[str, ...], at: st.SearchStrategy[str], units: tuple[str, ...]
) -> st.SearchStrategy[str]:
    return st.builds("{}{}[{}]".format, st.sampled_from(kinds), at, st.sampled_from(units))


doses_at = st.builds("{}{}".format, decimals, st.sampled_from(DOSES))
volumes_at = st.builds("{}%".format, shares) | st.builds("{}cc".format, decimals)
powers = st.builds(
    "{}{}".format, st.sampled_from(["", "-"]), decimals.filter(lambda number: float(number) > 0)
)
metrics = (
    asked(("D", "DC"), volumes_at, DOSES)
    | asked(("V", "CV"), doses_at, VOLUMES)
    | asked(("MOH", "MOC"), volumes_at, DOSES)
    | asked(("gEUD",), powers, DOSES)
    | asked(("Isodose",), doses_at, ("cc",))
    | st.builds("{}{}".format, st.sampled_from(["CN", "CI", "R", "GI"]), doses_at)
    | asked(("Mean", "Max", "Min", "Median"), st.just(""), DOSES)
    | st.sampled_from(["Mean", "Max", "Min", "Median", "Volume[cc]", "Integral[Gy*cc]", "HI", "HIRTOG", "GI"])
)


@given(metrics)
def test_every_metric_of_the_grammar_is_printed_back_as_written(text: str) -> None:
    assert str(parse_metric(text)) == text


@given(metrics)
def test_a_metric_in_the_wrong_case_is_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(MetricSyntaxError, match="write ") as caught:
        parse_metric(text.swapcase())
    bracketed = f"{text}[Gy]" if text in ("Mean", "Max", "Min", "Median") else text
    assert repr(bracketed) in str(caught.value)


def is_no_metric(text: str) -> bool:
    return re.search(r"[0-9a-z]", text) is None and text not in ("HI", "HIRTOG", "GI")


@given(st.text(max_size=12).filter(is_no_metric))
def test_any_other_text_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(MetricSyntaxError, match=r"\A[^\n]+: write.+\Z"):
        parse_metric(text)


@pytest.mark.parametrize(
    ("text", "kind", "at", "at_unit", "unit"),
    [
        ("D95%[Gy]", MetricKind.DOSE, 95.0, "%", "Gy"),
        ("D0.03cc[Gy]", MetricKind.DOSE, 0.03, "cc", "Gy"),
        ("D95%[%]", MetricKind.DOSE, 95.0, "%", "%"),
        ("V20Gy[%]", MetricKind.VOLUME_ABOVE, 20.0, "Gy", "%"),
        ("V2000cGy[%]", MetricKind.VOLUME_ABOVE, 2000.0, "cGy", "%"),
        ("V107%[cc]", MetricKind.VOLUME_ABOVE, 107.0, "%", "cc"),
        ("DC5cc[Gy]", MetricKind.COLDEST_DOSE, 5.0, "cc", "Gy"),
        ("CV95%[%]", MetricKind.VOLUME_BELOW, 95.0, "%", "%"),
        ("Mean", MetricKind.MEAN, None, "", "Gy"),
        ("Median[cGy]", MetricKind.MEDIAN, None, "", "cGy"),
        ("Volume[cc]", MetricKind.VOLUME, None, "", "cc"),
        ("MOH1cc[Gy]", MetricKind.HOTTEST_MEAN, 1.0, "cc", "Gy"),
        ("MOC2%[%]", MetricKind.COLDEST_MEAN, 2.0, "%", "%"),
        ("gEUD8[Gy]", MetricKind.GEUD, 8.0, "", "Gy"),
        ("gEUD-10[cGy]", MetricKind.GEUD, -10.0, "", "cGy"),
        ("Integral[Gy*cc]", MetricKind.INTEGRAL, None, "", "Gy*cc"),
        ("HI", MetricKind.HOMOGENEITY, None, "", ""),
        ("HIRTOG", MetricKind.MAX_OVER_PRESCRIPTION, None, "", ""),
        ("CN100%", MetricKind.CONFORMATION, 100.0, "%", ""),
        ("CI20Gy", MetricKind.CONFORMITY, 20.0, "Gy", ""),
        ("R50%", MetricKind.SPILL, 50.0, "%", ""),
        ("GI", MetricKind.GRADIENT, 100.0, "%", ""),
        ("Isodose50%[cc]", MetricKind.ISODOSE, 50.0, "%", "cc"),
        ("D2cm[%]", MetricKind.MAX_AT_DISTANCE, 2.0, "cm", "%"),
        ("D1.5cm[Gy]", MetricKind.MAX_AT_DISTANCE, 1.5, "cm", "Gy"),
    ],
)
def test_parts(text: str, kind: MetricKind, at: float | None, at_unit: str, unit: str) -> None:
    spec = parse_metric(text)
    assert (spec.kind, spec.at, spec.at_unit, spec.unit) == (kind, at, at_unit, unit)


def test_equal_by_value_without_converting_units() -> None:
    assert parse_metric("D95%[Gy]") == parse_metric("D95.0%[Gy]")
    assert len({parse_metric("Mean"), parse_metric("Mean[Gy]")}) == 1
    assert parse_metric("V20Gy[%]") != parse_metric("V2000cGy[%]")


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("D95%[%]", True),
        ("D95%[Gy]", False),
        ("V95%[cc]", True),
        ("V20Gy[%]", False),
        ("Max[%]", True),
        ("gEUD8[%]", True),
        ("gEUD8[Gy]", False),
        ("MOH2%[Gy]", False),
        ("HI", False),
        ("HIRTOG", True),
        ("CN100%", True),
        ("CN20Gy", False),
        ("GI", True),
        ("Integral[Gy*cc]", False),
    ],
)
def test_which_metrics_need_a_prescription(text: str, *, needs: bool) -> None:
    assert parse_metric(text).needs_prescription is needs


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("D95%", "'D95%' does not say the unit of its answer: write 'D95%[Gy]'"),
        ("Volume", "'Volume' does not say the unit of its answer: write 'Volume[cc]'"),
        ("D105%[Gy]", "'D105%[Gy]' asks for more than 100 % of a volume: write 'D95%[Gy]', for example"),
        ("DC101%[Gy]", "'DC101%[Gy]' asks for more than 100 % of a volume: write 'DC2%[Gy]', for example"),
        ("D95%[cc]", "'D95%[cc]': D is measured in Gy, % or cGy, as in 'D95%[Gy]'"),
        ("V20cc[%]", "'V20cc[%]': V takes a number in Gy, % or cGy, as in 'V20Gy[%]'"),
        ("Max5Gy[Gy]", "'Max5Gy[Gy]': Max takes no number, as in 'Max[Gy]'"),
        ("D[Gy]", "'D[Gy]' lacks the number after D: write, for example, 'D95%[Gy]'"),
        ("d95%[gy]", "'d95%[gy]' is not a metric: write 'D95%[Gy]'"),
        ("D.03cc[Gy]", "'D.03cc[Gy]' is not a metric: write 'D0.03cc[Gy]'"),
        ("D 2 cm³ [Gy]", "'D 2 cm³ [Gy]' is not a metric: write 'D2cc[Gy]'"),
        ("V20[%]", "'V20[%]' is not a metric: write, for example, 'V20Gy[%]'"),
        ("d200%[gy]", "'d200%[gy]' is not a metric: write, for example, 'D95%[Gy]'"),
        ("HI[%]", "'HI[%]': HI is a ratio, without brackets: write 'HI'"),
        ("CI100%[%]", "'CI100%[%]': CI is a ratio, without brackets: write 'CI100%'"),
        ("hirtog", "'hirtog' is not a metric: write 'HIRTOG'"),
        ("CN", "'CN' lacks the number after CN: write, for example, 'CN100%'"),
        ("R50", "'R50' is not a metric: write, for example, 'R50%'"),
        ("d2cm", "'d2cm' is not a metric: write 'D2cm[Gy]'"),
        ("V2cm[cc]", "'V2cm[cc]': V takes a number in Gy, % or cGy, as in 'V20Gy[%]'"),
        ("gEUD8", "'gEUD8' does not say the unit of its answer: write 'gEUD8[Gy]'"),
        ("gEUD8Gy[Gy]", "'gEUD8Gy[Gy]': gEUD takes a number without a unit, as in 'gEUD8[Gy]'"),
        ("gEUD0[Gy]", "'gEUD0[Gy]': there is no gEUD with a of 0: write 'gEUD8[Gy]', for example"),
        (
            "MOH101%[Gy]",
            "'MOH101%[Gy]' asks for more than 100 % of a volume: write 'MOH1cc[Gy]', for example",
        ),
        ("Integral[Gy·cc]", "'Integral[Gy·cc]' is not a metric: write 'Integral[Gy*cc]'"),
        ("D-5%[Gy]", "'D-5%[Gy]' is not a metric: write one such as 'D95%[Gy]', 'V20Gy[%]' or 'Mean[Gy]'"),
        ("", "'' is not a metric: write one such as 'D95%[Gy]', 'V20Gy[%]' or 'Mean[Gy]'"),
    ],
)
def test_what_is_wrong_and_an_example_of_the_right_form(text: str, sentence: str) -> None:
    with pytest.raises(MetricSyntaxError) as caught:
        parse_metric(text)
    assert str(caught.value) == sentence


@pytest.mark.parametrize("text", ["D95%[Gy]\n", "D\u0669\u0665%[Gy]", "D1e2%[Gy]", "D95%[Gy] ", "Dnan%[Gy]"])
def test_nothing_but_plain_digits_and_no_stray_space(text: str) -> None:
    with pytest.raises(MetricSyntaxError):
        parse_metric(text)
