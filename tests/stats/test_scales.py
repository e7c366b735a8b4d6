"""Intraclass correlations against Shrout & Fleiss 1979 (R psych::ICC) and the scale score."""

import numpy as np
import pandas as pd
import pytest

from evaluation.errors import InputError
from evaluation.stats import TooFew
from evaluation.stats.scales import cronbach_alpha, icc, krippendorff, pomp

TYPES = ["ICC(1,1)", "ICC(A,1)", "ICC(C,1)", "ICC(1,k)", "ICC(A,k)", "ICC(C,k)"]


def test_shrout_fleiss_table(known):
    case = known("scales.json")["shrout_fleiss_1979"]
    got = icc(case["ratings"])
    assert got.index.tolist() == TYPES
    assert got.value.tolist() == pytest.approx(case["icc"]["ICC"], rel=1e-8)
    assert got.low.tolist() == pytest.approx(case["icc"]["lower bound"], rel=1e-8)
    assert got.high.tolist() == pytest.approx(case["icc"]["upper bound"], rel=1e-8)
    assert got.p.tolist() == pytest.approx(case["icc"]["p"], rel=1e-8)


def test_long_frame_gives_the_same(known):
    wide = pd.DataFrame(known("scales.json")["shrout_fleiss_1979"]["ratings"])
    long = wide.rename_axis("home").reset_index().melt("home", var_name="rater", value_name="points")
    pd.testing.assert_frame_equal(icc(long, "home", "rater", "points"), icc(wide))


def test_options_of_pingouin_stay_as_they_were(known):
    import pingouin as pg

    before = dict(pg.options)
    icc(known("scales.json")["shrout_fleiss_1979"]["ratings"])
    assert dict(pg.options) == before


def test_incomplete_objects_are_left_out(known):
    ratings = known("scales.json")["shrout_fleiss_1979"]["ratings"]
    got = icc([*ratings, [1, None, 3, 4]])
    assert got.n_targets.unique().tolist() == [6]
    assert got.value.tolist() == icc(ratings).value.tolist()


def test_perfect_agreement_has_no_limits():
    got = icc([[1, 1], [0, 0], [-1, -1], [1, 1]])
    assert (got.value == 1).all()
    assert got[["low", "high", "p"]].isna().all(axis=None)


@pytest.mark.parametrize("ratings", [[[1, 2], [2, 2]], [[1], [2], [3]], [[1, 1], [1, 1], [1, 1]]])
def test_too_few_is_said(ratings):
    with pytest.raises(TooFew):
        icc(ratings)


def test_percent_of_maximum():
    np.testing.assert_allclose(pomp([1, 2, 5], 1, 5), [0, 25, 100])
    with pytest.raises(InputError, match="1 bis 5"):
        pomp([6], 1, 5)


@pytest.mark.parametrize("case", ["krippendorff2011_C", "wikipedia_3coders"])
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_krippendorff_published_examples(known, case, level):
    data = known("scales.json")["krippendorff"][case]  # Krippendorff 2011: .743 .815 .849 .797
    got = krippendorff(data["ratings"], level)
    assert got.value == pytest.approx(data["alpha"][level], rel=1e-8)
    assert got.low <= got.value <= got.high <= 1
    assert got.method == f"krippendorff_{level}"


def test_krippendorff_extremes():
    assert krippendorff([[1, 2, 3], [1, 2, 3]]).value == 1
    for useless in ([[1, 1], [1, 1]], [[1, None], [None, 2]]):
        with pytest.raises(TooFew):
            krippendorff(useless)


def test_alpha_equals_kr20_and_feldt(known):
    case = known("scales.json")["kr20"]
    got = cronbach_alpha(case["data"])
    assert got.value == pytest.approx(case["alpha"], rel=1e-10)
    assert (got.low, got.high) == pytest.approx(case["feldt"], rel=1e-8)
    assert cronbach_alpha([*case["data"], [1, None, 0, 1, 1]]).value == got.value
    with pytest.raises(TooFew):
        cronbach_alpha([[1, 2], [2, 1], [1, 2]])
