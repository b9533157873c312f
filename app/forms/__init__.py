"""Forms: what a task asks for. form-js JSON in, typed and checked values out; pure, and the same everywhere.

A submit writes only what the form declares and shows: that rule lives here, not in any page.
"""

from app.forms.errors import FormBroken
from app.forms.field import Field, Option
from app.forms.files import FileFacts
from app.forms.filling import Entry, Filling
from app.forms.form import Form
from app.forms.messages import english
from app.forms.moment import Moment
from app.forms.schema import parse

__all__ = ["Entry", "Field", "FileFacts", "Filling", "Form", "FormBroken", "Moment", "Option", "english", "parse"]
