"""Raw consultation records to the research extract: only declared columns leave, and only what cleans to a code."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from evaluation.cleaning import Context, Place, clean_columns, patterns
from evaluation.cleaning.dates import month_reader, read_date
from evaluation.cleaning.forbidden import forbidden_header
from evaluation.cleaning.headers import Matched, match_headers
from evaluation.cleaning.raw import split_columns
from evaluation.cleaning.words import plain
from evaluation.errors import InputError
from evaluation.provider.coarsen import age_group, coarse_residence, grouped, since, stay_group
from evaluation.provider.consent import barred, consent_states, ledger
from evaluation.provider.pseudonyms import pseudonyms
from evaluation.tables import Table, normalise_header, table
from evaluation.vocabulary import normalise

_ENTRY = re.compile(r"einreise|ankunft|indeutschlandseit|dateofentry|entrydate|arrival")
_PLACE = re.compile(r"^(wohnort|ort|stadt|gemeinde|wohnsitz|town|placeofresidence)$")
_CLIENT = re.compile(r"^(klient|client|kunden|fall|personen?)\w{0,4}(nummer|nr|id|kennung|number)$|^(aktenzeichen|az)$")
PLACES = ("ags8", "name", "bbsr_gemeindetyp")
_PLAIN_ID = r"^[\w][\w .:/-]{0,29}$"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an export is asked to do: year, site, smallest number of persons for whom a municipality is named."""

    year: int
    site: str = ""
    threshold: int = 5
    client: Sequence[str] = ()
    """Headers that together denote a client; none: the column of client ids."""
    municipalities: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=dict.fromkeys(PLACES, pl.String)))
    """ags8, name and bbsr_gemeindetyp of municipalities, for size classes and place names."""


@dataclass(frozen=True, slots=True)
class Extract:
    """Clean contacts in no particular order of days, and what was counted on the way."""

    contacts: pl.DataFrame
    consent: pl.DataFrame
    """Records by month and state of consent, those that do not leave included."""
    counts: Counter[str]


def extract(raw: pl.DataFrame, key: bytes, settings: Settings) -> Extract:
    """Make the research extract of raw records.

    Names, free text, exact days and every column that the table of consultations (T11) does not declare stay behind;
    a declared cell leaves only if it reads as a code, a number or a month. A person who refused or withdrew consent in
    any record leaves with no record; so do records whose consent is not readable.

    Parameters
    ----------
    raw : polars.DataFrame
        Text under the provider's own headers.
    key : bytes
        The provider's key of the year.
    settings : Settings
        Year, site, threshold, places.
    """
    target = table("consultation")
    matched = match_headers(raw.columns, target)
    _check(matched, target)
    counts = Counter[str](rows_read=raw.height, **_left_columns(matched, raw))
    named, extra = split_columns(raw, matched)
    identities, days = _identities(raw, named, settings.client), _days(named["month"])
    consent = consent_states(_column(named, "consent_research"))
    behind, told = barred(consent, identities)
    counts.update(told)
    clients = _hashed(identities, key)
    coarse = _coarse(named, extra, days, settings).with_columns(
        contact_id=_hashed(_contact_ids(named), key, "contact"),
        client_key=clients,
        client_key_kind=pl.when(clients.is_not_null()).then(pl.lit("service_year")).otherwise(pl.lit("none")),
    )
    contacts = _finished(coarse.filter(~behind), counts, settings)
    return Extract(contacts, ledger(consent, days.dt.strftime("%Y-%m")), counts)


def _finished(coarse: pl.DataFrame, counts: Counter[str], settings: Settings) -> pl.DataFrame:
    """The cleaned contacts of the year, small municipalities coarse, in an order that tells no day."""
    context = Context(Place(), {plain(settings.site): settings.site} if settings.site else {}, (settings.year,))
    result = clean_columns(coarse.drop("site_id", strict=False), table("consultation"), context, {})
    for rules in result.set_aside["_rules"]:
        counts[f"aside_{str(rules).split(', ')[0]}"] += 1
    contacts, to_class, to_nothing = coarse_residence(result.clean, settings.municipalities, settings.threshold)
    points = contacts["service_point_id"]
    odd = (~points.str.contains(_PLAIN_ID) | points.str.contains(patterns.MOBILE)).fill_null(False)
    counts.update(
        rows_written=contacts.height,
        rows_set_aside=result.set_aside.height,
        rows_without_client=contacts["client_key"].null_count(),
        persons=contacts["client_key"].drop_nulls().n_unique(),
        residence_as_class=to_class,
        residence_left_out=to_nothing,
        service_points_left_out=int(odd.sum()),
    )
    return contacts.with_columns(service_point_id=points.set(odd, None)).sort("month", "contact_id")


def _check(matched: Matched, target: Table) -> None:
    if matched.duplicates:
        raise InputError(
            "Zwei Spalten der Liste bedeuten dasselbe. Bitte eine davon entfernen oder umbenennen.",
            "Two columns of the list mean the same. Please remove or rename one of them.",
        )
    if "month" not in matched.columns:
        name = target.column("month").de
        raise InputError(f"Die Spalte »{name}« (oder »Datum«) fehlt.", "The column 'Month' (or 'Date') is missing.")


def _left_columns(matched: Matched, raw: pl.DataFrame) -> dict[str, int]:
    headers = [raw.columns[at] for at in matched.extra]
    personal = sum(forbidden_header(header) is not None for header in headers)
    return {"columns_left": len(headers), "columns_personal": personal}


def _column(frame: pl.DataFrame, name: str) -> pl.Series:
    """Filled cells of a declared column; nulls where it was not delivered."""
    empty = pl.Series(name, [None], dtype=pl.String).new_from_index(0, frame.height)
    return _filled(frame[name]) if name in frame.columns else empty


def _filled(cells: pl.Series) -> pl.Series:
    text = cells.cast(pl.String).str.strip_chars()
    return text.set((text == "").fill_null(False), None)


def _identities(raw: pl.DataFrame, named: pl.DataFrame, client: Sequence[str]) -> pl.Series:
    """What denotes the client of each record; null where nothing does."""
    missing = [header for header in client if header not in raw.columns]
    if missing:
        raise InputError(
            f"Die Liste hat keine Spalte »{missing[0]}«, die Klient:innen bezeichnen soll.",
            f"The list has no column '{missing[0]}' that shall denote clients.",
        )
    if client:
        whole = pl.concat_str([pl.lit("")] + [_filled(raw[header]).fill_null("") for header in client], separator="|")
        told = raw.select(pl.when(whole.str.strip_chars("|") != "").then(whole)).to_series()
        return told.alias("identity")
    if "client_key" in named.columns:
        return _column(named, "client_key")
    found = [header for header in raw.columns if _CLIENT.match(normalise_header(header))]
    if len(found) > 1:
        raise InputError(
            "Mehrere Spalten könnten Klient:innen bezeichnen. Bitte eine angeben (--client).",
            "Several columns may denote clients. Please name one (--client).",
        )
    return _filled(raw[found[0]]) if found else _column(named, "client_key")


def _contact_ids(named: pl.DataFrame) -> pl.Series:
    """The provider's number of each contact, or its place in the list."""
    place = pl.Series([f"#{row}" for row in range(1, named.height + 1)], dtype=pl.String)
    return _column(named, "contact_id").fill_null(place)


def _hashed(identities: pl.Series, key: bytes, purpose: str = "") -> pl.Series:
    known = pseudonyms(identities.drop_nulls().unique().to_list(), key, purpose)
    return identities.replace_strict(known, default=None, return_dtype=pl.String)


def _days(cells: pl.Series) -> pl.Series:
    """The day of each contact; the middle of the month where only that is known."""
    words = _filled(cells).drop_nulls().unique()
    read = month_reader()
    found: dict[str, dt.date | None] = {}
    for word in words:
        month = read(word)[0]
        found[word] = read_date(word)[0] or (dt.date.fromisoformat(f"{month}-15") if month else None)
    return _filled(cells).replace_strict(found, default=None, return_dtype=pl.Date)


def _coarse(named: pl.DataFrame, extra: pl.DataFrame, days: pl.Series, settings: Settings) -> pl.DataFrame:
    """The declared columns with exact ages, years and places already coarse."""
    frame = named.with_columns(month=days.dt.strftime("%Y-%m"))
    for name, group, headers in (("age_group", age_group, _birth), ("years_in_de", stay_group, _entry)):
        if name in frame.columns:
            frame = frame.with_columns(grouped(_filled(frame[name]), group).alias(name))
        starts = next((extra[header] for header in extra.columns if headers(header)), None)
        if starts is not None:
            exact = since(_filled(starts), days, group)
            told = frame[name] if name in frame.columns else pl.lit(None, pl.String)
            frame = frame.with_columns(pl.coalesce(exact, told).alias(name))
    towns = next((extra[header] for header in extra.columns if _PLACE.match(normalise_header(header))), None)
    places = _column(frame, "residence_ags8") if towns is None else _filled(towns)
    return frame.with_columns(residence_ags8=pl.coalesce(_column(frame, "residence_ags8"), places)).with_columns(
        residence_ags8=_keys_of(pl.col("residence_ags8"), settings.municipalities)
    )


def _birth(header: str) -> bool:
    return forbidden_header(header) == "birth"


def _entry(header: str) -> bool:
    return _ENTRY.search(normalise_header(header)) is not None


def _keys_of(places: pl.Expr, municipalities: pl.DataFrame) -> pl.Expr:
    """Keys in place of names that belong to exactly one municipality; every other cell as it was."""
    known = municipalities.drop_nulls("name").unique(["ags8", "name"])
    single = known.filter(~pl.col("name").is_duplicated())
    names = {normalise(name): key for name, key in single.select("name", "ags8").iter_rows()}
    return places.str.to_lowercase().replace(names) if names else places
