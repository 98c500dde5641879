"""Unit 4: what incomplete records settle, what an audit buys, and what makes a deal hold.

Each section of the lesson has its module, and each name of those modules can be had from here.

=====================================  =========================================
section                                module
=====================================  =========================================
4.2 Missing sheets                     `identification`, for tables `tally_sheets`
4.3 Audits                             `audits`
4.4 Forensics and its limits           `forensics`
4.5 Promises                           `commitment`
4.6 A deal nobody loves                `packages`
=====================================  =========================================
"""

from __future__ import annotations

from venezuela_course.models.audits import (
    BravoSteps,
    bravo_expected_ballots,
    bravo_path,
    bravo_simulate,
    bravo_steps,
    detection_probability,
    detection_sample,
)
from venezuela_course.models.commitment import (
    AmnestyGame,
    Outcome,
    Window,
    least_credibility,
)
from venezuela_course.models.forensics import (
    DigitTest,
    Reading,
    implied_turnout_at_missing,
    increment,
    is_round,
    last_digit_test,
    readings,
    round_counts,
    roundness_probability,
    roundness_simulated,
    turnout,
)
from venezuela_course.models.identification import (
    Bounds,
    critical_coverage,
    critical_false_share,
    critical_missing_votes,
    critical_size_ratio,
    is_identified,
    margin_bounds,
    naive_margin_of_error,
    share_bounds,
    vote_coverage,
)
from venezuela_course.models.packages import (
    SIDES,
    Spoiler,
    Survey,
    Table,
    pareto_efficient,
    pareto_rank,
    survey_packages,
    table_from,
)
from venezuela_course.models.tally_sheets import (
    missing_votes,
    published_only,
    sheet_coverage,
    stratified_bounds,
    synthetic_sheets,
    with_missing_tables,
)

__all__ = [
    "SIDES",
    "AmnestyGame",
    "Bounds",
    "BravoSteps",
    "DigitTest",
    "Outcome",
    "Reading",
    "Spoiler",
    "Survey",
    "Table",
    "Window",
    "bravo_expected_ballots",
    "bravo_path",
    "bravo_simulate",
    "bravo_steps",
    "critical_coverage",
    "critical_false_share",
    "critical_missing_votes",
    "critical_size_ratio",
    "detection_probability",
    "detection_sample",
    "implied_turnout_at_missing",
    "increment",
    "is_identified",
    "is_round",
    "last_digit_test",
    "least_credibility",
    "margin_bounds",
    "missing_votes",
    "naive_margin_of_error",
    "pareto_efficient",
    "pareto_rank",
    "published_only",
    "readings",
    "round_counts",
    "roundness_probability",
    "roundness_simulated",
    "share_bounds",
    "sheet_coverage",
    "stratified_bounds",
    "survey_packages",
    "synthetic_sheets",
    "table_from",
    "turnout",
    "vote_coverage",
    "with_missing_tables",
]
