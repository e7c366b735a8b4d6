"""What gives a person away inside a text: e-mail addresses, telephone and register numbers, dates of birth.

The patterns hold for Python's `re` and for Polars alike; they therefore do without looking around.
"""

from __future__ import annotations

EMAIL = r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}"
AZR = r"(^|[^\w.,-])(\d{12}|\d{6} \d{6})($|[^\w.,-]|[.,]($|\D))"
"""Twelve digits that stand alone, as the central register of foreigners assigns them."""

MOBILE = (
    r"(^|[^\w.-])(\+[1-9]\d{0,2}([\s/()-]*\d){7,12}|00[1-9]\d{0,2}[\s/()-]+(\d[\s/()-]*){6,12}"
    r"|01[5-7]\d[\s/-]*\d{3}[\s-]?\d{4,5})($|\W)"
)
"""Numbers with a country code, and German mobile numbers: safe also among identifiers."""

LANDLINE = r"(^|[^\w.-])\(?0[2-9]\d{1,4}(\)\s*|\s*[/-]\s*|\s+)(\d{5,9}|\d{2,4}([ -]\d{2,4}){1,4})($|\W)"
"""Area code and number, with a sign or a blank between them."""

BORN = r"(?i)\b(geb(oren)?|born|birth|geburtsdatum)[\s.:a-z]{0,12}\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}"
"""A date behind a word for birth."""

DAY = r"^\s*(?:\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?P<late>\d{4})|(?P<early>\d{4})-\d{1,2}-\d{1,2})"
"""A cell that begins with a day; one of the groups holds its year."""

SUSPECT = r"@|\d[\d\s/().+-]{5,}\d|(?i:geb|born|birth)"
"""What every pattern above needs: a quick first look."""

AREA_KEY = r"^\s*(0[1-9]|1[0-6]|99)\d{10}\s*$"
"""An official regional key of twelve digits, which only its header tells from a register number."""

ANSWER = (
    r"(?i)^(ja|nein|yes|no|x|j|n|y|true|false|wahr|falsch|\d{1,3}([.,]\d+)?|k\.? ?a\.?|keine angabe|(un)?bekannt|"
    r"(nicht )?vorhanden|liegt( nicht)? vor|[-–/.]|n\.?/?a\.?)$"
)
"""An answer to a question, such as whether a telephone number is known; no value of its own."""
