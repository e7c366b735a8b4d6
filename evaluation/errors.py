"""Errors that a user reads: German first, English beside it, never a traceback, never a person's value."""

from __future__ import annotations


class EvaluationError(Exception):
    """An error with a message for the user: what, where, which rule, what to do next.

    Parameters
    ----------
    de, en : str
        The whole message in German and in English.

    Examples
    --------
    >>> str(EvaluationError("Der Standort fehlt.", "The site is missing."))
    'Der Standort fehlt. / The site is missing.'
    """

    def __init__(self, de: str, en: str) -> None:
        self.de = de
        self.en = en
        super().__init__(f"{de} / {en}")

    def __reduce__(self) -> tuple[type[EvaluationError], tuple[str, str]]:
        # Errors cross process borders; the default would pass the joined text as one argument.
        return type(self), (self.de, self.en)


class StudyError(EvaluationError):
    """study.toml is missing, unreadable or says something that is not allowed."""


class DeliveryError(EvaluationError):
    """A delivery cannot be loaded at all."""


class InputError(EvaluationError):
    """A function was called with arguments that make no sense."""


class ReleaseError(EvaluationError):
    """The release was stopped, because something would leave the house that must not."""


class ReportError(EvaluationError):
    """A report could not be made."""
