"""Reference numbers of other programs and published tables (the source stands in each file)."""

import json
from pathlib import Path

import pandas as pd
import pytest

KNOWN = Path(__file__).parent / "known"


@pytest.fixture(scope="session")
def known():
    """Read a file of reference numbers by name."""

    def read(name):
        path = KNOWN / name
        return json.loads(path.read_text("utf-8")) if path.suffix == ".json" else pd.read_csv(path, comment="#")

    return read
