"""The provider's side, offline: raw records to a research extract that names nobody.

Nothing here leads back from a pseudonym to a person, and nothing joins pseudonyms of several providers or years.
"""

from __future__ import annotations

from evaluation.provider.export import Exported, export

__all__ = ["Exported", "export"]
