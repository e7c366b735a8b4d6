"""Signs and words that stand in cells where a value is missing, each with its own meaning."""

from __future__ import annotations

_MARKERS: dict[str, tuple[str, ...]] = {
    "missing_not_stated": (
        "k.a.",
        "k.a",
        "ka",
        "k/a",
        "keineangabe",
        "keineangaben",
        "ohneangabe",
        "o.a.",
        "n/a",
        "n.a.",
        "n.a",
        "na",
        "nan",
        "null",
        "none",
        "nichtangegeben",
        "notstated",
        "unbekannt",
        "n.b.",
        "?",
        "k.a.!",
        "<na>",
    ),
    "missing_excel_error": (
        "#div/0!",
        "#n/a",
        "#nv",
        "#name?",
        "#null!",
        "#num!",
        "#zahl!",
        "#ref!",
        "#bezug!",
        "#value!",
        "#wert!",
        "#spill!",
        "#überlauf!",
        "#calc!",
        "#kalk!",
        "#getting_data",
    ),
    "missing_secret": (".", "geheim", "•", "geheim(•)"),
    "missing_dash": ("-", "–", "—", "−", "--", "---"),
    "missing_later": ("…", "...", "wirdnachgereicht", "folgt", "fehltnoch"),
    "missing_not_meaningful": ("x",),
    "missing_uncertain": ("/",),
    "missing_not_reported": ("*", "nichtgemeldet", "wurdenichtgemeldet", "n.gem.", "nichterhoben", "notreported"),
}
RULE_OF: dict[str, str] = {sign: rule for rule, signs in _MARKERS.items() for sign in signs}
"""Marker without blanks and in small letters: the rule that says its meaning."""

SIGNS_IN_TEXT: tuple[str, ...] = tuple(
    sign for sign in RULE_OF if sign not in ("x", "none", "null", "?", "ka", "na", "nan")
)
"""Markers that also mean missing in a text or id column."""


def missing_rule(cell: str) -> str | None:
    """The rule that says why this cell has no value, or None if it has one.

    Examples
    --------
    >>> missing_rule("k. A."), missing_rule("*wurde nicht gemeldet"), missing_rule("#DIV/0!"), missing_rule("12")
    ('missing_not_stated', 'missing_not_reported', 'missing_excel_error', None)
    """
    sign = "".join(cell.split()).casefold()
    if sign in RULE_OF:
        return RULE_OF[sign]
    # A footnote in place of a value: "*wurde nicht gemeldet".
    if sign.startswith("*") and not any(character.isdigit() for character in sign):
        return "missing_not_reported"
    return None
