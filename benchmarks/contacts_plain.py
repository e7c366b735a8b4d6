"""The same work as benchmarks/contacts.py asks of the package, as a plain pandas script would do it.

Written as an analyst would who knows pandas: the CSV read once, repairs by whole columns (mappings and string methods,
no loop over rows), codes as categories before grouping, one person table per breakdown for all figures that need it.
It knows this one file; what the package checks beyond it (other encodings and spellings, columns and patterns that must
not be delivered, comparability, derived figures) is left out.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from evaluation.tables import table
from evaluation.vocabulary import lookup

MISSING = {"k. a.": "missing_not_stated", "-": "missing_dash", "x": "missing_not_meaningful"}
BREAKDOWNS = ("topic_main", "status_group", "age_group", "sex", "channel", "service_point_id", "residence_class")
PERSONAL = ("status_group", "age_group", "sex")
SITE_YEAR = ["site", "year"]
K = 5

Findings = dict[str, int]


def clean(path: Path) -> tuple[pd.DataFrame, Findings]:
    """The clean contacts, and how often which rule was needed in which column."""
    declared = {column.de: column for column in table("consultation").columns}
    rows = pd.read_csv(path, sep=";", encoding="cp1252", dtype=str, keep_default_na=False)
    found: Findings = {}
    bad = pd.Series(False, index=rows.index)
    for header in rows.columns:
        column = declared[header]
        cells = rows.pop(header).str.strip()
        if column.dtype == "month":
            cells, gone = _months(cells, header, found)
            bad |= gone
        elif column.dtype == "code":
            cells = _codes(cells, column.codes, header, found)
        elif column.dtype == "codes":
            known = lookup(column.codes)
            told = {
                text: [known[part.strip().casefold()] for part in text.split("|")] for text in cells.unique() if text
            }
            cells = cells.map(told)
        elif column.dtype == "bool":
            cells = cells.map({"ja": True, "x": True, "nein": False})
        else:
            cells = _without_missing(cells, header, found)
            if column.dtype == "int":
                cells = pd.to_numeric(cells)
                outside = (cells < (column.minimum or 0)) | (cells > (column.maximum or np.inf))
                found[f"out_of_range {header}"] = int(outside.sum())
                bad |= outside
            elif column.dtype == "ags8":
                short = cells.str.len() == 7
                found[f"key_zero {header}"] = int(short.sum())
                cells = cells.str.zfill(8)
        rows[column.name] = cells
    kept = rows[~bad]
    kept = kept.assign(year=kept["month"].str[:4].astype(int)).rename(columns={"site_id": "site"})
    again = kept.duplicated([*SITE_YEAR, "contact_id"])
    found["key_duplicate Kontakt-ID"] = int(again.sum())
    return kept[~again].copy(), {rule: n for rule, n in found.items() if n}


def _without_missing(cells: pd.Series, header: str, found: Findings) -> pd.Series:
    low = cells.str.casefold()
    for text, rule in MISSING.items():
        found[f"{rule} {header}"] = int((low == text).sum())
    return cells.mask(low.isin([*MISSING, ""]))


def _codes(cells: pd.Series, codes: str, header: str, found: Findings) -> pd.Series:
    known, labels = lookup(codes), {code.de for code in _code_list(codes)}
    counts = cells.value_counts()
    values = {text: known.get(text.casefold()) for text in counts.index}
    for text, n in counts.items():
        low = text.casefold()
        if low in MISSING:
            found[f"{MISSING[low]} {header}"] = int(n)
            values[text] = None
        elif text and values[text] is None:
            found[f"code_unknown {header}"] = found.get(f"code_unknown {header}", 0) + int(n)
        elif text and text not in labels and values[text] != text:
            found[f"code_spelling {header}"] = found.get(f"code_spelling {header}", 0) + int(n)
    return cells.map(values).astype("category")


def _code_list(codes: str) -> tuple:
    from evaluation.vocabulary import codes as listed

    return listed(codes)


def _months(cells: pd.Series, header: str, found: Findings) -> tuple[pd.Series, pd.Series]:
    """Months as YYYY-MM; the few spellings are read once each."""
    counts = cells.value_counts()
    values = {text: _month(text) for text in counts.index}
    for text, n in counts.items():
        rule = values[text][1]
        if rule:
            found[f"{rule} {header}"] = found.get(f"{rule} {header}", 0) + int(n)
    found[f"required_missing {header}"] = found.get(f"missing_not_stated {header}", 0)
    read = cells.map({text: value for text, (value, _) in values.items()})
    return read, read.isna()


def _month(text: str) -> tuple[str | None, str]:
    if text.casefold() in MISSING or not text:
        return None, MISSING.get(text.casefold(), "")
    if len(text) == 7 and text[4] == "-":
        return text, ""
    if "/" in text:
        return f"{text[3:]}-{text[:2]}", "month_format"
    if text.count(".") == 2:
        return f"{text[6:]}-{text[3:5]}", "month_from_date"
    return f"{text[-4:]}-{({'März': '03'})[text[:-5]]}", "month_format"


def count(contacts: pd.DataFrame) -> pd.DataFrame:
    """All figures of the contacts as one long table: numerator, denominator, n_units, n_rest and sums over persons."""
    if "residence_class" not in contacts:
        contacts["residence_class"] = pd.Categorical([None] * len(contacts))
    for name in ("site", "month", "service_point_id", "client_key"):
        contacts[name] = contacts[name].astype("category")
    parts = []
    whole = _people(contacts, SITE_YEAR)
    parts += [_counts(whole, SITE_YEAR, ""), _frequency(whole)]
    parts.append(_counts(_people(contacts, ["site", "month"]), ["site", "month"], "", ("consultations",)))
    for name in BREAKDOWNS:
        filled = contacts[[*SITE_YEAR, "client_key"]].assign(**{name: _unknown(contacts[name])})
        people = _people(filled, [*SITE_YEAR, name])
        which = ("consultations", "persons_advised", "contacts_per_person") if name in PERSONAL else ("consultations",)
        parts.append(_counts(people, [*SITE_YEAR, name], name, which))
        if name in ("topic_main", "service_point_id"):
            told = people[~people[name].isin(["unknown", "na"])]
            base = told.groupby([*SITE_YEAR, "client_key"], observed=True, as_index=False)["n"].sum()
            indicator = "topic_share" if name == "topic_main" else name.replace("_id", "_share")
            parts.append(_distribution(told, base, name, indicator))
    parts += [_any_topic(contacts), *_shares(contacts), _completeness(contacts)]
    return pd.concat(parts, ignore_index=True)


def _unknown(codes: pd.Series) -> pd.Series:
    known = codes.cat.categories
    return (codes if "unknown" in known else codes.cat.add_categories(["unknown"])).fillna("unknown")


def _people(contacts: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return contacts.groupby([*by, "client_key"], observed=True).size().rename("n").reset_index()


def _long(found: pd.DataFrame, indicator: str, breakdown: str = "", category: str = "") -> pd.DataFrame:
    period = found["month" if "month" in found else "year"].astype(str)
    told = found[category].astype(str) if category else ""
    return found.assign(indicator=indicator, breakdown=breakdown, category=told, period=period)


def _counts(
    people: pd.DataFrame,
    by: list[str],
    breakdown: str,
    which: tuple[str, ...] = ("consultations", "persons_advised", "contacts_per_person"),
) -> pd.DataFrame:
    groups = people.assign(nn=people["n"] ** 2).groupby(by, observed=True)
    sums = groups.agg(n=("n", "sum"), people=("n", "size"), max_unit=("n", "max"), sum_nn=("nn", "sum")).reset_index()
    made = {
        "consultations": sums.assign(numerator=sums["n"], n_units=sums["people"]),
        "persons_advised": sums[[*by, "people"]].assign(numerator=sums["people"], n_units=sums["people"]),
        "contacts_per_person": sums.assign(numerator=sums["n"], denominator=sums["people"], n_units=sums["people"]),
    }
    return pd.concat([_long(made[name], name, breakdown, breakdown) for name in which])


def _frequency(whole: pd.DataFrame) -> pd.DataFrame:
    classes = pd.cut(whole["n"], [0, 1, 5, 10, np.inf], labels=["1", "2–5", "6–10", "> 10"])
    found = whole.groupby([*SITE_YEAR, classes.rename("contact_class")], observed=False).size().rename("numerator")
    found = found.reset_index()
    found["denominator"] = found.groupby(SITE_YEAR, observed=True)["numerator"].transform("sum")
    found["n_units"], found["n_rest"] = found["numerator"], found["denominator"] - found["numerator"]
    return _long(found, "contact_frequency", "contact_class", "contact_class")


def _distribution(cells: pd.DataFrame, whole: pd.DataFrame, category: str, indicator: str) -> pd.DataFrame:
    cells = cells.merge(whole.rename(columns={"n": "all"}), on=[*SITE_YEAR, "client_key"])
    cells["xx"], cells["xn"], cells["every"] = cells["n"] ** 2, cells["n"] * cells["all"], cells["n"] == cells["all"]
    sums = cells.groupby([*SITE_YEAR, category], observed=True).agg(
        numerator=("n", "sum"), n_units=("n", "size"), every=("every", "sum"), max_unit=("n", "max"),
        sum_xx=("xx", "sum"), sum_xn=("xn", "sum"),
    )  # fmt: skip
    whole = whole.assign(nn=whole["n"] ** 2).groupby(SITE_YEAR, observed=True)
    base = whole.agg(denominator=("n", "sum"), persons=("n", "size"), sum_nn=("nn", "sum"))
    found = sums.reset_index().merge(base.reset_index(), on=SITE_YEAR)
    return _long(found.assign(n_rest=found["persons"] - found["every"]), indicator, category, category)


def _any_topic(contacts: pd.DataFrame) -> pd.DataFrame:
    main = contacts["topic_main"].astype(object)
    keys = contacts[[*SITE_YEAR, "client_key"]]
    first = keys.assign(topic_any=main)[main.notna()]
    further = keys.assign(topic_any=contacts["topics_other"], main=main)[contacts["topics_other"].notna()]
    further = further.explode("topic_any")
    further = further[further["topic_any"] != further["main"]].drop(columns="main")
    mentions = pd.concat([first, further])
    mentions["topic_any"] = mentions["topic_any"].astype("category")
    told = keys[main.notna() | contacts["topics_other"].notna()]
    return _distribution(
        _people(mentions, [*SITE_YEAR, "topic_any"]), _people(told, SITE_YEAR), "topic_any", "topic_share_any"
    )


def _shares(contacts: pd.DataFrame) -> list[pd.DataFrame]:
    known = contacts[contacts["first_contact"].notna()]
    came = known["first_contact"].astype(bool).groupby([known[c] for c in (*SITE_YEAR, "client_key")], observed=True)
    people = came.any().rename("x").reset_index().groupby(SITE_YEAR, observed=True)["x"]
    first = people.agg(numerator="sum", denominator="size").reset_index()
    first["n_units"], first["n_rest"] = first["numerator"], first["denominator"] - first["numerator"]
    known = contacts[contacts["outcome"].notna() & (contacts["outcome"] != "na")]
    cells = known.assign(x=(known["outcome"] == "no_offer").astype(int))
    cells = cells.groupby([*SITE_YEAR, "client_key"], observed=True)["x"].agg(x="sum", n="size").reset_index()
    cells = cells.assign(
        has=cells["x"] > 0,
        rest=cells["n"] > cells["x"],
        xx=cells["x"] ** 2,
        xn=cells["x"] * cells["n"],
        nn=cells["n"] ** 2,
    )
    sums = {"numerator": "x", "denominator": "n", "n_units": "has", "n_rest": "rest"}
    sums |= {"sum_xx": "xx", "sum_xn": "xn", "sum_nn": "nn"}
    offers = cells.groupby(SITE_YEAR, observed=True).agg(
        **{name: (column, "sum") for name, column in sums.items()}, max_unit=("x", "max")
    )
    return [_long(first, "first_contact_share"), _long(offers.reset_index(), "no_offer_rate")]


def _completeness(contacts: pd.DataFrame) -> pd.DataFrame:
    fields = [name for name in contacts if name not in (*SITE_YEAR, "residence_class")]
    told = contacts[fields].notna()
    for name in fields:
        if isinstance(contacts[name].dtype, pd.CategoricalDtype):
            told[name] &= ~contacts[name].isin(["unknown", "na"])
    groups = [contacts["site"], contacts["year"]]
    found = told.groupby(groups, observed=True).sum().melt(ignore_index=False, var_name="field", value_name="numerator")
    rows = contacts.groupby(SITE_YEAR, observed=True).agg(
        denominator=("year", "size"), n_units=("client_key", "nunique")
    )
    return _long(found.join(rows).reset_index(), "completeness", "field", "field")


def release(counts: pd.DataFrame) -> pd.DataFrame:
    """Hide what fewer than k persons stand behind or one person dominates, then value and person-clustered interval."""
    from scipy import stats

    few = counts["n_units"].between(1, K - 1) | counts["n_rest"].between(1, K - 1)
    hidden = few | (counts["max_unit"] / counts["numerator"] > 0.5)
    shown = counts.assign(status=np.where(hidden, "hidden", "shown"))
    x, n = shown["numerator"], shown["denominator"]
    share = shown["n_rest"].notna()
    p = x / n
    spread = shown["sum_xx"] - 2 * p * shown["sum_xn"] + p**2 * shown["sum_nn"]
    size = np.where(spread > 0, p * (1 - p) * n**2 / spread.where(spread > 0, 1), n)
    z = stats.norm.ppf(0.975)
    centre, scale = (p + z**2 / (2 * size)) / (1 + z**2 / size), z / (1 + z**2 / size)
    half = scale * np.sqrt((p * (1 - p)).where(share, 0) / size + z**2 / (4 * size**2))
    phi = np.maximum(1, shown["sum_nn"] / x)
    low = np.where(share, centre - half, phi * stats.chi2.ppf(0.025, 2 * x / phi) / 2)
    high = np.where(share, centre + half, phi * stats.chi2.ppf(0.975, 2 * x / phi + 2) / 2)
    shown = shown.assign(value=np.where(n.notna(), p, x), low=low, high=high)
    numbers = ["numerator", "denominator", "n_units", "n_rest", "value", "low", "high"]
    shown.loc[hidden, numbers] = np.nan
    return shown
