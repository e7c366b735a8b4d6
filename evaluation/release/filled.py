"""Completeness of single contacts: how much is missing is rounded up, so that it cannot be set against other figures.

Missing information is itself a category of a breakdown. Told exactly, it could be subtracted from merged categories.
"""

from __future__ import annotations

import polars as pl

FIELD = "field"
STEP = 5.0
ROUNDED = "missing_rounded"


def rounded(frame: pl.DataFrame, hidden: pl.DataFrame) -> pl.DataFrame:
    """Round the missing rows of every field of single contacts up to a multiple of five.

    Parameters
    ----------
    frame : polars.DataFrame
        Prepared counts.
    hidden : polars.DataFrame
        Sites and years (columns site, year) whose number of contacts is hidden: nothing is told about their fields.

    Returns
    -------
    polars.DataFrame
        All rows; those of fields pass no further rule.
    """
    field = pl.col("breakdown") == FIELD
    contact = field & pl.col("category").str.starts_with("consultation.")
    missing = pl.col("denominator") - pl.col("numerator")
    kept = pl.max_horizontal(pl.lit(0.0), pl.col("denominator") - (missing / STEP).ceil() * STEP)
    secret = hidden.select("site", "year", secret=pl.lit(True)).unique()
    joined = frame.join(secret, on=["site", "year"], how="left")
    fired = pl.when(contact & (pl.col("secret").fill_null(False) | (pl.col("denominator") < pl.col("k"))))
    return joined.with_columns(
        fired=fired.then(pl.lit("total_hidden")).when(field).then(pl.lit("")).otherwise(pl.col("fired")),
        reason=pl.when(contact & (missing > 0)).then(pl.lit(ROUNDED)).otherwise(pl.col("reason")),
        numerator=pl.when(contact).then(kept).otherwise(pl.col("numerator")),
        structural=pl.col("structural") | field,
    ).drop("secret")
