"""Unit 0: what a text is, what its statements are worth, and who is not in it.

Each section of the lesson has its module, and each name of those modules can be had from here.

=====================================  ==============================================
section                                module
=====================================  ==============================================
0.1 What is in the box?                `provenance`
0.2 Six kinds of statement             `statements`, `agreement`
0.3 Agreement and contradiction        `claim_graph`, `source_criticism_testimony`
0.4 The impossible coup                `error_hypotheses`
Who speaks, and when                   `dating`, `voices`, `source_criticism_voices`
=====================================  ==============================================
"""

from __future__ import annotations

from venezuela_course.models.agreement import cohens_kappa, stratified_sample
from venezuela_course.models.claim_graph import (
    DIRECTED,
    RELATION_TYPES,
    Relation,
    canonical,
    distinct_statements,
    relations_among,
    superseded,
    tensions,
    witnesses,
)
from venezuela_course.models.dating import PRECISIONS, Span, order, span
from venezuela_course.models.error_hypotheses import (
    HYPOTHESES,
    effective_number,
    entropy,
    normalised,
    odds_against_the_rest,
)
from venezuela_course.models.provenance import (
    LINE_KINDS,
    Share,
    composition,
    macro_f1,
    repeated_pairs,
    repetition_classes,
)
from venezuela_course.models.source_criticism_testimony import corroboration, reweigh
from venezuela_course.models.source_criticism_voices import spoken_of, voices
from venezuela_course.models.statements import (
    KINDS,
    MISREADING_COSTS,
    balanced_samples,
    misreading_cost,
    stratum_counts,
)
from venezuela_course.models.voices import UNKNOWN, anonymous_share, who_speaks

__all__ = [
    "DIRECTED",
    "HYPOTHESES",
    "KINDS",
    "LINE_KINDS",
    "MISREADING_COSTS",
    "PRECISIONS",
    "RELATION_TYPES",
    "UNKNOWN",
    "Relation",
    "Share",
    "Span",
    "anonymous_share",
    "balanced_samples",
    "canonical",
    "cohens_kappa",
    "composition",
    "corroboration",
    "distinct_statements",
    "effective_number",
    "entropy",
    "macro_f1",
    "misreading_cost",
    "normalised",
    "odds_against_the_rest",
    "order",
    "relations_among",
    "repeated_pairs",
    "repetition_classes",
    "reweigh",
    "span",
    "spoken_of",
    "stratified_sample",
    "stratum_counts",
    "superseded",
    "tensions",
    "voices",
    "who_speaks",
    "witnesses",
]
