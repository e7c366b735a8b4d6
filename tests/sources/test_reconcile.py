"""Several deliveries: repeats, conflicts, replacements, contacts beside aggregates, and the table of deliveries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from evaluation.sources import Clean, discover, load, reconcile
from evaluation.study import Study

from .conftest import CONTACTS, NOTE, Deliver


def all_of(study: Study) -> Clean:
    deliveries, findings = discover(study)
    assert not [finding for finding in findings if finding.severity == "blocks"]
    return reconcile([load(delivery, study) for delivery in deliveries], study)


def rules(clean: Clean) -> list[tuple[str, str]]:
    return [(finding.rule, finding.delivery) for finding in clean.findings if finding.rule != "years_not_delivered"]


def gaps(clean: Clean) -> dict[str, str]:
    told = [finding for finding in clean.findings if finding.rule == "years_not_delivered"]
    assert all(finding.severity == "info" and finding.count == finding.de.count("20") for finding in told)
    return {finding.site: finding.de.split(": ")[1].split(".")[0] for finding in told}


def test_sites_and_years_without_a_delivery_are_told(study: Study, deliver: Deliver) -> None:
    deliver()
    every = "2018, 2023, 2024"
    assert gaps(all_of(study)) == {"auental": "2018, 2023", "moorheide": every, "zwickau": every}


def test_years_before_and_after_a_site_takes_part_are_not_missed(study: Study, deliver: Deliver) -> None:
    deliver()
    first, second, third = study.sites
    late = replace(second, start_date=dt.date(2024, 4, 1))
    short = replace(third, start_date=dt.date(2017, 1, 1), end_date=dt.date(2018, 12, 31))
    assert gaps(all_of(replace(study, sites=(first, late, short)))) == {
        "auental": "2018, 2023", "moorheide": "2024", "zwickau": "2018",
    }  # fmt: skip


def test_official_statistics_are_no_delivery_of_a_site(study: Study, deliver: Deliver) -> None:
    deliver()
    figures = "Gebietsschlüssel;Stichtag;Kennzahl;Wert;Quelle\n99002001;31.12.2024;population;5000;Amt\n"
    note = NOTE.replace('"auental"', '"moorheide"').replace('"consultation"', '"context_figure"')
    deliver("amtlich", note, kontakte_csv=figures)
    clean = all_of(study)
    assert clean.tables["context_figure"].height == 1
    assert gaps(clean)["moorheide"] == "2018, 2023, 2024"


def test_what_was_refused_was_not_taken_over(study: Study, deliver: Deliver) -> None:
    deliver()
    deliver("b", NOTE.replace('"auental"', '"moorheide"'), kontakte_csv="Kontakt-ID;Monat\n")
    assert gaps(all_of(study))["moorheide"] == "2018, 2023, 2024"


LATER = NOTE.replace("2025-02-03", "2025-05-01")
OTHER = CONTACTS.replace("K1", "X1").replace("K2", "X2")


def balanced(clean: Clean) -> bool:
    aside = sum(frame.height for frame in clean.set_aside.values())
    counted = sum(row.rows_set_aside for row in clean.rows)
    return aside == counted and all(row.rows_in == row.rows_clean + row.rows_set_aside for row in clean.rows)


def test_same_file_twice_counts_once(study: Study, deliver: Deliver) -> None:
    deliver("a")
    deliver("b", LATER)
    clean = all_of(study)
    assert rules(clean) == [("file_repeated", "b")]
    assert clean.tables["consultation"].height == 2 and balanced(clean)


def test_another_delivery_for_the_same_months_blocks(study: Study, deliver: Deliver) -> None:
    deliver("a", LATER, kontakte_csv=OTHER)
    deliver("b")
    clean = all_of(study)
    assert rules(clean) == [("delivery_conflict", "a")], "the one received later is not loaded"
    assert clean.findings[0].severity == "blocks" and "„b“" not in clean.findings[0].de
    assert clean.tables["consultation"]["contact_id"].to_list() == ["K1", "K2"] and balanced(clean)


def test_replaces_takes_the_place_of_the_earlier_one(study: Study, deliver: Deliver) -> None:
    deliver("a")
    deliver("b", LATER.replace("sender", 'replaces = "a"\nsender'), kontakte_csv=OTHER)
    clean = all_of(study)
    assert rules(clean) == [("delivery_replaced", "a")]
    assert clean.tables["consultation"]["contact_id"].to_list() == ["X1", "X2"] and balanced(clean)


def test_replaces_must_name_a_delivery(study: Study, deliver: Deliver) -> None:
    deliver("a", NOTE.replace("sender", 'replaces = "z"\nsender'))
    assert rules(all_of(study)) == [("replaces_unknown", "a")]


def test_quarters_are_no_conflict(study: Study, deliver: Deliver) -> None:
    deliver("a")
    deliver("b", LATER, kontakte_csv="Kontakt-ID;Monat\nK3;2024-04\n")
    clean = all_of(study)
    assert rules(clean) == [] and clean.tables["consultation"].height == 3


def test_figures_of_several_sources_are_no_conflict(study: Study, deliver: Deliver) -> None:
    note = NOTE.replace('"consultation"', '"context_figure"')
    rows = "AGS;Stichtag;Kennzahl;Wert;Quelle\n99001;31.12.2024;{};5;Amt\n"
    deliver("a", note, kontakte_csv=rows.format("Bevölkerung"))
    deliver("b", note, kontakte_csv=rows.format("Fläche (km²)"))
    clean = all_of(study)
    assert "delivery_conflict" not in [rule for rule, _ in rules(clean)]
    assert clean.tables["context_figure"]["figure"].to_list() == ["population", "area_km2"]


def test_key_in_two_files(study: Study, deliver: Deliver) -> None:
    note = NOTE + NOTE[NOTE.index("\n[[file]]") :].replace("kontakte.csv", "mehr.csv")
    deliver("a", note, kontakte_csv=CONTACTS, mehr_csv="Kontakt-ID;Monat\nK2;2024-03\nK9;2024-03\n")
    clean = all_of(study)
    assert [(f.rule, f.file, f.row) for f in clean.findings if f.delivery] == [("key_in_other_file", "mehr.csv", 2)]
    assert clean.tables["consultation"]["contact_id"].to_list() == ["K1", "K2", "K9"] and balanced(clean)


def test_contacts_and_aggregates(study: Study, deliver: Deliver) -> None:
    deliver("a")
    note = NOTE.replace('"consultation"', '"consultation_agg"')
    totals = "Zeitraum;Merkmal;Ausprägung;Gespräche\n2024;insgesamt;;3\n2024;Hauptthema;Wohnen;3\n"
    deliver("b", note, kontakte_csv=totals)
    clean = all_of(study)
    assert [rule for rule, _ in rules(clean)] == ["contacts_and_aggregates", "contacts_differ"]
    assert clean.tables["consultation_agg"].height == 0 and clean.compared["consultation_agg"].height == 2


def test_table_of_deliveries(study: Study, deliver: Deliver) -> None:
    deliver("a", kontakte_csv=CONTACTS + "K3;gestern;Wohnen\n")
    row = all_of(study).tables["delivery"].row(0, named=True)
    assert (row["delivery_id"], row["file"], row["table_name"]) == ("a", "kontakte.csv", "consultation")
    assert (row["rows_in"], row["rows_clean"], row["rows_set_aside"]) == (3, 2, 1)
    assert (row["counting_rule"], row["legal_basis"], row["synthetic"]) == ("contacts", "par75", True)
    assert (row["findings_set_aside"], row["findings_blocks"]) == (1, 0)


def test_order_of_folders_does_not_matter(study: Study, deliver: Deliver) -> None:
    deliver("z")
    deliver("b", LATER, kontakte_csv="Kontakt-ID;Monat\nK3;2024-04\n")
    deliveries, _ = discover(study)
    items = [load(delivery, study) for delivery in deliveries]
    one, other = reconcile(items, study), reconcile(items[::-1], study)
    assert one.tables["consultation"].equals(other.tables["consultation"])
    assert one.tables["delivery"].equals(other.tables["delivery"])


def test_nothing_delivered(study: Study) -> None:
    clean = reconcile([], study)
    assert list(clean.tables) == ["delivery"] and clean.tables["delivery"].height == 0
    assert isinstance(clean.tables["delivery"], pl.DataFrame)


def test_broken_file_leaves_the_others(study: Study, deliver: Deliver) -> None:
    note = NOTE + NOTE[NOTE.index("\n[[file]]") :].replace("kontakte.csv", "leer.csv")
    deliver("a", note, kontakte_csv=CONTACTS, leer_csv=b"")
    clean = all_of(study)
    assert rules(clean) == [("file_empty", "a")] and clean.tables["consultation"].height == 2
    assert clean.tables["delivery"]["findings_blocks"].to_list() == [0, 1]
    assert clean.tables["delivery"]["rows_in"].to_list() == [2, None], "refused is not the same as delivered empty"
