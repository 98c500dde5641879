"""What the course knows, as typed pandas tables.

The tables are the Frictionless data package in ``seeds/``; their columns, types, units and keys are
described in its ``datapackage.json`` and nowhere else.

Examples
--------
>>> from venezuela_course import seeds
>>> seeds.claim("S001-024")["claim"]
'Fourteen Caribbean countries formed a group with its own position'
>>> int((seeds.roll_call("2017-06-19") == "for").sum())
20
"""

from venezuela_course.seeds.folder import data_folder
from venezuela_course.seeds.loader import (
    EvidenceError,
    asserter_sides,
    claim,
    claim_relations,
    claim_uses,
    claims,
    coding_sample,
    coup_cases,
    election_2024,
    election_2024_states,
    elections_history,
    external_facts,
    forecast_vintages,
    groups,
    indicator_evidence,
    macro,
    migration,
    militarisation,
    military_expenditure,
    oas_states,
    oil_prices,
    oil_production,
    oil_reserves,
    page_lines,
    roll_call,
    roll_call_totals,
    roll_calls,
    sanctions,
    sources,
    synthetic_sheets,
    table,
    tables,
    teaching_values,
    timeline,
    triage_samples,
)
from venezuela_course.seeds.references import cite, exists, relations_of, resolve
from venezuela_course.seeds.tally_sheets import TALLY_SHEETS, tally_sheets, tally_sheets_path

__all__ = [
    "TALLY_SHEETS",
    "EvidenceError",
    "asserter_sides",
    "cite",
    "claim",
    "claim_relations",
    "claim_uses",
    "claims",
    "coding_sample",
    "coup_cases",
    "data_folder",
    "election_2024",
    "election_2024_states",
    "elections_history",
    "exists",
    "external_facts",
    "forecast_vintages",
    "groups",
    "indicator_evidence",
    "macro",
    "migration",
    "militarisation",
    "military_expenditure",
    "oas_states",
    "oil_prices",
    "oil_production",
    "oil_reserves",
    "page_lines",
    "relations_of",
    "resolve",
    "roll_call",
    "roll_call_totals",
    "roll_calls",
    "sanctions",
    "sources",
    "synthetic_sheets",
    "table",
    "tables",
    "tally_sheets",
    "tally_sheets_path",
    "teaching_values",
    "timeline",
    "triage_samples",
]
