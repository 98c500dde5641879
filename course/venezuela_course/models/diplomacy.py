"""Unit 3: how votes, blocs, wordings and clubs decide what diplomacy can do.

Each section of the lesson has its module, and each name of those modules can be had from here.

=====================================  =========================================
section                                module
=====================================  =========================================
3.1 Thresholds                         `voting`, and for the wording `coalition`
3.2 Power                              `power`
3.3 Absent, abstaining, refusing       `voting`
3.4 Clubs and bridges                  `clubs`
3.5 Why talks stop                     `bargaining`, `process_tracing`
=====================================  =========================================
"""

from __future__ import annotations

from venezuela_course.models.bargaining import (
    BargainingRange,
    Ripeness,
    bargaining_range,
    ripeness,
)
from venezuela_course.models.clubs import (
    Comparison,
    Edge,
    betweenness,
    bridges,
    compare,
    cut_states,
)
from venezuela_course.models.coalition import (
    CLAUSES,
    RETAINED,
    STRENGTHS,
    Text,
    Texts,
    Tolerances,
    all_texts,
    best_feasible,
    efficiency,
    frontier,
    joiners,
    leavers,
    responses,
    retained_strength,
    supporters,
    survey_texts,
    text_from,
    tolerances_from,
)
from venezuela_course.models.power import (
    LISTABLE_PLAYERS,
    ReducedGame,
    banzhaf,
    blocking,
    merge_bloc,
    minimal_blocking,
    minimal_winning,
    reduced_game,
    shapley_shubik,
    swings,
    winning,
    winning_coalitions,
)
from venezuela_course.models.process_tracing import (
    TESTS,
    classify_test,
    update,
    weight_of_evidence,
)
from venezuela_course.models.voting import (
    RULES,
    VOTES,
    Base,
    Decision,
    Rule,
    Tally,
    Vote,
    abstention_counts_as_no,
    blocking_size,
    decide,
    quota,
    rule_label,
    same_effect,
    simple_majority,
    tally,
)

__all__ = [
    "CLAUSES",
    "LISTABLE_PLAYERS",
    "RETAINED",
    "RULES",
    "STRENGTHS",
    "TESTS",
    "VOTES",
    "BargainingRange",
    "Base",
    "Comparison",
    "Decision",
    "Edge",
    "ReducedGame",
    "Ripeness",
    "Rule",
    "Tally",
    "Text",
    "Texts",
    "Tolerances",
    "Vote",
    "abstention_counts_as_no",
    "all_texts",
    "banzhaf",
    "bargaining_range",
    "best_feasible",
    "betweenness",
    "blocking",
    "blocking_size",
    "bridges",
    "classify_test",
    "compare",
    "cut_states",
    "decide",
    "efficiency",
    "frontier",
    "joiners",
    "leavers",
    "merge_bloc",
    "minimal_blocking",
    "minimal_winning",
    "quota",
    "reduced_game",
    "responses",
    "retained_strength",
    "ripeness",
    "rule_label",
    "same_effect",
    "shapley_shubik",
    "simple_majority",
    "supporters",
    "survey_texts",
    "swings",
    "tally",
    "text_from",
    "tolerances_from",
    "update",
    "weight_of_evidence",
    "winning",
    "winning_coalitions",
]
