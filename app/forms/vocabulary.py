"""What form-js can say, type by type, as far as it is understood here."""

from __future__ import annotations

from app.forms.field import CHOICES
from app.forms.reading import READERS

MONEY = ("fen",)  # the custom property `money` of a number: in what the amount is kept
ALWAYS = {"type", "id", "layout", "conditional", "properties"}
WRITES = {"key", "label", "description", "validate", "readonly", "disabled", "defaultValue"}
OFFERS = {"values", "valuesKey", "valuesExpression"}
HOLDS = {"label", "path", "components", "showOutline", "verticalAlignment"}
TIMES = {"subtype", "dateLabel", "timeLabel", "use24h", "timeSerializingFormat", "timeInterval", "disallowPassedDates"}
ROWS = {"isRepeating", "allowAddRemove", "defaultRepetitions", "disableCollapse", "nonCollapsedItems"}

PROPERTIES: dict[str, set[str]] = {
    "textfield": ALWAYS | WRITES | {"appearance"},
    "textarea": ALWAYS | WRITES,
    "number": ALWAYS | WRITES | {"appearance", "increment", "decimalDigits"},
    "datetime": ALWAYS | WRITES | TIMES,
    "select": ALWAYS | WRITES | OFFERS | {"searchable"},
    "radio": ALWAYS | WRITES | OFFERS,
    "checkbox": ALWAYS | WRITES,
    "checklist": ALWAYS | WRITES | OFFERS,
    "taglist": ALWAYS | WRITES | OFFERS,
    "filepicker": (ALWAYS | WRITES | {"accept", "multiple"}) - {"defaultValue"},
    "expression": ALWAYS | {"key", "label", "description", "expression", "computeOn"},
    "group": ALWAYS | HOLDS,
    "dynamiclist": ALWAYS | HOLDS | ROWS,
    "table": ALWAYS | {"label", "columns", "rowCount", "dataSource"},
    "text": ALWAYS | {"label", "text"},
    "separator": ALWAYS,
    "spacer": ALWAYS | {"height"},
    "button": ALWAYS | {"label", "action"},
}
IGNORED = {"button"}  # a page has its own buttons
REFUSED = {
    "html": "HTML is not shown here: use a text, which may hold markdown",
    "iframe": "pages of others are not shown here",
    "image": "images are not shown here",
    "documentPreview": "previews are not shown here: files are listed with links",
}
VALIDATE: dict[str, set[str]] = {
    "textfield": {"required", "minLength", "maxLength", "pattern", "patternErrorMessage", "validationType"},
    "textarea": {"required", "minLength", "maxLength"},
    "number": {"required", "min", "max"},
}
KEYED = {*READERS, *CHOICES, "expression"}
SUBTYPES = ("date", "time", "datetime")
TIME_FORMATS = ("no_timezone", "utc_offset", "utc_normalized")
VALIDATION_TYPES = ("email", "phone", "custom")  # custom: the pattern alone
