"""FEEL, the expression language of DMN 1.5, in Python: pure, typed, and every evaluation ends.

An expression is read once, compiled to closures and kept; evaluating it takes a context and gives a value:

>>> from app import feel
>>> condition = feel.parse('渠道 = "电话" and 投诉 金额 > 1000')
>>> sorted(condition.names)
['投诉 金额', '渠道']
>>> condition.evaluate({"渠道": "电话", "投诉 金额": 1200})
True

What cannot be computed is null, and a list says why; what cannot be read is refused with its place. Both speak English
and Chinese:

>>> said = []
>>> feel.parse("amount > 1000").evaluate({"amount": "1200"}, warnings=said) is None
True
>>> str(said[0]), said[0].in_chinese()
('string and number cannot be compared', '文本不能和数字比较')
>>> feel.parse("amount ＞ 1000")
Traceback (most recent call last):
app.feel.errors.WriteInstead: Line 1, column 8: “＞” is not FEEL, write “>”.

Cells of decision tables are unary tests; `look` tells what can never work before anything is evaluated:

>>> feel.parse_unary('"电话", "网站"').matches("网站", {})
True
>>> [str(doubt) for doubt in feel.look('"3" > 2').doubts]
['string and number cannot be compared']

Values are those of Python: str, bool, None, Decimal (int and float come in, Decimal goes out), date, time, datetime,
timedelta (days and time duration), `YearsMonths`, list, dict (context), `Range`, `Function`. Mappings, tuples and
subclasses are copied into these on their way in, and anything else is refused: no attribute of an object is reachable.
`now` and `functions` come from the caller, for nothing here reads a clock; a `Budget` bounds steps, sizes and depth.
Source: OMG DMN 1.5, chapter 10.3; where it stops short is in docs/feel.md, section 15.
"""

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
