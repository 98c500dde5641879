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
    claims,
    external_facts,
    groups,
    oas_states,
    roll_call,
    roll_call_totals,
    roll_calls,
    sources,
    table,
    tables,
    teaching_values,
    timeline,
)
from venezuela_course.seeds.references import cite, exists, resolve

__all__ = [
    "EvidenceError",
    "cite",
    "claim",
    "claims",
    "data_folder",
    "exists",
    "external_facts",
    "groups",
    "oas_states",
    "resolve",
    "roll_call",
    "roll_call_totals",
    "roll_calls",
    "sources",
    "table",
    "tables",
    "teaching_values",
    "timeline",
]
