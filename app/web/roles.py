"""What roles and groups are called on pages. A role nobody named here is shown as it is written."""

from __future__ import annotations

from flask_babel import gettext, lazy_gettext

from app.casework.organisation import Directory

ROLES = {
    "administrator": lazy_gettext("administrator"),
    "after-sales": lazy_gettext("after-sales service"),
    "archivist": lazy_gettext("archivist"),
    "auditor": lazy_gettext("auditor"),
    "branch-handler": lazy_gettext("branch handler"),
    "call-centre": lazy_gettext("call centre"),
    "complaint-manager": lazy_gettext("complaint manager"),
    "contractor": lazy_gettext("contractor"),
    "department-handler": lazy_gettext("department handler"),
    "dispatcher": lazy_gettext("dispatcher"),
    "dispute-acceptor": lazy_gettext("accepts disputes"),
    "dispute-handler": lazy_gettext("handles disputes"),
    "executive": lazy_gettext("executive"),
    "general-manager": lazy_gettext("general manager"),
    "group-account": lazy_gettext("key account manager"),
    "head": lazy_gettext("head"),
    "hq-clerk": lazy_gettext("headquarters clerk"),
    "hr-finance": lazy_gettext("staff and finance"),
    "information-clerk": lazy_gettext("information clerk"),
    "inspector": lazy_gettext("inspector"),
    "intake": lazy_gettext("intake"),
    "it-support": lazy_gettext("IT support"),
    "leader": lazy_gettext("leader in charge"),
    "management-representative": lazy_gettext("management representative"),
    "marketing-director": lazy_gettext("marketing director"),
    "marketing-vp": lazy_gettext("vice president, marketing"),
    "member-handler-a": lazy_gettext("contact A"),
    "member-handler-b": lazy_gettext("contact B"),
    "news": lazy_gettext("news editor"),
    "office-clerk": lazy_gettext("office clerk"),
    "process-owner": lazy_gettext("process owner"),
    "quality-inspector": lazy_gettext("quality inspector"),
    "region-manager": lazy_gettext("regional manager"),
    "sales-general-manager": lazy_gettext("general manager, sales"),
    "salesperson": lazy_gettext("sales representative"),
    "service-agent": lazy_gettext("service agent"),
    "si-service": lazy_gettext("integrator’s service"),
    "si-tech": lazy_gettext("integrator’s engineer"),
    "superior": lazy_gettext("superior"),
    "supervisor": lazy_gettext("supervisor"),
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
