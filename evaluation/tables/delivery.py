"""T37: every delivered file with its origin, legal basis, purpose and row counts; filled by the program."""

from __future__ import annotations

from evaluation.tables._declare import Column, Table


def _count(name: str, de: str, en: str) -> Column:
    return Column(name, "int", de, en, minimum=0)


TABLE = Table(
    number="T37",
    name="delivery",
    de="Datenlieferung",
    en="Delivery",
    protection="P1",
    delivered=False,
    row_de="eine gelieferte Datei",
    row_en="one delivered file",
    key=("delivery_id", "file", "sheet"),
    columns=(
        Column("delivery_id", "id", "Lieferungs-ID", "Delivery id", required=True),
        Column("file", "text", "Datei", "File", required=True),
        Column("sheet", "text", "Tabellenblatt", "Sheet"),
        Column("table_name", "id", "Tabelle", "Table", required=True),
        Column("format", "text", "Format", "Format"),
        Column("file_hash", "text", "Prüfsumme", "Hash (SHA-256)", required=True),
        Column("sender", "text", "Absender", "Sender", required=True),
        Column("received", "date", "eingegangen am", "Received", required=True),
        Column("legal_basis", "code", "Rechtsgrundlage", "Legal basis", codes="CL73", required=True),
        Column("purpose", "text", "Zweck", "Purpose", required=True),
        Column("retention_until", "date", "Aufbewahrung bis", "Retention until", required=True),
        Column("counting_rule", "code", "Zählregel", "Counting rule", codes="CL39"),
        Column("synthetic", "bool", "synthetisch", "Synthetic"),
        Column("schema_version", "text", "Schemaversion", "Schema version"),
        _count("rows_in", "Zeilen gelesen", "Rows read"),
        _count("rows_clean", "Zeilen übernommen", "Rows clean"),
        _count("rows_set_aside", "Zeilen zurückgelegt", "Rows set aside"),
        _count("findings_info", "Hinweise", "Findings: information"),
        _count("findings_repaired", "Reparaturen", "Findings: repaired"),
        _count("findings_set_aside", "Zurücklegungen", "Findings: set aside"),
        _count("findings_blocks", "Sperren", "Findings: blocking"),
    ),
)
