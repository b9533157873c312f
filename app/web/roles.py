"""What roles and groups are called on pages. A role nobody named here is shown as it is written."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from app.casework.organisation import Directory

ROLES = {
    "administrator": lazy_gettext("administrator"),
    "archivist": lazy_gettext("archivist"),
    "auditor": lazy_gettext("auditor"),
    "branch-handler": lazy_gettext("branch handler"),
    "complaint-manager": lazy_gettext("complaint manager"),
    "department-handler": lazy_gettext("department handler"),
    "dispatcher": lazy_gettext("dispatcher"),
    "executive": lazy_gettext("executive"),
    "group-account": lazy_gettext("key account manager"),
    "head": lazy_gettext("head"),
    "hr-finance": lazy_gettext("staff and finance"),
    "intake": lazy_gettext("intake"),
    "leader": lazy_gettext("leader in charge"),
    "member-handler-a": lazy_gettext("contact A"),
    "member-handler-b": lazy_gettext("contact B"),
    "process-owner": lazy_gettext("process owner"),
    "service-agent": lazy_gettext("service agent"),
    "si-service": lazy_gettext("integrator’s service"),
    "si-tech": lazy_gettext("integrator’s engineer"),
    "visitor": lazy_gettext("return visitor"),
}


def role_name(role: str) -> str:
    return str(ROLES.get(role, role))


def group_name(group: str, directory: Directory) -> str:
    """`branch-handler@bank-a-1` as people say it: the unit, then the role in it."""
    role, _, unit = group.partition("@")
    if not unit:
        return role_name(role)
    where = directory.units[unit].name if unit in directory.units else unit
    return gettext("%(unit)s %(role)s", unit=where, role=role_name(role))
