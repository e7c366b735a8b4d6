"""Consent to research: who refused or withdrew it leaves with no record; only counts by month are told."""

from __future__ import annotations

from collections import Counter

import polars as pl

from evaluation.provider.pseudonyms import normalised
from evaluation.vocabulary import lookup, normalise

WITHHELD = ("refused", "withdrawn")
UNREADABLE = "unreadable"
STATES = ("given", *WITHHELD, "not_asked", "na", UNREADABLE)


def consent_states(cells: pl.Series) -> pl.Series:
    """State of consent of each record: a code of CL37, "unreadable", or null where nothing is said.

    Examples
    --------
    >>> consent_states(pl.Series(["erteilt", "Widerrufen", "vielleicht", None])).to_list()
    ['given', 'withdrawn', 'unreadable', None]
    """
    known = lookup("CL37")
    words = {word: known.get(normalise(word), UNREADABLE) for word in cells.drop_nulls().unique()}
    return cells.replace_strict(words, default=None, return_dtype=pl.String)


def barred(consent: pl.Series, identities: pl.Series) -> tuple[pl.Series, Counter[str]]:
    """Records that do not leave, and how many there are for which reason.

    A record stays behind if its consent was refused or withdrawn or cannot be read, and if the same client refused or
    withdrew consent in any other record.
    """
    own = consent.is_in([*WITHHELD, UNREADABLE]).fill_null(False)
    spelt = {identity: normalised(identity) for identity in identities.drop_nulls().unique()}
    clients = identities.replace_strict(spelt, default=None, return_dtype=pl.String)
    said_no = clients.filter(consent.is_in(list(WITHHELD)).fill_null(False)).drop_nulls().unique()
    same = clients.is_in(said_no.implode()).fill_null(False) & ~own
    counts = Counter({f"consent_{state}": int((consent == state).sum()) for state in (*WITHHELD, UNREADABLE)})
    counts["consent_same_person"] = int(same.sum())
    return own | same, counts


def ledger(consent: pl.Series, months: pl.Series) -> pl.DataFrame:
    """Number of records by month and state of consent, those that do not leave included."""
    told = pl.DataFrame([months.alias("month"), consent.fill_null("na").alias("state")])
    return told.group_by("month", "state").agg(n=pl.len()).sort("month", "state", nulls_last=True)
