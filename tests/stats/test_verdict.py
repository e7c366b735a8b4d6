"""What a comparison of sites may say, sensitivity checks, equivalence and adjusted p."""

import numpy as np
import pytest

from evaluation.errors import InputError
from evaluation.stats import Refused, TooFew
from evaluation.stats import comparison as c


def test_three_against_three_is_undecidable_however_clear():
    got = c.verdict([10, 11, 12, 90, 91, 92], list("abcdef"), ["m"] * 3 + ["r"] * 3)
    assert (got.status, got.reason) == ("undecidable", "floor")
    assert (got.p, got.p_floor) == (pytest.approx(0.1), pytest.approx(0.1))
    assert (got.estimate, got.low, got.high, got.confidence) == (-80, -82, -78, 0.9)
    assert "nicht entscheidbar" in got.reason_de
    assert "cannot be decided" in got.reason_en
    assert got.method == "permutation_exact+permutation_interval"
    assert got.sites.value.tolist() == [10, 11, 12, 90, 91, 92]


def test_rows_of_persons_do_not_add_sites():
    values = np.repeat([10, 11, 12, 90, 91, 92], 500) + np.tile([-1.0, 1.0], 1500)
    sites, types = np.repeat(list("abcdef"), 500), np.repeat(["m", "r"], 1500)
    got = c.verdict(values, sites, types)
    assert (got.n_sites, got.status, got.p) == (6, "undecidable", pytest.approx(0.1))
    assert c.verdict(values, sites, types, design="persons_as_units").status == "refused"


def test_three_types():
    values, sites, types = [1, 2, 4, 5, 8, 9], list("abcdef"), ["m", "m", "s", "s", "r", "r"]
    any_difference = c.verdict(values, sites, types)
    assert any_difference.status == "undecidable"
    assert any_difference.p_floor == pytest.approx(1 / 15)
    registered = c.verdict(values, sites, types, order=["m", "s", "r"])
    assert (registered.status, registered.p) == ("legitimate", pytest.approx(2 / 90))
    assert "vereinbar" in registered.reason_de


def test_eight_sites_can_decide():
    got = c.verdict([1, 2, 3, 4, 11, 12, 13, 14], range(8), [0] * 4 + [1] * 4)
    assert (got.status, got.reason) == ("legitimate", "decidable")
    assert got.confidence == pytest.approx(1 - 2 / 70)


def before_after(treated, sites, jump=5.0):
    rows = [
        (s, s < treated, later, s + later * (jump * (s < treated) + 0.1 * s)) for s in range(sites) for later in (0, 1)
    ]
    site, group, later, value = zip(*rows, strict=True)
    return value, site, group, "before_after", later


def test_before_after_with_two_and_two():
    got = c.verdict(*before_after(2, 6))
    change = [5.0, 5.1, 0.2, 0.3, 0.4, 0.5]
    assert got.estimate == pytest.approx(np.mean(change[:2]) - np.mean(change[2:]))
    row = c.cr2(np.column_stack([np.ones(6), [1, 1, 0, 0, 0, 0]]), change, range(6)).loc[1]
    assert (got.low, got.high) == (pytest.approx(row.low), pytest.approx(row.high))
    assert got.method == "permutation_exact+cr2_satterthwaite"
    # CR2 alone would call this clear; the floor of 2 against 4 sites wins
    assert row.p < 0.05
    assert (got.status, got.p_floor) == ("undecidable", pytest.approx(1 / 15))


def test_before_after_with_one_site_uses_crawford_howell():
    got = c.verdict(*before_after(1, 5))
    assert got.method == "placebo+crawford_howell"
    assert (got.status, got.p_floor) == ("undecidable", 0.2)
    expected = c.crawford_howell(5.0, [0.1, 0.2, 0.3, 0.4])
    assert (got.estimate, got.low) == (pytest.approx(expected.value), pytest.approx(expected.low))
    mirrored = c.verdict(*before_after(4, 5))
    assert mirrored.method == "placebo+crawford_howell"
    assert mirrored.low < mirrored.estimate < mirrored.high
    assert mirrored.estimate > 0


def test_before_after_without_comparison_is_refused():
    assert c.verdict(*before_after(0, 5)).reason == "before_after_without_comparison"
    assert c.verdict(*before_after(1, 3)).reason == "before_after_too_few"
    value, site, group, design, later = before_after(2, 4)
    assert c.verdict(value[:-1], site[:-1], group[:-1], design, later[:-1]).reason == "before_after_incomplete"
    with pytest.raises(InputError, match="after"):
        c.verdict(value, site, group, design)


@pytest.mark.parametrize(("sites", "status", "floor"), [(5, "undecidable", 0.0625), (6, "legitimate", 0.03125)])
def test_same_direction_in_all_sites(sites, status, floor):
    value, site, group, _, later = before_after(sites, sites)
    got = c.verdict(value, site, group, "within_sites", later)
    assert (got.status, got.p, got.p_floor) == (status, floor, floor)


@pytest.mark.parametrize("design", ["ranking", "composite", "network_density", "counting_rules", "persons_as_units"])
def test_refused_whatever_the_numbers(design):
    got = c.verdict([1, 2], ["a", "b"], ["x", "y"], design)
    assert got.status == "refused"
    assert np.isnan([got.estimate, got.low, got.high, got.p]).all()
    assert len(got.reason_de) > 40
    assert len(got.reason_en) > 40


def test_one_type_has_nothing_to_compare():
    got = c.verdict([1, 2], ["a", "b"], ["x", "x"])
    assert (got.status, got.reason, got.n_sites) == ("refused", "one_type", 2)
    with pytest.raises(InputError, match="zwei verschiedene Typen"):
        c.verdict([1, 2], ["a", "a"], ["x", "y"])
    with pytest.raises(InputError, match="Möglich sind"):
        c.verdict([1], ["a"], ["x"], "league")


def test_reasons_never_claim_an_effect():
    from evaluation.stats.verdict_words import REASONS

    for german, english in REASONS.values():
        assert not {"wirkung", "effekt", "signifikant"} & set(german.lower().replace(".", " ").split())
        assert not {"effect", "significant"} & set(english.lower().replace(".", " ").split())


def test_collapse_keeps_the_order_of_delivery():
    table = c.collapse_sites([9, 1, 1, 3], ["z", "a", "z", "a"], ["r", "m", "r", "m"])
    assert table.to_dict("list") == {"site": ["z", "a"], "type": ["r", "m"], "value": [5.0, 2.0], "n": [2, 2]}


def test_collapsed_t_and_leave_one_out():
    from scipy import stats

    x, y = [4.0, 5, 4.5], [1.0, 2, 1.8]
    expected = stats.ttest_ind(x, y).confidence_interval(0.95)
    got = c.collapsed_t(x + y, range(6), [0] * 3 + [1] * 3)
    assert (got.low, got.high) == (pytest.approx(expected.low), pytest.approx(expected.high))
    out = c.leave_one_out([*x, 9], range(4), [0] * 3 + [1])
    assert np.isnan(out.value.iloc[-1])
    assert out.left_out.isna().tolist() == [True, False, False, False, False]
    with pytest.raises(Refused):
        c.collapsed_t([1, 2, 3], range(3), [0, 0, 1])
    with pytest.raises(TooFew):
        c.leave_one_out([1, 2], range(2), [0, 0])


@pytest.mark.parametrize(
    ("name", "margin", "options"),
    [
        ("welch_b1", 1, {}),
        ("welch_b10", 10, {}),
        ("student_b10", 10, {"equal_variance": True}),
        ("paired_b4", 4, {"paired": True}),
    ],
)
def test_equivalence_equals_r_one_sided_pairs(known, name, margin, options):
    case = known("inference_misc.json")["tost"]
    expected = case[name]
    got = c.equivalence(case["x"], case["y"], margin, **options)
    assert (got.p, got.df) == (pytest.approx(expected["p"], rel=1e-8), pytest.approx(expected["df"], rel=1e-8))
    assert got.p_lower == pytest.approx(expected["p_lower"], rel=1e-8)
    assert got.p_upper == pytest.approx(expected["p_upper"], rel=1e-8)
    assert (got.low, got.high) == (pytest.approx(expected["ci90"][0]), pytest.approx(expected["ci90"][1]))
    assert got.equivalent == (-margin < got.low and got.high < margin)
    with pytest.raises(InputError):
        c.equivalence(case["x"], case["y"], -1)


def test_adjusted_p_equals_r(known):
    case = known("inference_misc.json")["p_adjust"]
    for method, expected in case["adjusted"].items():
        np.testing.assert_allclose(c.adjust(case["p"], method), expected, rtol=1e-8)
    missing = case["with_na"]
    for method in ("holm", "BH"):
        expected = [np.nan if v is None else v for v in missing[method]]
        np.testing.assert_allclose(c.adjust(missing["p"], method), expected, rtol=1e-8)
    assert np.isnan(c.adjust([None, None])).all()
    with pytest.raises(InputError):
        c.adjust([1.2])
    with pytest.raises(InputError, match="Möglich sind"):
        c.adjust([0.1], "fishing")
