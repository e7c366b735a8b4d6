"""What study.toml may say: which rule each key follows."""

from __future__ import annotations

from evaluation._study_checks import (
    DATE,
    FLAG,
    SHARE,
    Rule,
    code,
    digits,
    identifier,
    list_of,
    matching,
    one_of,
    whole,
    words,
)


def study_rules() -> dict[str, Rule]:
    """Rules of [study], without the texts in two languages."""
    return {
        "id": identifier(),
        "synthetic": FLAG,
        "years": list_of(whole(1990, 2100), least=1),
        "languages": list_of(one_of(("de", "en")), least=1),
        "formats": list_of(one_of(("html", "pdf", "docx")), least=1),
        "waves": list_of(words(60)),
        "authors": list_of(words()),
        "contact": words(empty=True),
    }


def two_language_rules() -> dict[str, Rule]:
    """Rules of the texts of [study] in two languages; each is a text or has the keys de and en."""
    long = words(2000, empty=True, lines=True)
    return {
        "title": words(200),
        "subtitle": words(300, empty=True),
        "client": long,
        "funding": long,
        "legal_note": long,
    }


def disclosure_rules() -> dict[str, Rule]:
    """Rules of [disclosure], one a field of Disclosure."""
    return {"k": whole(3, 10_000), "k_sensitive": whole(3, 10_000), "dominance": SHARE}


def chapter_rules() -> dict[str, Rule]:
    """Rules of [chapters], one a report."""
    names = list_of(
        matching(
            "[0-9a-z_]+",
            "Dateiname eines Kapitels ohne Endung, aus Kleinbuchstaben, Ziffern und _, etwa 01_das_wichtigste",
            "file name of a chapter without its ending, in lower-case letters, digits and _, such as 01_das_wichtigste",
        )
    )
    return {"site_report": names, "comparison_report": names, "data_check": names}


def site_rules() -> dict[str, Rule]:
    """Rules of [[site]], one a field of Site."""
    return {
        "id": identifier(),
        "name": words(120),
        "type": code("CL01"),
        "land": digits(2, "14", empty=True),
        "kreis_ags5": digits(5, "14524", empty=True),
        "gemeinde_ags8": list_of(digits(8, "14524330")),
        "ortsteil": words(120, empty=True),
        "bbsr_gemeindetyp": code("CL02", empty=True),
        "regiostar7": code("CL03", empty=True),
        "system": code("CL04", empty=True),
        "integration_mgmt_type": code("CL05", empty=True),
        "role": code("CL06"),
        "start_date": DATE,
        "end_date": DATE,
        "caseload_key": matching(
            "[1-9][0-9]{0,5}:[1-9][0-9]{0,5}",
            'VZÄ:Personen in ganzen Zahlen größer als 0, etwa "2:150"',
            'posts:persons in whole numbers above 0, such as "2:150"',
            empty=True,
        ),
        "caseload_rule": one_of(("linear", "step"), empty=True),
        "note": words(2000, empty=True, lines=True),
    }


def event_rules(site_ids: list[str]) -> dict[str, Rule]:
    """Rules of [[event]], one a field of Event."""
    return {
        "date": DATE, "de": words(500), "en": words(500), "sites": list_of(one_of(site_ids)),
        "expected": words(2000, empty=True, lines=True),
    }  # fmt: skip


def expectation_rules(site_ids: list[str]) -> dict[str, Rule]:
    """Rules of [[expectation]], one a field of Expectation."""
    return {
        "id": identifier(64),
        "indicator": matching(
            "[a-z][a-z0-9_]{0,63}",
            "der Name einer Kennzahl aus Kleinbuchstaben, Ziffern und _ (»evaluation catalogue« zeigt alle)",
            "the name of an indicator in lower-case letters, digits and _ (`evaluation catalogue` shows all)",
        ),
        "direction": one_of(("increase", "decrease", "none")),
        "de": words(500), "en": words(500), "sites": list_of(one_of(site_ids)), "type": code("CL01", empty=True),
        "registered": DATE,
    }  # fmt: skip
