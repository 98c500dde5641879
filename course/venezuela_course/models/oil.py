"""Unit 2: what becomes of an oil state when price, volume and capital turn against it.

Each section of the lesson has its module, and each name of those modules can be had from here.

=====================================  =========================================
section                                module
=====================================  =========================================
2.1 Oil and politics                   `dutch_disease`
2.2 Can all these numbers be true?     `feasibility`, with units from `quantities`
2.3 Price, volume, discount            `decomposition`
2.4 The sanctions counterfactual       `counterfactual`
2.5 Vintages and annualised rates      `compounding`
2.6 Oil for loans                      `oil_debt`
=====================================  =========================================
"""

from __future__ import annotations

from venezuela_course.models.compounding import (
    annual_rate,
    cumulative,
    monthly_rate,
    months_to_double,
)
from venezuela_course.models.counterfactual import (
    BEFORE_AFTER,
    BREAKS,
    DIMENSIONS,
    DONORS,
    ESTIMATORS,
    GAPS,
    HORIZON,
    WINDOWS,
    Multiverse,
    Specification,
    actual_output,
    counterfactual_path,
    donor_table,
    effect_of,
    multiverse,
    panel_years,
    split_effects,
    variance_shares,
)
from venezuela_course.models.decomposition import (
    FACTORS,
    METHODS,
    Sales,
    change,
    in_order,
    lmdi,
    lmdi_by_year,
    log_mean,
    one_at_a_time,
    sales,
    sales_of,
    shapley,
)
from venezuela_course.models.dutch_disease import (
    BOOM_YEARS,
    BUST_YEARS,
    PHASES,
    RESPONSES,
    Course,
    Economy,
    admissible,
    draws,
    phase_effects,
    signs,
    simulate,
)
from venezuela_course.models.feasibility import (
    Range,
    Statement,
    feasible,
    loosening,
    possible,
)
from venezuela_course.models.oil_debt import (
    balances,
    yearly_payment,
    years_to_repay,
)
from venezuela_course.models.quantities import (
    BARRELS,
    BUSD,
    BUSD_YEAR,
    DAYS,
    DAYS_IN_YEAR,
    KB_D,
    MB_D,
    MB_YEAR,
    MUSD_DAY,
    SHARE,
    USD,
    USD_BBL,
    YEARS,
    Quantity,
    Unit,
    UnitError,
)

__all__ = [
    "BARRELS",
    "BEFORE_AFTER",
    "BOOM_YEARS",
    "BREAKS",
    "BUSD",
    "BUSD_YEAR",
    "BUST_YEARS",
    "DAYS",
    "DAYS_IN_YEAR",
    "DIMENSIONS",
    "DONORS",
    "ESTIMATORS",
    "FACTORS",
    "GAPS",
    "HORIZON",
    "KB_D",
    "MB_D",
    "MB_YEAR",
    "METHODS",
    "MUSD_DAY",
    "PHASES",
    "RESPONSES",
    "SHARE",
    "USD",
    "USD_BBL",
    "WINDOWS",
    "YEARS",
    "Course",
    "Economy",
    "Multiverse",
    "Quantity",
    "Range",
    "Sales",
    "Specification",
    "Statement",
    "Unit",
    "UnitError",
    "actual_output",
    "admissible",
    "annual_rate",
    "balances",
    "change",
    "counterfactual_path",
    "cumulative",
    "donor_table",
    "draws",
    "effect_of",
    "feasible",
    "in_order",
    "lmdi",
    "lmdi_by_year",
    "log_mean",
    "loosening",
    "monthly_rate",
    "months_to_double",
    "multiverse",
    "one_at_a_time",
    "panel_years",
    "phase_effects",
    "possible",
    "sales",
    "sales_of",
    "shapley",
    "signs",
    "simulate",
    "split_effects",
    "variance_shares",
    "yearly_payment",
    "years_to_repay",
]
