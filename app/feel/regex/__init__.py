"""Regular expressions as FEEL has them (XPath and XQuery Functions 3.1, 5.6), matched in bounded time.

Python's `re` has another syntax, and patterns that take it years: an expression must always end.
"""

from app.feel.regex.charsets import BadPattern
from app.feel.regex.matching import Found, find, find_all, prepared

__all__ = ["BadPattern", "Found", "find", "find_all", "prepared"]
