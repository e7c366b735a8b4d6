"""The command line: words to functions. Everything heavy is imported when a command runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="evaluation",
    help="Begleitforschung: von den Lieferungen zu Standortberichten und Vergleich. / "
    "From deliveries to site reports and a comparison.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

StudyDir = Annotated[
    Path, typer.Option("--study", help="Ordner der Studie mit study.toml / the study's folder with study.toml")
]
Year = Annotated[
    str, typer.Option("--year", help="Berichtsjahr, »all« für alle, leer für das letzte / year, 'all', empty: last")
]
SiteId = Annotated[list[str] | None, typer.Option("--site", help="nur dieser Standort (mehrfach) / only this site")]
Langs = Annotated[str, typer.Option("--lang", help="Sprachen, etwa de,en / languages")]
Formats = Annotated[str, typer.Option("--format", help="Formate: html,pdf,docx / formats")]
Jobs = Annotated[int, typer.Option("--jobs", min=0, help="gleichzeitige Berichte, 0 = Kerne / parallel reports")]


@app.command()
def run(
    study: StudyDir = Path(),
    year: Year = "",
    site: SiteId = None,
    lang: Langs = "",
    format: Formats = "",
    jobs: Jobs = 0,
) -> None:
    """Alles: bereinigen, zählen, freigeben, berichten. / Everything: clean, count, release, report."""
    from evaluation import console, pipeline

    choice = pipeline.choose(study, year=year, sites=site, languages=lang, formats=format)
    with console.progress() as progress:
        summary = pipeline.run(choice, jobs=jobs, progress=progress)
    raise typer.Exit(console.summary(summary))


@app.command()
def check(
    study: StudyDir = Path(),
    notebooks: Annotated[
        bool, typer.Option("--notebooks", help="Prüfbericht je Standort erzeugen / make a check report per site")
    ] = False,
) -> None:
    """Lieferungen lesen, Befunde zeigen; Ende 1, wenn etwas blockiert. / Read deliveries, list findings."""
    from evaluation import console, pipeline

    choice = pipeline.choose(study)
    code = console.findings(pipeline.clean(choice.study))
    if notebooks:
        with console.progress() as progress:
            summary = pipeline.check(choice, progress=progress)
        code = max(code, console.summary(summary))
    raise typer.Exit(code)


@app.command()
def clean(study: StudyDir = Path()) -> None:
    """Nur bereinigen: saubere Tabellen unter data_processed/protected. / Clean tables only."""
    from evaluation import console, pipeline
    from evaluation.study import load_study

    raise typer.Exit(console.cleaned(pipeline.clean(load_study(study))))


@app.command()
def count(study: StudyDir = Path()) -> None:
    """Nur zählen: Zählergebnisse unter data_processed/protected. / Count indicators only."""
    from evaluation import console, pipeline
    from evaluation.study import load_study

    console.counted(pipeline.count(load_study(study)))


@app.command()
def release(study: StudyDir = Path()) -> None:
    """Nur freigeben: Ergebnisse unter data_processed/released. / Release results only."""
    from evaluation import console, pipeline
    from evaluation.study import load_study

    console.released(pipeline.release(load_study(study)))


@app.command()
def report(
    study: StudyDir = Path(),
    year: Year = "",
    site: SiteId = None,
    lang: Langs = "",
    format: Formats = "",
    jobs: Jobs = 0,
) -> None:
    """Nur berichten, aus den freigegebenen Ergebnissen. / Reports only, from released results."""
    from evaluation import console, pipeline

    choice = pipeline.choose(study, year=year, sites=site, languages=lang, formats=format)
    with console.progress() as progress:
        summary = pipeline.report(choice, jobs=jobs, progress=progress)
    raise typer.Exit(console.summary(summary))


@app.command()
def catalogue(
    lang: Annotated[str, typer.Option("--lang", help="de | en")] = "de",
    study: Annotated[
        Path | None, typer.Option("--study", help="mit den Kennzahlen dieser Studie / with this study's own")
    ] = None,
) -> None:
    """Der Indikatorenkatalog: Definition, Formel, Quelle, Tabellen. / The catalogue of indicators."""
    from evaluation import console, store
    from evaluation.indicators._declare import catalogue as known
    from evaluation.indicators._print import markdown
    from evaluation.study import load_study

    (language,) = store.words(lang, ("de", "en"), "--lang")
    console.plain(markdown(language, known(load_study(study).root if study else None)))


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="neuer Ordner / new folder")]) -> None:
    """Eine neue Studie aus der Vorlage anlegen. / Make a new study from the template."""
    from evaluation import console
    from evaluation.example.new_study import create

    console.created(create(folder))


@app.command()
def export(
    source: Annotated[Path, typer.Argument(help="Liste oder Ordner beim Träger / list or folder at the provider")],
    out: Annotated[Path, typer.Argument(help="neuer Ordner für die Lieferung / new folder for the delivery")],
    *,
    key: Annotated[Path, typer.Option("--key", help="Schlüsseldatei oder ihr Ordner / key file or its folder")],
    year: Annotated[int, typer.Option("--year", help="Berichtsjahr / reporting year")],
    provider: Annotated[str, typer.Option("--provider", help="Kurzname des Trägers / short name")] = "",
    study: Annotated[str, typer.Option("--study", help="Kennung der Studie / id of the study")] = "",
    site: Annotated[str, typer.Option("--site", help="Standort-ID / site id")] = "",
    threshold: Annotated[int, typer.Option("--threshold", min=1, help="Personen je Wohngemeinde / persons")] = 5,
    municipalities: Annotated[Path | None, typer.Option("--municipalities", help="Gemeindeliste (T02) / list")] = None,
    client: Annotated[list[str] | None, typer.Option("--client", help="Spalte der Klient:innen / column")] = None,
) -> None:
    """Beim Träger: Rohdaten zu einem pseudonymen Forschungsauszug. / At the provider: raw records to an extract."""
    from evaluation import console
    from evaluation.provider import export as write
    from evaluation.provider.note import Note

    done = write(source, out, key, year, provider=provider, note=Note(study=study, site=site), threshold=threshold,
                 municipalities=municipalities, client=client or ())  # fmt: skip
    console.exported(done)


@app.command()
def purge(
    study: StudyDir = Path(),
    yes: Annotated[bool, typer.Option("--yes", help="wirklich löschen / really delete")] = False,
) -> None:
    """Personentabellen löschen, deren Aufbewahrung endete; ohne --yes nur zeigen. / Delete ended person tables."""
    import datetime as dt

    from evaluation import console, lifecycle
    from evaluation.study import load_study

    console.purged(lifecycle.purge(load_study(study), dt.date.today(), delete=yes))


def main() -> None:
    """Run the command line; an error that the user can mend is shown without a traceback, exit code 2."""
    from evaluation.errors import EvaluationError

    try:
        app()
    except EvaluationError as error:
        from evaluation import console

        console.error(error)
        sys.exit(2)
    except OSError as error:
        from evaluation import console

        place, reason = error.filename or "?", error.strerror or type(error).__name__
        console.error(
            EvaluationError(
                f"Datei oder Ordner nicht zugänglich: {place} ({reason}). Rechte, Platz und Schreibschutz prüfen.",
                f"File or folder not accessible: {place} ({reason}). Check rights, free space and write protection.",
            )
        )
        sys.exit(2)


if __name__ == "__main__":
    main()
