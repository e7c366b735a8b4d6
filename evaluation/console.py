"""What the command line shows: progress bars, summaries, findings, errors. German first, English beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from evaluation.errors import EvaluationError
from evaluation.findings import Finding

if TYPE_CHECKING:
    import polars as pl

    from evaluation.lifecycle import Purge
    from evaluation.pipeline import Summary
    from evaluation.provider import Exported
    from evaluation.release import Released
    from evaluation.reporting.make import Outcome
    from evaluation.sources import Clean

SEVERITY_NAMES = {
    "blocks": "blockiert / blocks",
    "set_aside": "Zeile beiseitegelegt / row set aside",
    "repaired": "repariert / repaired",
    "info": "Hinweis / note",
}
Group: TypeAlias = tuple[tuple[str, str], list[Finding]]
OUT = Console(highlight=False)
ERR = Console(stderr=True, highlight=False)


class Bars:
    """A progress bar per site; where the output is no terminal, a plain line per finished report."""

    def __init__(self, bars: Progress) -> None:
        self.bars = bars
        self.tasks: dict[str, Any] = {}
        self.current: Any = None

    def step(self, de: str, en: str) -> None:
        """Show which step is under way."""
        if self.current is not None:
            self.bars.update(self.current, completed=1)
        self.current = self.bars.add_task(f"{de} / {en}", total=1)
        if not OUT.is_terminal:
            OUT.print(f"· {de} / {en}")

    def site(self, name: str, total: int) -> None:
        """Add a bar for a site's reports."""
        if self.current is not None:
            self.bars.update(self.current, completed=1)
        if name in self.tasks:
            task = self.tasks[name]
            self.bars.update(task, total=(self.bars.tasks[task].total or 0) + total)
        else:
            self.tasks[name] = self.bars.add_task(escape(name), total=total)

    def done(self, outcome: Outcome, name: str) -> None:
        """Advance a site's bar."""
        self.bars.advance(self.tasks[name])
        if not OUT.is_terminal:
            OUT.print(f"  {escape(name)} ({outcome.lang}): {_status(outcome.status)}")


@contextmanager
def progress() -> Iterator[Bars]:
    """Progress bars while the block runs."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=OUT, disable=not OUT.is_terminal) as bars:
        yield Bars(bars)


def _status(status: str) -> str:
    return {
        "ok": "[green]fertig / done[/]",
        "unchanged": "unverändert / unchanged",
        "failed": "[red]fehlgeschlagen / failed[/]",
    }[status]


def summary(result: Summary) -> int:
    """Print paths, failures and blocked deliveries; return the exit code."""
    for year, outcomes in result.outcomes.items():
        counts = Counter(outcome.status for outcome in outcomes)
        parts = ", ".join(f"{number} {_status(status)}" for status, number in sorted(counts.items()))
        OUT.print(f"\n[bold]{year}[/]: {parts}")
        for outcome in outcomes:
            for made in outcome.paths.values():
                OUT.print(f"  {escape(_short(made))}", soft_wrap=True)
    for outcome in result.failed:
        OUT.print(f"\n[red]Fehlgeschlagen / failed:[/] {outcome.site} ({outcome.lang})")
        OUT.print(f"  {escape(outcome.de)}\n  {escape(outcome.en)}", soft_wrap=True)
    for de, en in result.blocked:
        OUT.print(f"\n[red]Nicht geladen / not loaded:[/] {escape(de)}\n  {escape(en)}", soft_wrap=True)
    for de, en in result.held:
        OUT.print(f"\n[red]Zurückgehalten / held back:[/] {escape(de)}\n  {escape(en)}", soft_wrap=True)
    if result.indexes:
        OUT.print("\n[bold]Übersicht / index:[/]")
        for path in result.indexes:
            OUT.print(f"  {escape(_short(str(path)))}", soft_wrap=True)
    return 1 if result.failed or result.blocked or result.held else 0


def _short(path: str) -> str:
    try:
        return str(Path(path).resolve().relative_to(Path.cwd()))
    except ValueError:
        return path


def findings(cleaned: Clean) -> int:
    """Print a readable summary of the findings; return 1 if something blocks."""
    cleaned_rows(cleaned)
    counts = Counter[str]()
    for finding in cleaned.findings:
        counts[finding.severity] += finding.count
    for severity, name in SEVERITY_NAMES.items():
        OUT.print(f"{counts[severity]:>8}  {name}")
    urgent = [finding for finding in cleaned.findings if finding.severity != "info"]
    for (severity, rule), group in _grouped(urgent, lambda f: (f.severity, f.rule, f.delivery, f.file, f.column)):
        place = ", ".join(part for part in (group[0].delivery, group[0].file, group[0].sheet, group[0].column) if part)
        rows = _rows(group)
        OUT.print(f"\n[bold]{SEVERITY_NAMES[severity]}[/] · {escape(place)}{rows} · {rule}", soft_wrap=True)
        OUT.print(f"  {escape(group[0].de)}\n  {escape(group[0].en)}", soft_wrap=True)
    notes = [finding for finding in cleaned.findings if finding.severity == "info"]
    for (severity, rule), group in _grouped(notes, lambda f: (f.severity, f.rule)):
        files = len({(finding.delivery, finding.file) for finding in group})
        OUT.print(f"\n[bold]{SEVERITY_NAMES[severity]}[/] · {files} Dateien / files · {rule}", soft_wrap=True)
        OUT.print(f"  {escape(group[0].de)}\n  {escape(group[0].en)}", soft_wrap=True)
    OUT.print("\nAlle Befunde mit Zeilen / all findings with rows: data_processed/findings.csv")
    return 1 if counts["blocks"] else 0


def _grouped(found: list[Finding], by: Callable[[Finding], tuple[str, ...]]) -> list[Group]:
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in found:
        groups.setdefault(by(finding), []).append(finding)
    order = list(SEVERITY_NAMES)
    listed = sorted(groups.items(), key=lambda item: (order.index(item[0][0]), item[0][1:]))
    return [((key[0], key[1]), group) for key, group in listed]


def _rows(group: list[Finding]) -> str:
    rows = sorted({finding.row for finding in group if finding.row is not None})
    if not rows:
        return ""
    named = ", ".join(str(row) for row in rows[:8]) + (" …" if len(rows) > 8 else "")
    return f", Zeile / row {named}"


def cleaned_rows(cleaned: Clean) -> None:
    """Print rows in, clean and set aside per table."""
    table = Table("Tabelle / table", "Zeilen / rows", "sauber / clean", "beiseite / set aside")
    totals: dict[str, list[int]] = {}
    for row in cleaned.rows:
        total = totals.setdefault(row.table, [0, 0, 0])
        for place, number in enumerate((row.rows_in, row.rows_clean, row.rows_set_aside)):
            total[place] += number
    for name, numbers in sorted(totals.items()):
        table.add_row(name, *(str(number) for number in numbers))
    OUT.print(table)


def cleaned(result: Clean) -> int:
    """Print what cleaning gave; return 1 if something blocks."""
    cleaned_rows(result)
    return 1 if any(finding.severity == "blocks" for finding in result.findings) else 0


def counted(counts: pl.DataFrame) -> None:
    """Say that counting is done; the counts themselves stay protected."""
    OUT.print(f"{counts['indicator'].n_unique()} Indikatoren gezählt / indicators counted")


def released(result: Released) -> None:
    """Print how many results are shown, hidden or missing."""
    for status, number in result.results["status"].value_counts().items():
        OUT.print(f"{number:>8}  {status}")


def created(paths: list[Path]) -> None:
    """Print the files of a new study."""
    for path in paths:
        OUT.print(f"  {escape(str(path))}", soft_wrap=True)


EXPORTED = {
    "rows_read": "Kontakte gelesen / contacts read",
    "rows_written": "Kontakte im Auszug / contacts in the extract",
    "rows_set_aside": "nicht lesbar oder aus anderem Jahr / not readable or of another year",
    "consent_refused": "abgelehnt, bleiben hier / refused, stay here",
    "consent_withdrawn": "widerrufen, bleiben hier / withdrawn, stay here",
    "consent_unreadable": "Einwilligung nicht lesbar, bleiben hier / consent not readable, stay here",
    "consent_same_person": "weitere Kontakte dieser Personen, bleiben hier / further contacts of these persons",
    "persons": "Personen mit Pseudonym / persons with a pseudonym",
    "rows_without_client": "Kontakte ohne Person / contacts without a person",
    "columns_left": "Spalten, die hier bleiben / columns that stay here",
    "columns_personal": "davon mit Angaben zur Person / of these about the person",
    "residence_as_class": "Wohnorte nur als Größenklasse / residences as size class only",
    "residence_left_out": "Wohnorte weggelassen / residences left out",
    "service_points_left_out": "Beratungsstellen weggelassen / service points left out",
}


def exported(result: Exported) -> None:
    """Print what an export wrote and how much stayed behind: counts only."""
    for name, words in EXPORTED.items():
        OUT.print(f"{result.counts.get(name, 0):>8}  {words}")
    for path in result.files:
        OUT.print(f"  {escape(str(path))}", soft_wrap=True)
    if result.key_made:
        OUT.print(
            f"Neuer Schlüssel / new key: {escape(str(result.key_file))}\n"
            "Er bleibt beim Träger, wird nie geliefert und nach der letzten Lieferung des Jahres gelöscht. / "
            "It stays with the provider, is never delivered and is deleted after the year's last delivery.",
            soft_wrap=True,
        )


def purged(result: Purge) -> None:
    """Print which deliveries' person tables were deleted or would be."""
    if not result.due:
        OUT.print("Keine Aufbewahrung ist beendet. / No retention has ended.")
    for one in result.due:
        rows = ", ".join(f"{name}: {number}" for name, number in one.rows.items()) or "schon gelöscht / already deleted"
        OUT.print(f"{escape(one.delivery)} · bis / until {one.retention_until} · {rows}", soft_wrap=True)
    for path in result.raw:
        words = "liegt noch hier, bitte von Hand löschen / still here, please delete by hand"
        OUT.print(f"  {escape(_short(str(path)))}: {words}", soft_wrap=True)
    if result.due and not result.deleted:
        OUT.print("Nichts gelöscht; mit --yes wird gelöscht. / Nothing deleted; --yes deletes.")


def plain(text: str) -> None:
    """Print text as it is."""
    OUT.print(text, markup=False, soft_wrap=True)


def error(problem: EvaluationError) -> None:
    """Print an error in both languages, without a traceback."""
    ERR.print(f"[red bold]Fehler:[/] {escape(problem.de)}", soft_wrap=True)
    ERR.print(f"[red bold]Error:[/] {escape(problem.en)}", soft_wrap=True)
