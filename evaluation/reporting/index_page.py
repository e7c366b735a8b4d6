"""The page that leads to all reports of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from evaluation.reporting.html import page
from evaluation.reporting.pandoc import clean
from evaluation.reporting.render import write

if TYPE_CHECKING:
    from evaluation.study import Study

Status = Literal["ok", "failed", "unchanged"]

COMPARISON = "comparison"
_FORMATS = (("html", "HTML"), ("pdf", "PDF"), ("docx", "Word (DOCX)"))
_WORDS = {
    "de": {
        "reports": "Berichte", "comparison": "Vergleich", "comparison_name": "Vergleichsbericht", "other": "Weitere",
        "ok": "fertig", "unchanged": "unverändert", "failed": "Bericht nicht erstellt",
        "missing": "noch nicht erstellt",
        "switch": "English version", "synthetic": "Synthetische Daten – keine echten Personen",
        "unreleased": "Nicht zur Veröffentlichung freigegeben",
    },
    "en": {
        "reports": "Reports", "comparison": "Comparison", "comparison_name": "Comparative report", "other": "Other",
        "ok": "finished", "unchanged": "unchanged", "failed": "Report not made", "missing": "not made yet",
        "switch": "Deutsche Fassung", "synthetic": "Synthetic data – no real persons",
        "unreleased": "Not approved for publication",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class IndexCard:
    """One report: ``links`` are (label, address relative to the page), ``message`` says what failed."""

    name: str
    type_label: str
    status: Status
    links: tuple[tuple[str, str], ...] = ()
    message: str = ""


def write_index(
    path: Path, language: str, title: str, stamps: tuple[str, ...], cards: Iterable[IndexCard], *, other: str = ""
) -> Path:
    """Write the index page; cards stand in the given order, under one heading for each run of equal types.

    Parameters
    ----------
    path : Path
        The page, for example ``reports/2024/index.de.html``.
    language : {"de", "en"}
    title : str
        Heading of the page.
    stamps : tuple of str
        Marks on top of the page.
    cards : iterable of IndexCard
        Comparison first, then the sites by type.
    other : str
        File name of the same page in the other language.

    Returns
    -------
    Path
        The written page.
    """
    words = _WORDS[language]
    switched = "en" if language == "de" else "de"
    switch = f'<p><a href="{escape(other)}" hreflang="{switched}" lang="{switched}">{words["switch"]}</a></p>'
    sections = ""
    for kind, group in groupby(cards, key=lambda card: card.type_label):
        shown = "".join(_card(card, words) for card in group)
        sections += f'<section><h2>{_plain(kind)}</h2><ul class="cards">{shown}</ul></section>'
    head = f'<header class="title"><h1>{_plain(title)}</h1>{switch if other else ""}</header>'
    content = f'{head}<main id="content" tabindex="-1">{sections}</main>'
    path.parent.mkdir(parents=True, exist_ok=True)
    return write(path, page(title, language, stamps, content, {}).encode("utf-8"))


def write_indexes(study: Study, year: int, outcomes: Iterable[Mapping[str, Any]]) -> list[Path]:
    """Write ``reports/<year>/index.<lang>.html`` in every language of the study and return the paths.

    Parameters
    ----------
    study : Study
        Gives names, types and order of the sites.
    year : int
        Year of the reports.
    outcomes : iterable of mapping
        One entry a report and language: site, lang, status, paths (format to path from the study's root), de, en.
    """
    records = {(entry["site"], entry["lang"]): entry for entry in outcomes}
    folder = study.reports / str(year)
    written = []
    for language in study.languages:
        words = _WORDS[language]
        stamp = words["synthetic"] if study.synthetic else words["unreleased"]
        others = [other for other in study.languages if other != language]
        cards = [_site_card(study, site, folder, records.get((site, language)), language) for site in _order(study)]
        title = f"{study.title.get(language, study.id)}: {words['reports']} {year}"
        other = f"index.{others[0]}.html" if others else ""
        written.append(write_index(folder / f"index.{language}.html", language, title, (stamp,), cards, other=other))
    return written


def _order(study: Study) -> list[str]:
    types = list(dict.fromkeys(site.type for site in study.sites))
    return [COMPARISON, *(site.id for site in sorted(study.sites, key=lambda site: types.index(site.type)))]


def _site_card(study: Study, site: str, folder: Path, entry: Mapping[str, Any] | None, language: str) -> IndexCard:
    words = _WORDS[language]
    name, kind = words["comparison_name"], words["comparison"]
    if site != COMPARISON:
        name, kind = study.site(site).name, _type_label(study.site(site).type, language)
    if entry is None:
        return IndexCard(name, kind, "unchanged", (), words["missing"])
    status: Status = entry["status"]
    found = {form: study.root / path for form, path in entry["paths"].items()}
    links = tuple(
        (label, found[form].relative_to(folder).as_posix())
        for form, label in _FORMATS
        if form in found and found[form].is_relative_to(folder)
    )
    return IndexCard(name, kind, status, links, str(entry.get(language, "")) if status == "failed" else "")


def _type_label(code: str, language: str) -> str:
    from evaluation.vocabulary import label

    return str(label("CL01", code, language)) if code else _WORDS[language]["other"]


def _card(card: IndexCard, words: Mapping[str, str]) -> str:
    name = _plain(card.name)
    links = "".join(
        f'<li><a href="{escape(href)}">{_plain(label)}<span class="unseen"> – {name}</span></a></li>'
        for label, href in card.links
    )
    shown = f"<ul>{links}</ul>" if links else ""
    state = words[card.status] if card.links or card.status == "failed" else ""
    state = f'<p class="state">{state}</p>' if state else ""
    message = f"<p>{_plain(card.message)}</p>" if card.message else ""
    return f'<li class="card {card.status}"><h3>{name}</h3>{state}{message}{shown}</li>'


def _plain(text: str) -> str:
    return escape(clean(text))
