"""Unit 1: who commands, what a coup is, how a slow process is measured, and why officers stay.

Each section of the lesson has its module, and each name of those modules can be had from here.

=====================================  =========================================
section                                module
=====================================  =========================================
1.1 Who commands whom?                 `command`
1.2 What would count as a coup?        `definitions`
1.3 Measuring a slow process           `composite_index`, and `agreement`
1.4 Robustness                         `composite_index`
1.5 Why officers stay                  `loyalty`
=====================================  =========================================
"""

from __future__ import annotations

from venezuela_course.models.agreement import cohens_kappa
from venezuela_course.models.command import (
    STATUSES,
    Link,
    cut_vertices,
    cut_vertices_between,
    firm,
    pieces_without,
    ranks,
)
from venezuela_course.models.composite_index import (
    AGGREGATIONS,
    DRAWS,
    NEVER,
    TOP,
    Parting,
    Stability,
    carried_forward,
    compare_codings,
    dirichlet_weights,
    index_path,
    onset,
    onset_stability,
)
from venezuela_course.models.definitions import (
    CRITERIA,
    DAYS,
    POWELL_THYNE,
    POWELL_THYNE_DAYS,
    TRUTHS,
    Case,
    Classification,
    Definition,
    Truth,
    all_of,
    any_of,
    cases_from,
    changes_between,
    classify,
    lasts,
    matrix,
    negation,
    sensitive_to,
    switched,
)
from venezuela_course.models.loyalty import (
    POLICIES,
    Game,
    changed,
    cheapest_policy,
    equilibria,
    game_from,
    needed_chance,
    needed_change,
    net_gain,
    success,
    tipping_share,
)

__all__ = [
    "AGGREGATIONS",
    "CRITERIA",
    "DAYS",
    "DRAWS",
    "NEVER",
    "POLICIES",
    "POWELL_THYNE",
    "POWELL_THYNE_DAYS",
    "STATUSES",
    "TOP",
    "TRUTHS",
    "Case",
    "Classification",
    "Definition",
    "Game",
    "Link",
    "Parting",
    "Stability",
    "Truth",
    "all_of",
    "any_of",
    "carried_forward",
    "cases_from",
    "changed",
    "changes_between",
    "cheapest_policy",
    "classify",
    "cohens_kappa",
    "compare_codings",
    "cut_vertices",
    "cut_vertices_between",
    "dirichlet_weights",
    "equilibria",
    "firm",
    "game_from",
    "index_path",
    "lasts",
    "matrix",
    "needed_chance",
    "needed_change",
    "negation",
    "net_gain",
    "onset",
    "onset_stability",
    "pieces_without",
    "ranks",
    "sensitive_to",
    "success",
    "switched",
    "tipping_share",
]
