"""Staff: heads and full-time equivalents, filled posts, fixed terms."""

from __future__ import annotations

from typing import Any

import narwhals as nw

from evaluation.indicators import _staff as staff
from evaluation.indicators._count import SITE_YEAR, By
from evaluation.indicators._declare import indicator

REVIEWED = "2026-11-22"


@indicator(
    number="PE03", title="Besetzungsquote",
    definition="Besetzte VZÄ je geplantem VZÄ, über die Stichtage des Jahres summiert; Stellen ohne beide Angaben "
    "bleiben außen vor.",
    kind="ratio", unit="%", per=100, direction="higher", unit_counted="none", interval=False, protection="P1",
    reviewed=REVIEWED, source="eigene Festlegung",
)  # fmt: skip
def filled_share(position: Any, by: By = SITE_YEAR) -> Any:
    """Filled and planned FTE, as means over the reference dates (each stands for the same number of days).

    Returns
    -------
    frame
        site, year, numerator, denominator.

    References
    ----------
    Own definition.

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"site": ["a"] * 2, "ref_date": pd.to_datetime(["2024-12-31"] * 2),
    ...                       "fte_filled": [1.0, 0.0], "fte_planned": [1.0, 1.0]})
    >>> filled_share(posts)[["numerator", "denominator"]].values.tolist()
    [[1.0, 2.0]]
    """
    rows = staff.posts(position).filter(~nw.col("fte_filled").is_null(), ~nw.col("fte_planned").is_null())
    return staff.means(rows, nw.col("fte_filled"), nw.col("fte_planned"))


@indicator(
    number="PE08", title="Befristungsanteil",
    definition="Besetzte VZÄ auf befristeten Stellen je besetztem VZÄ mit Angabe zur Befristung, Mittel über die "
    "Stichtage des Jahres. Erst ab 5 VZÄ.",
    kind="share", unit="%", per=100, direction="lower", unit_counted="none", interval=False, minimum_denominator=5,
    protection="P1", reviewed=REVIEWED, source="Mikrozensus 2014: Befristung in der Sozialen Arbeit",
)  # fmt: skip
def fixed_term_share(position: Any, by: By = SITE_YEAR) -> Any:
    """Fixed-term FTE and FTE for which the term is known.

    Returns
    -------
    frame
        site, year, numerator, denominator.

    References
    ----------
    Microcensus 2014: 15.4 % of social workers on fixed term (doi 10.1007/s12592-023-00448-6).

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"site": ["a"] * 2, "ref_date": pd.to_datetime(["2024-12-31"] * 2),
    ...                       "fte_filled": [1.0, 3.0], "fixed_term": [True, False]})
    >>> fixed_term_share(posts)[["numerator", "denominator"]].values.tolist()
    [[1.0, 4.0]]
    """
    rows = staff.posts(position).filter(~nw.col("fte_filled").is_null(), ~nw.col("fixed_term").is_null())
    fixed = nw.when(nw.col("fixed_term") == True).then(nw.col("fte_filled")).otherwise(nw.lit(0.0))  # noqa: E712
    return staff.means(rows, fixed, nw.col("fte_filled"))


@indicator(
    number="PE01", title="Beschäftigte (Köpfe)",
    definition="Beschäftigte Personen auf den gemeldeten Stellen, Mittel über die Stichtage des Jahres.",
    kind="count", unit="Personen", unit_counted="none", interval=False, protection="P1", reviewed=REVIEWED,
    source="Sächsischer Landtag, Drucksache 6/198: Köpfe und VZÄ nebeneinander",
)  # fmt: skip
def staff_heads(position: Any, by: By = SITE_YEAR) -> Any:
    """Mean of the persons on posts over the reference dates.

    Returns
    -------
    frame
        site, year, numerator, note ("not_reported" where a post has no number of persons).

    References
    ----------
    Saxon parliament, paper 6/198 (heads and FTE side by side).

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"site": ["a"], "ref_date": pd.to_datetime(["2014-11-30"]), "fte_filled": [5.375],
    ...                       "heads": [7]})
    >>> staff_heads(posts)["numerator"].to_list()
    [7.0]
    """
    return staff.told(position, "heads")


@indicator(
    number="PE01", title="Besetzte Stellen (VZÄ)",
    definition="Besetzte Vollzeitäquivalente, Mittel über die Stichtage des Jahres. Fehlt bei einer besetzten "
    "Stelle der Umfang, wird keine Summe gezeigt.",
    kind="count", unit="VZÄ", unit_counted="none", interval=False, protection="P1", reviewed=REVIEWED,
    source="Sächsischer Landtag, Drucksache 6/198: Köpfe und VZÄ nebeneinander",
)  # fmt: skip
def staff_fte(position: Any, by: By = SITE_YEAR) -> Any:
    """Mean of the filled FTE over the reference dates.

    Returns
    -------
    frame
        site, year, numerator, note ("not_reported" where the FTE of a filled post is missing).

    References
    ----------
    Saxon parliament, paper 6/198 (heads and FTE side by side).

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"site": ["a"], "ref_date": pd.to_datetime(["2014-11-30"]), "fte_filled": [5.375],
    ...                       "heads": [7]})
    >>> staff_fte(posts)["numerator"].to_list()
    [5.375]
    """
    return staff.told(position, "fte")


@indicator(
    number="PE01", title="Beschäftigte ohne gemeldete VZÄ",
    definition="Beschäftigte Personen (Köpfe), deren Stellenumfang nicht gemeldet wurde, Mittel über die Stichtage.",
    kind="count", unit="Personen", unit_counted="none", interval=False, protection="P1", reviewed=REVIEWED,
    source="Sächsischer Landtag, Drucksache 6/198: »wurde nicht gemeldet«",
)  # fmt: skip
def staff_not_reported(position: Any, by: By = SITE_YEAR) -> Any:
    """Mean of the persons on posts of which no FTE was told.

    Returns
    -------
    frame
        site, year, numerator, note (always null).

    References
    ----------
    Saxon parliament, paper 6/198 ("not reported").

    Examples
    --------
    >>> import pandas as pd
    >>> posts = pd.DataFrame({"site": ["a"], "ref_date": pd.to_datetime(["2014-11-30"]), "fte_filled": [None],
    ...                       "heads": [4]})
    >>> staff_not_reported(posts)["numerator"].to_list()
    [4.0]
    """
    return staff.told(position, "untold_heads")
