"""What a comparison of a few sites refuses, with the reason."""

from __future__ import annotations

from typing import NoReturn

from evaluation.errors import ReportError

ORDER = "type"
"""The only order of sites: by type, then by name."""


def check_order(order: str) -> None:
    """Refuse every order of sites but the one by type and name.

    Raises
    ------
    ReportError
        For any other order.
    """
    if order != ORDER:
        raise ReportError(
            f"Standorte werden nicht nach »{order}« geordnet: Eine Reihung von Standorten nach ihrem Wert ordnet vor "
            "allem Zufall. Sie stehen nach Typ und Namen.",
            f"Sites are not ordered by '{order}': an order of sites by value mostly orders chance. They stand by type "
            "and name.",
        )


def refuse_ranking() -> NoReturn:
    """Refuse a list of sites by value."""
    raise ReportError(
        "Eine Rangfolge von Standorten wird nicht gebildet: Sie ordnet vor allem Zufall und Größe. Nebeneinander zeigt "
        "die Standorte »side_by_side«, je Typ »pattern«.",
        "Sites are not ranked: a ranking mostly orders chance and size. 'side_by_side' shows the sites beside each "
        "other, 'pattern' by type.",
    )


def refuse_mean() -> NoReturn:
    """Refuse a mean over sites."""
    raise ReportError(
        "Ein Mittelwert über Standorte wird nicht gebildet: Ohne begründete Gewichte steht er für keinen Ort. Die "
        "Spanne der Standortwerte zeigt »type_range«.",
        "A mean over sites is not formed: without weights that have a reason it stands for no place. 'type_range' "
        "shows the range of the sites' values.",
    )
