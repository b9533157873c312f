"""Trees to Python closures. An expression is compiled once and then costs one call per node."""

from app.feel.closures import calls, literals, loops, membership, operators, structures, written_ranges
from app.feel.closures.membership import UnaryTest, unary_test
from app.feel.closures.rules import compile_node

__all__ = [
    "UnaryTest",
    "calls",
    "compile_node",
    "literals",
    "loops",
    "membership",
    "operators",
    "structures",
    "unary_test",
    "written_ranges",
]
