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
    claim,
    claim_relations,
    claim_uses,
    claims,
    coding_sample,
    election_2024,
    election_2024_states,
    elections_history,
    external_facts,
    forecast_vintages,
    groups,
    macro,
    migration,
    militarisation,
    military_expenditure,
    oas_states,
    oil_prices,
    oil_production,
    oil_reserves,
    roll_call,
    roll_call_totals,
    roll_calls,
    sanctions,
    sources,
    table,
    tables,
    teaching_values,
    timeline,
)
from venezuela_course.seeds.references import cite, exists, relations_of, resolve

__all__ = [
    "EvidenceError",
    "cite",
    "claim",
    "claim_relations",
    "claim_uses",
    "claims",
    "coding_sample",
    "data_folder",
    "election_2024",
    "election_2024_states",
    "elections_history",
    "exists",
    "external_facts",
    "forecast_vintages",
    "groups",
    "macro",
    "migration",
    "militarisation",
    "military_expenditure",
    "oas_states",
    "oil_prices",
    "oil_production",
    "oil_reserves",
    "relations_of",
    "resolve",
    "roll_call",
    "roll_call_totals",
    "roll_calls",
    "sanctions",
    "sources",
    "table",
    "tables",
    "teaching_values",
    "timeline",
]
