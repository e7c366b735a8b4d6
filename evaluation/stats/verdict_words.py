"""Reasons of a verdict: machine name, German, English. Placeholders are filled with numbers of sites only."""

from __future__ import annotations

REASONS: dict[str, tuple[str, str]] = {
    "decidable": (
        "Der exakte Test kann mit dieser Zahl von Standorten das Niveau erreichen. Standorte sind nicht zufällig "
        "zugeteilt: Das Ergebnis ist mit einer Erklärung vereinbar, es belegt sie nicht.",
        "With this number of sites the exact test can reach the level. Sites are not randomised: the result is "
        "compatible with an explanation, it does not prove it.",
    ),
    "floor": (
        "Mit {sites} Standorten ist das kleinste erreichbare p {floor:.3f}, also größer als {alpha:g}: Die Frage ist "
        "mit dieser Zahl von Standorten nicht entscheidbar. Gezeigt werden Schätzung, Intervall und die Standortwerte.",
        "With {sites} sites the smallest attainable p is {floor:.3f}, above {alpha:g}: the question cannot be decided "
        "with this number of sites. Shown are the estimate, the interval and the values of the sites.",
    ),
    "one_type": (
        "Alle Standorte haben denselben Typ: Es gibt nichts zu vergleichen.",
        "All sites are of the same type: there is nothing to compare.",
    ),
    "persons_as_units": (
        "Der Typ ist eine Eigenschaft der Standorte. Ein Test, der Personen oder Kontakte zählt, täuscht Genauigkeit "
        'vor. Standortmittel vergleichen (design="types").',
        "The type is a property of the sites. A test that counts persons or contacts pretends precision. Compare site "
        'means (design="types").',
    ),
    "ranking": (
        "Eine Reihung von Standorten nach ihrem Wert ordnet vor allem Zufall. Standorte werden nach Typ und Namen "
        "geordnet gezeigt.",
        "An order of sites by value mostly orders chance. Sites are shown ordered by type and name.",
    ),
    "composite": (
        "Ein Gesamtwert über verschiedene Themen hat keine Einheit und versteckt die Gewichte. Die Themen werden "
        "einzeln gezeigt.",
        "A composite score over themes has no unit and hides its weights. The themes are shown one by one.",
    ),
    "network_density": (
        "Die Dichte sinkt mit der Größe eines Netzwerks: Netzwerke verschiedener Größe sind darin nicht vergleichbar.",
        "Density falls with the size of a network: networks of different size cannot be compared by it.",
    ),
    "counting_rules": (
        "Die Standorte zählen nach verschiedenen Regeln: Ein Unterschied wäre ein Unterschied der Zählung.",
        "The sites count by different rules: a difference would be a difference of counting.",
    ),
    "before_after_without_comparison": (
        "Ein Vorher-Nachher-Vergleich braucht Standorte mit und ohne Veränderung der Bedingungen.",
        "A before/after comparison needs sites with and without the change of conditions.",
    ),
    "before_after_incomplete": (
        "Für mindestens einen Standort fehlt die Zeit davor oder danach.",
        "For at least one site the time before or after is missing.",
    ),
    "before_after_too_few": (
        "Ein einzelner Standort braucht mindestens drei Vergleichsstandorte.",
        "A single site needs at least three comparison sites.",
    ),
}
