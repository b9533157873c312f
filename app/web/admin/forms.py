"""The few forms of the organisation's pages."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, StringField
from wtforms.validators import DataRequired, Length, Optional, Regexp, ValidationError

from app.casework.organisation import SYSTEM_ROLES, Directory
from app.store import db, models
from app.web.roles import ROLES, role_name

REQUIRED = _l("Please fill this in.")
LOGIN = r"^[a-z][a-z0-9]*([.\-_][a-z0-9]+)*$"


class FactsForm(FlaskForm):
    name = StringField(_l("Name"), validators=[DataRequired(REQUIRED), Length(max=100)])
    email = EmailField(_l("E-mail"), validators=[Optional(), Length(max=200)])
    phone = StringField(_l("Phone"), validators=[Optional(), Length(max=50)])


class NewPersonForm(FactsForm):
    login = StringField(
        _l("Login"),
        validators=[
            DataRequired(REQUIRED),
            Length(max=64),
            Regexp(LOGIN, message=_l("Small letters and digits, with dots or dashes between them: li.xiaomei")),
        ],
    )

    def validate_login(self, field: StringField) -> None:
        taken = db.select(models.Person.id).filter_by(login=field.data)
        if db.session.scalar(taken) is not None:
            raise ValidationError(_l("There is somebody with this login already."))


class AbsenceForm(FlaskForm):
    first = DateField(_l("From"), validators=[DataRequired(REQUIRED)])
    last = DateField(_l("Until"), validators=[DataRequired(REQUIRED)])

    def validate_last(self, field: DateField) -> None:
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_l("The last day is before the first."))


def roles_to_give(directory: Directory) -> list[tuple[str, str]]:
    """The roles there are: those with a name, and those that somebody holds already; the system's own first."""
    held = {each.role for person in directory.people.values() for each in person.memberships}
    known = sorted(held | set(ROLES), key=lambda role: (role not in SYSTEM_ROLES, role_name(role)))
    return [(role, role_name(role)) for role in known]
