"""What an experiment's counts mean: figures that do not fool whoever reads them every day. Standard library only.

Not here: where the counts come from (experiments), any page, any database. The door is this file: `evaluate` makes the
whole report, `plan` sizes an experiment before it starts, `sentence` says a verdict.
"""

from templates.stats.balance import Period, Ratio, mixed_weights, sample_ratio
from templates.stats.bayes import probability_to_be_best
from templates.stats.intervals import (
    Estimate,
    Takings,
    Tally,
    newcombe,
    relative_lift,
    revenue_per_guest,
    welch,
    wilson,
    z_test,
)
from templates.stats.power import Plan, Size, plan
from templates.stats.report import Arm, ArmReport, Comparison, Guardrail, Look, Point, Report, evaluate
from templates.stats.sequential import TAU, Standing, harm_ps, standings
from templates.stats.verdict import Caution, Kind, Verdict
from templates.stats.words import CAUTIONS, SENTENCES, sentence

__all__ = [
    "CAUTIONS",
    "SENTENCES",
    "TAU",
    "Arm",
    "ArmReport",
    "Caution",
    "Comparison",
    "Estimate",
    "Guardrail",
    "Kind",
    "Look",
    "Period",
    "Plan",
    "Point",
    "Ratio",
    "Report",
    "Size",
    "Standing",
    "Takings",
    "Tally",
    "Verdict",
    "evaluate",
    "harm_ps",
    "mixed_weights",
    "newcombe",
    "plan",
    "probability_to_be_best",
    "relative_lift",
    "revenue_per_guest",
    "sample_ratio",
    "sentence",
    "standings",
    "welch",
    "wilson",
    "z_test",
]
