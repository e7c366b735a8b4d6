"""Documents cannot drift from the program: commands, versions, generated pages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from typer.main import get_command

import evaluation
from evaluation.cli import app

ROOT = Path(__file__).parents[1]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_lists_every_command_with_its_help() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    rows = dict(re.findall(r"^\| `evaluation (\w+)` \| (.+) \|$", read("README.md"), flags=re.MULTILINE))
    assert set(rows) == set(commands)
    for name, command in commands.items():
        assert command.help.startswith(rows[name].split(":")[0].split(";")[0]), name


def test_every_command_speaks_german_and_english() -> None:
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        assert " / " in command.help, name


def test_one_version_everywhere() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert evaluation.__version__ == version
    assert f"version: {version}" in read("CITATION.cff")
    assert f"## {version}" in read("CHANGELOG.md")


def test_lock_has_hashes_and_names_no_index() -> None:
    lock = read("requirements.lock")
    assert not re.search(r"^--(extra-)?index|^--find-links|https?://|file://", lock, flags=re.MULTILINE)
    pinned = re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock, flags=re.MULTILINE)
    needed = [
        re.split(r"[><=\[]", name)[0] for name in tomllib.loads(read("pyproject.toml"))["project"]["dependencies"]
    ]
    assert set(needed) <= set(pinned)
    assert lock.count("--hash=sha256:") > len(pinned)


def test_links_of_the_readme_exist() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", read("README.md")):
        assert (ROOT / target).exists(), target
