"""What the scan finds: file, place, rule and number, never the value."""

from __future__ import annotations

from dataclasses import dataclass

SENTENCES: dict[str, tuple[str, str]] = {
    "pseudonym": ("Pseudonyme oder Kontaktnummern stehen in der Datei", "the file holds pseudonyms or contact ids"),
    "email": ("E-Mail-Adressen stehen in der Datei", "the file holds e-mail addresses"),
    "phone": ("Telefonnummern stehen in der Datei", "the file holds telephone numbers"),
    "azr": ("zwölfstellige Registernummern stehen in der Datei", "the file holds register numbers of twelve digits"),
    "birth": ("Geburtsdaten stehen in der Datei", "the file holds dates of birth"),
    "person_rows": ("eine Tabelle hat Zeilen einzelner Personen", "a table has rows of single persons"),
    "external": ("die Datei verweist auf Adressen außerhalb", "the file refers to outside addresses"),
    "hidden_number": (
        "zu einem geheim gehaltenen Ergebnis steht eine Zahl", "a number stands where a result is confidential",
    ),
    "unknown_type": ("diese Art von Datei kann nicht geprüft werden", "this kind of file cannot be scanned"),
    "unreadable": ("die Datei ist nicht lesbar", "the file is not readable"),
}  # fmt: skip
"""Rule to sentence, German and English."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One rule that a finished file breaks.

    Parameters
    ----------
    file : str
        Path below the folder that was scanned.
    rule : str
        Id of the rule, a key of SENTENCES.
    place : str
        Table or part of the file; empty for the whole file.
    count : int
        How often.
    """

    file: str
    rule: str
    place: str = ""
    count: int = 1

    @property
    def de(self) -> str:
        """The sentence in German.

        Examples
        --------
        >>> Problem("auental/bericht.de.html", "email", count=2).de
        'auental/bericht.de.html: E-Mail-Adressen stehen in der Datei (2 Stellen). Die Datei darf nicht hinaus.'
        """
        where = f", {self.place}" if self.place else ""
        times = f" ({self.count} Stelle{'n' if self.count > 1 else ''})"
        return f"{self.file}{where}: {SENTENCES[self.rule][0]}{times}. Die Datei darf nicht hinaus."

    @property
    def en(self) -> str:
        """The sentence in English."""
        where = f", {self.place}" if self.place else ""
        times = f" ({self.count} place{'s' if self.count > 1 else ''})"
        return f"{self.file}{where}: {SENTENCES[self.rule][1]}{times}. The file must not leave."
