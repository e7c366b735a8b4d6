"""Words that accompanying research must not use: effects, rankings, significance, causes."""

from __future__ import annotations

import re

FORBIDDEN: tuple[tuple[str, str], ...] = (
    (r"\bwirkung(en|s\w*)?\b|\bwirksam\w*|\bwirkt(e|en)?\b|\bwirkungsvoll\w*", "Monitoring zeigt keine Wirkung."),
    (r"\beffekt(e|en|s|iv\w*)?\b", "Monitoring zeigt keine Effekte."),
    (r"\bführ(t|te|en|ten) (\w+ ){0,4}zu (einem|einer|mehr|weniger|höher\w*|niedriger\w*)\b", "Keine Ursache."),
    (r"\bführ(t|te|en|ten) zu\b|\bbewirk\w*|\bverursach\w*|\bdadurch (stieg|sank|nahm)", "Keine Ursache behaupten."),
    (r"\b(wegen|aufgrund|infolge|dank) (der|des|von) (pandemie|corona\w*|beratung|projekt\w*)", "Keine Ursache."),
    (r"\bsignifikan\w*", "Statt »signifikant« Intervall und vorsichtige Worte."),
    (r"\branking\w*|\branglist\w*|\brangfolge\w*|\bspitzenreiter\w*|\bschlusslicht\w*", "Keine Rangfolge."),
    (r"\b(am besten|am schlechtesten|besser als|schlechter als|beste[rn]? standort)\b", "Keine Wertung der Standorte."),
    (r"\bbeweis(t|en|e)?\b|\bbelegt,? dass\b|\bzeigt eindeutig\b", "Statt Beweis: »vereinbar mit«."),
    (r"\beffects?\b|\beffective\w*|\bimpacts?\b|\boutcomes? of the project\b", "Monitoring shows no effect."),
    (r"\b(leads?|led) to\b|\bcause[sd]?\b|\bbecause of the (pandemic|counselling|project)\b", "No claim of a cause."),
    (r"\bsignificant(ly)?\b", "Interval and cautious words instead of 'significant'."),
    (r"\branking\w*|\bleague tables?\b|\btop performers?\b", "No ranking."),
    (r"\b(better|worse) than\b|\b(best|worst) sites?\b|\boutperform\w*", "No judgement on sites."),
    (r"\bproves?\b|\bproven\b", "Say 'compatible with', not 'proves'."),
)


def check_wording(text: str) -> list[str]:
    """Forbidden words of a text, each with the reason; an empty list means that the text may be printed.

    Examples
    --------
    >>> check_wording("Die Zahl der Beratungen nahm ab; mitwirken konnten alle.")
    []
    >>> check_wording("Die Beratung hat eine Wirkung.")
    ['»Wirkung«: Monitoring zeigt keine Wirkung.']
    """
    found = []
    for pattern, why in FORBIDDEN:
        found += [f"»{match.group(0)}«: {why}" for match in re.finditer(pattern, text, flags=re.IGNORECASE)]
    return found
