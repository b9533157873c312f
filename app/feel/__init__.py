"""FEEL (DMN 1.5), the one language of conditions, scripts, timers and decision tables: pure, and it always ends."""

from app.feel.doubts import Doubt, Kinds, look
from app.feel.errors import BudgetSpent, FeelError, FeelSyntaxError
from app.feel.expression import Expression, UnaryTests, is_expression, parse, parse_unary
from app.feel.functions import FUNCTIONS
from app.feel.run import Budget, Warned
from app.feel.values import Function, Range, YearsMonths

BUILTINS = frozenset(FUNCTIONS)

__all__ = [
    "BUILTINS",
    "Budget",
    "BudgetSpent",
    "Doubt",
    "Expression",
    "FeelError",
    "FeelSyntaxError",
    "Function",
    "Kinds",
    "Range",
    "UnaryTests",
    "Warned",
    "YearsMonths",
    "is_expression",
    "look",
    "parse",
    "parse_unary",
]
