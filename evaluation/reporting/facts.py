"""What a report may know: the released bundle, asked by indicator, site, period and category."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from evaluation.reporting import labels

if TYPE_CHECKING:
    import pandas as pd

Row: TypeAlias = Mapping[str, Any]
MONTH = re.compile(r"\d{4}-\d{2}")
COMPARISON = "comparison"
CELL = ("site", "period", "indicator", "breakdown", "category")
THEMES = (
    "context", "staffing", "caseload", "funding", "accommodation", "reach", "trend", "topics", "territory", "quality",
)  # fmt: skip
TYPES = ("mid", "small", "rural", "city", "county")


@dataclass(frozen=True)
class Facts:
    """The released bundle with the parameters of one report.

    Parameters
    ----------
    results, comparability : pandas.DataFrame
        Released results and the comparability of indicators.
    study, definitions, provenance : dict
        Study file, printed definitions of the indicators, origin of the figures.
    deliveries : list of dict
        One entry a delivery.
    site : str
        Site of the report, or "comparison".
    year : int
        Year of the report; later years are not shown.
    lang : str
        Language of the report.
    """

    results: pd.DataFrame
    comparability: pd.DataFrame
    study: Mapping[str, Any]
    deliveries: list[dict[str, Any]]
    definitions: Mapping[str, Any]
    provenance: Mapping[str, Any]
    site: str
    year: int
    lang: str
    changes: pd.DataFrame | None = None
    """Released changes to the year before."""
    index: dict[str, list[Row]] = field(default_factory=dict, repr=False, compare=False)
    """Rows by indicator, filled at the first question and shared by copies that look from another site."""
    moves: dict[tuple[str, ...], Row] = field(default_factory=dict, repr=False, compare=False)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the study up to the year of the report."""
        return tuple(sorted(int(year) for year in self.study["years"] if int(year) <= self.year))

    def row(
        self, indicator: str, year: int | None = None, breakdown: str = "", category: str = "", site: str = ""
    ) -> Row:
        """One result, a site's yearly total unless a category is named; where nothing was released, a row saying so."""
        wanted = {
            "site": site or self.site, "breakdown": breakdown, "category": category, "period": str(year or self.year)
        }  # fmt: skip
        found = self._matching(indicator, wanted)
        if found:
            return found[0]
        missing = {"indicator": indicator, "kind": self.mark(indicator).get("kind", ""), "unit": self.unit(indicator)}
        return {**missing, **wanted, "status": "not_collected", "reason": "", "comparability": "ok", "method": ""}

    def rows(self, indicator: str, breakdown: str, year: int | None = None, site: str = "") -> list[Row]:
        """All categories of a breakdown in one year, in the order of their code list, remainders last."""
        wanted = {"site": site or self.site, "breakdown": breakdown, "period": str(year or self.year)}
        found = self._matching(indicator, wanted)
        return sorted(found, key=lambda row: labels.category_order(breakdown, str(row["category"])))

    def breakdown_of(self, indicator: str) -> str:
        """The first breakdown that an indicator was released with; empty where there is none."""
        return next((str(row["breakdown"]) for row in self.every(indicator) if row["breakdown"]), "")

    def months(self, indicator: str, site: str = "") -> list[Row]:
        """Monthly totals up to the year of the report, in order."""
        found = self._matching(indicator, {"site": site or self.site, "breakdown": "", "category": ""})
        monthly = [row for row in found if MONTH.fullmatch(row["period"]) and int(row["period"][:4]) <= self.year]
        return sorted(monthly, key=lambda row: row["period"])

    def series(self, indicator: str) -> list[Row]:
        """The yearly totals of all years, one row a year."""
        return [self.row(indicator, year) for year in self.years]

    def every(self, indicator: str) -> list[Row]:
        """All results of an indicator at the report's site up to the report's year, breakdowns included."""
        rows = self._by_indicator.get(indicator, ())
        own = self.site == COMPARISON
        return [row for row in rows if (own or row["site"] == self.site) and int(row["period"][:4]) <= self.year]

    def released_change(self, row: Row) -> Row | None:
        """What was released about the change of a result to the year before, if anything was."""
        if self.changes is None:
            return None
        if not self.moves:
            for entry in self.changes.astype(object).to_dict("records"):
                key = tuple(str(entry[name]) for name in CELL)
                self.moves[key] = {str(name): entry[name] for name in entry}
        return self.moves.get(tuple(str(row[name]) for name in CELL))

    def counting_rule(self, year: int, site: str = "") -> str:
        """The counting rule of a site's deliveries in a year; empty where none or more than one is known."""
        wanted, rules = site or self.site, set()
        for delivery in self.deliveries:
            covered = wanted in (delivery.get("sites") or [delivery.get("site")])
            if covered and delivery.get("counting_rule") and year in {int(y) for y in delivery.get("years") or ()}:
                rules.add(str(delivery["counting_rule"]))
        return rules.pop() if len(rules) == 1 else ""

    def rules_differ(self, before: int, now: int, site: str = "") -> bool:
        """True if consultations were counted by different rules in two years."""
        first, second = self.counting_rule(before, site), self.counting_rule(now, site)
        return bool(first and second and first != second)

    def breaks(self, indicator: str, site: str = "") -> set[int]:
        """Places in `years` before which the counting rule of this indicator changed."""
        if not any(str(name).startswith("consultation") for name in self.mark(indicator).get("tables", ())):
            return set()
        pairs = list(zip(self.years, self.years[1:], strict=False))
        return {place for place, (before, now) in enumerate(pairs, start=1) if self.rules_differ(before, now, site)}

    def _matching(self, indicator: str, wanted: Mapping[str, str]) -> list[Row]:
        return [row for row in self._by_indicator.get(indicator, ()) if all(row[k] == v for k, v in wanted.items())]

    @property
    def _by_indicator(self) -> dict[str, list[Row]]:
        if not self.index:
            for row in self.results.astype(object).to_dict("records"):
                self.index.setdefault(str(row["indicator"]), []).append({str(name): row[name] for name in row})
        return self.index

    @property
    def indicators(self) -> tuple[str, ...]:
        """Ids of the indicators that were released, in the order of their definitions."""
        released = set(self._by_indicator)
        place = {name: position for position, name in enumerate(THEMES)}
        known = [(name, mark) for name, mark in self.definitions.items() if name in released]
        known.sort(key=lambda pair: (place.get(pair[1].get("theme", ""), 99), str(pair[1].get("number", ""))))
        return tuple(name for name, _ in known)

    def totals(self, indicator: str) -> bool:
        """True if the indicator has a total of its own in any year; some exist by category only."""
        return any(not row["breakdown"] for row in self.every(indicator))

    def mark(self, indicator: str) -> Mapping[str, Any]:
        """The printed definition of an indicator; empty for an unknown one."""
        found: Mapping[str, Any] = self.definitions.get(indicator, {})
        return found

    def title(self, indicator: str) -> str:
        """The printed name of an indicator."""
        return self.words(self.mark(indicator).get("title", indicator))

    def unit(self, indicator: str) -> str:
        """The printed unit of an indicator."""
        return self.words(self.mark(indicator).get("unit", ""))

    def structural(self, indicator: str) -> bool:
        """True if no person and no organisation stands behind the figure (posts, money, places)."""
        return self.mark(indicator).get("unit_counted") == "none"

    def words(self, value: Any) -> str:
        """A text that the bundle holds in both languages, in the language of the report."""
        if isinstance(value, Mapping):
            return str(value.get(self.lang) or value.get("de") or "")
        return "" if value is None else str(value)

    @property
    def sites(self) -> list[Mapping[str, Any]]:
        """All sites by type and then by name; never by a value."""
        place = {name: position for position, name in enumerate(TYPES)}
        return sorted(self.study["sites"], key=lambda site: (place.get(site["type"], len(TYPES)), site["name"]))

    def site_info(self, site: str = "") -> Mapping[str, Any]:
        """What the study file says about a site."""
        wanted = site or self.site
        return next((entry for entry in self.study["sites"] if entry["id"] == wanted), {})

    def events(self, site: str = "") -> list[Mapping[str, Any]]:
        """Context events of a site up to the year of the report, in order of their dates."""
        wanted = site or self.site
        return sorted(
            (
                event
                for event in self.study.get("events", ())
                if (not event.get("sites") or wanted in event["sites"] or wanted == COMPARISON)
                and int(str(event["date"])[:4]) <= self.year
            ),
            key=lambda event: str(event["date"]),
        )
