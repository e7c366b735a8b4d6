"""The demo world: six invented sites and what is planted there, year by year.

Every number that a test recovers stands here once; docs/planted_truths.md tells it in words.
"""

from __future__ import annotations

from dataclasses import dataclass, field

STUDY = "demo"
SEED = 20241231
YEARS = (2019, 2020, 2021, 2022, 2023, 2024)

TOPICS = {
    "residence": 0.21, "benefits": 0.16, "housing": 0.13, "forms": 0.12, "language": 0.10, "work": 0.08,
    "kita_school": 0.06, "health": 0.05, "training": 0.04, "debt": 0.03, "family": 0.02,
}  # fmt: skip
"""Shares of the main topics in 2019, and in every year where nothing is planted."""

SHIFTED = {"work": 0.19, "kita_school": 0.12, "training": 0.10}
"""Shares in 2024 of the topics that grow; the others shrink in proportion (total variation 0.23)."""

STATUS = {"schutz": 0.52, "asyl": 0.22, "duldung": 0.16, "drittstaat": 0.10}


@dataclass(frozen=True, slots=True)
class Municipality:
    """An invented municipality."""

    ags8: str
    name: str
    population: int
    area_km2: float
    bbsr: str
    regiostar7: str


@dataclass(frozen=True, slots=True)
class Place:
    """One site: its municipalities and the planted yearly figures (one entry a year of YEARS)."""

    id: str
    code: str
    kreis: str
    municipalities: tuple[Municipality, ...]
    contacts: tuple[int, ...]
    persons: tuple[int, ...]
    stock: tuple[int, ...]
    fte: tuple[float, ...]
    shift: bool = False
    aggregated: str = ""
    """"" for single contacts, "quarterly" or "yearly" for aggregates."""
    pandemic: bool = True
    para24: tuple[int, ...] = (0, 0, 0, 0, 0, 0)
    cap: float = 12.0
    reserved: dict[int, tuple[tuple[str, int, tuple[int, ...]], ...]] = field(default_factory=dict)
    """Per year: topic, its contacts in all, and the contacts of single persons who are planted there."""
    heavy: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Per year: contacts of further persons who come very often."""

    def at(self, figures: tuple[float, ...], year: int) -> float:
        """The figure of a year."""
        return figures[YEARS.index(year)]


ERLENFURT = Place(
    "erlenfurt", "EF", "99101",
    (Municipality("99101001", "Erlenfurt", 52_400, 84.21, "21", "73"),),
    contacts=(430, 452, 540, 640, 760, 850), persons=(126, 131, 152, 176, 196, 214),
    stock=(420, 430, 440, 520, 545, 560), fte=(5.75, 5.75, 6.0, 7.0, 7.25, 7.5),
    shift=True, para24=(0, 0, 0, 85, 100, 110),
    reserved={2023: (("debt", 60, (34,)),), 2024: (("debt", 62, (36,)),)},
    heavy={2023: (28, 31, 26), 2024: (32, 27, 30)},
)  # fmt: skip

STEINWERDA = Place(
    "steinwerda", "SW", "99102",
    (Municipality("99102001", "Steinwerda", 31_800, 61.05, "22", "76"),),
    contacts=(760, 790, 850, 960, 1080, 1180), persons=(222, 231, 246, 275, 301, 322),
    stock=(430, 440, 450, 560, 590, 610), fte=(4.0, 4.0, 4.0, 4.5, 4.5, 4.5),
    aggregated="quarterly", para24=(0, 0, 0, 105, 130, 145),
)  # fmt: skip

BRACKELSTEDT = Place(
    "brackelstedt", "BS", "99102",
    (Municipality("99102014", "Brackelstedt", 14_200, 47.80, "30", "77"),),
    contacts=(384, 391, 376, 388, 379, 386), persons=(109, 111, 108, 110, 109, 110),
    stock=(280, 280, 280, 280, 280, 280), fte=(4.0, 4.0, 4.0, 4.0, 4.0, 4.0), pandemic=False,
)  # fmt: skip

WIESENRODE = Place(
    "wiesenrode", "WR", "99103",
    (Municipality("99103005", "Wiesenrode", 8_600, 39.44, "40", "77"),),
    contacts=(460, 452, 391, 329, 324, 322), persons=(132, 130, 112, 94, 93, 92),
    stock=(330, 325, 280, 235, 232, 230), fte=(4.5, 4.5, 3.75, 3.25, 3.25, 3.25),
    shift=True, para24=(0, 0, 0, 30, 34, 36),
)  # fmt: skip

AUENTAL = Place(
    "auental", "AT", "99101",
    (
        Municipality("99101011", "Oberauental", 2_900, 51.30, "50", "77"),
        Municipality("99101012", "Mühlauental", 1_700, 38.92, "50", "77"),
        Municipality("99101013", "Auenhain", 1_200, 44.07, "50", "77"),
    ),
    contacts=(336, 304, 268, 232, 198, 168), persons=(106, 97, 87, 77, 67, 58),
    stock=(250, 244, 236, 240, 228, 215), fte=(3.25, 3.25, 3.25, 3.25, 3.0, 2.75),
    shift=True, para24=(0, 0, 0, 30, 34, 34), cap=8.0,
    reserved=dict.fromkeys(YEARS, (("violence", 3, (2, 1)),)),
)  # fmt: skip

MOORHEIDE = Place(
    "moorheide", "MH", "99103",
    (
        Municipality("99103021", "Kranichmoor", 3_400, 88.15, "50", "77"),
        Municipality("99103022", "Torfstetten", 2_100, 73.60, "50", "77"),
    ),
    contacts=(310, 286, 252, 224, 190, 162), persons=(95, 88, 78, 70, 60, 52),
    stock=(230, 226, 215, 222, 205, 195), fte=(3.0, 3.0, 3.0, 3.0, 2.75, 2.5),
    shift=True, aggregated="yearly", para24=(0, 0, 0, 28, 30, 30),
)  # fmt: skip

PLACES: dict[str, Place] = {
    place.id: place for place in (ERLENFURT, STEINWERDA, BRACKELSTEDT, WIESENRODE, AUENTAL, MOORHEIDE)
}

KREISE = {"99101": ("Landkreis Furtland", 148_300, 1_204.60), "99102": ("Landkreis Werdatal", 121_700, 987.35),
          "99103": ("Landkreis Wiesengau", 86_900, 1_356.12)}  # fmt: skip

CLIFF_SITE = "moorheide"
"""Most of its posts end with a grant on 30 June after the last year."""

OVERLOADED_SITE = "steinwerda"
NULL_SITE = "brackelstedt"


def topic_shares(place: Place, year: int) -> dict[str, float]:
    """Shares of the main topics of a site in a year: moved towards work, school and training where planted."""
    if not place.shift:
        return dict(TOPICS)
    path = (year - YEARS[0]) / (YEARS[-1] - YEARS[0])
    grown = {topic: TOPICS[topic] + path * (SHIFTED[topic] - TOPICS[topic]) for topic in SHIFTED}
    rest = (1 - sum(grown.values())) / (1 - sum(TOPICS[topic] for topic in SHIFTED))
    return {topic: grown.get(topic, share * rest) for topic, share in TOPICS.items()}


def status_stock(place: Place, year: int) -> dict[str, int]:
    """Persons of the target group by residence-status group on the yearly average."""
    from evaluation.example.generator_draw import quotas

    ukraine = int(place.at(place.para24, year))
    counts = quotas(int(place.at(place.stock, year)) - ukraine, STATUS)
    return counts | ({"para24": ukraine} if ukraine else {})
