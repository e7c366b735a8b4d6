"""Why something is not shown: one note for all that is missing in one place, not one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.languages import text
from evaluation.reporting import labels
from evaluation.reporting.blocks import Block, Notice, NoticeKind
from evaluation.reporting.facts import Facts, Row
from evaluation.reporting.shown import Blocks

COUNSELLING = ("reach", "topics", "territory")
UNCLEAR = ("table_not_delivered", "no_usable_rows", "inputs_missing", "")


@dataclass(frozen=True, slots=True)
class Gap(Notice):
    """A note about what is missing; several in one place become one.

    Parameters
    ----------
    missing : tuple of (name, reason)
        What is not shown, each with the reason in a few words.
    year : int
        Year of the report.
    lang : str
        Language.
    """

    missing: tuple[tuple[str, str], ...] = ()
    year: int = 0
    lang: str = "de"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return Notice(self.kind, self.text)._repr_mimebundle_(include, exclude)


def gap(facts: Facts, status: str, missing: Sequence[tuple[str, str]]) -> Gap:
    """A note about names and reasons of this report."""
    kind: NoticeKind = "privacy" if status == "hidden" else "missing"
    return _gap(kind, tuple(missing), facts.year, facts.lang)


def _gap(kind: NoticeKind, missing: tuple[tuple[str, str], ...], year: int, lang: str) -> Gap:
    reasons: dict[str, list[str]] = {}
    for name, why in missing:
        named = reasons.setdefault(why, [])
        named += [name] if name not in named else []
    part = text("{names} ({why})", lang)
    parts = [part.format(names=_listed(names, lang), why=why) for why, names in reasons.items()]
    template = text("Für {year} nicht gezeigt: {parts}.", lang)
    return Gap(kind, template.format(year=year, parts="; ".join(parts)), missing, year, lang)


def _listed(names: Sequence[str], lang: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return text("{list} und {last}", lang).format(list=", ".join(names[:-1]), last=names[-1])


def together(answers: Iterable[Block | Blocks]) -> Blocks:
    """All blocks in order; notes about what is missing are joined into one of each kind, in the first one's place."""
    blocks: list[Block] = []
    for answer in answers:
        blocks += list(answer) if isinstance(answer, tuple) else [answer]
    found: list[Block] = []
    for block in blocks:
        if not isinstance(block, Gap):
            found.append(block)
            continue
        place = next((at for at, old in enumerate(found) if isinstance(old, Gap) and old.kind == block.kind), None)
        if place is None:
            found.append(block)
        else:
            first = found[place]
            joined = first.missing + block.missing if isinstance(first, Gap) else block.missing
            found[place] = _gap(block.kind, joined, block.year, block.lang)
    return Blocks(found)


def why(facts: Facts, row: Row) -> str:
    """The reason in a few words; a site that delivers yearly totals only is told so, whatever table a figure needs."""
    reason = str(row.get("reason") or "")
    mark = facts.mark(str(row["indicator"]))
    missing = row["status"] in ("not_collected", "not_applicable") and reason in UNCLEAR
    if missing and mark.get("theme") in COUNSELLING and totals_only(facts):
        if "consultation_agg" in mark.get("tables", ()) and not row["breakdown"]:
            return text("in der gelieferten Jahressumme nicht enthalten", facts.lang)
        return labels.reason("not_collected", "yearly_only", facts.lang)
    return labels.reason_of(row, facts.lang)


def totals_only(facts: Facts) -> bool:
    """True if the site delivered consultations of the report's year as totals and none one by one."""
    delivered: set[str] = set()
    for delivery in facts.deliveries:
        own = facts.site in (delivery.get("sites") or [delivery.get("site")])
        if own and facts.year in {int(year) for year in delivery.get("years") or ()}:
            delivered |= {str(name) for name in delivery.get("tables") or ()}
    return "consultation_agg" in delivered and "consultation" not in delivered
