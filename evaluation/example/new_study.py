"""A new study folder from the template: study.toml with comments, empty templates, folders that stay private."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from evaluation.errors import StudyError

FILES = {"study.toml": "study.toml", "lieferung.toml": "templates/lieferung.toml", "README.md": "data_raw/README.md"}
GITIGNORE = "data_raw/\ndata_processed/\nreports/\n"


def create(folder: Path) -> list[Path]:
    """Make a study folder that `evaluation check` accepts once deliveries lie in it.

    Parameters
    ----------
    folder : Path
        A folder that does not exist yet or is empty.

    Returns
    -------
    list of Path
        The files made: study.toml, the XLSX template of every table, an annotated lieferung.toml.

    Raises
    ------
    StudyError
        If the folder holds something already.
    """
    from evaluation.example.templates import write_templates

    if folder.exists() and any(folder.iterdir()):
        raise StudyError(
            f"Der Ordner {folder} ist nicht leer. Einen neuen Ordnernamen angeben; Vorhandenes wird nie überschrieben.",
            f"The folder {folder} is not empty. Name a new folder; nothing that exists is overwritten.",
        )
    source = resources.files("evaluation.example") / "study_template"
    made = []
    for name, target in FILES.items():
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((source / name).read_text(encoding="utf-8"), encoding="utf-8")
        made.append(path)
    (folder / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    write_templates(folder / "templates")
    return [*made, folder / ".gitignore", *sorted((folder / "templates").glob("*.xlsx"))]
