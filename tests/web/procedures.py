"""The procedure that the tests of the web work with: intake at the association, verified by a bank, then answered."""

from __future__ import annotations

from typing import Any

from tests.support.bpmn import Bpmn

FORMS: dict[str, Any] = {
    "intake": {
        "id": "intake",
        "title": "受理登记",
        "components": [
            {"type": "textfield", "key": "complainant", "label": "投诉人", "validate": {"required": True}},
            {
                "type": "select",
                "key": "bank",
                "label": "被投诉银行",
                "validate": {"required": True},
                "values": [{"value": "bank-a", "label": "甲银行"}, {"value": "bank-b", "label": "乙银行"}],
            },
            {"type": "filepicker", "key": "evidence", "label": "证据", "multiple": True},
        ],
        "schemaVersion": 16,
        "type": "default",
    },
    "finding": {
        "id": "finding",
        "title": "核查结果",
        "components": [
            {
                "type": "textarea",
                "key": "finding",
                "label": "核查情况",
                "validate": {"required": True, "minLength": 5},
            },
            {"type": "number", "key": "loss", "label": "损失金额", "validate": {"min": 0}},
        ],
        "schemaVersion": 16,
        "type": "default",
    },
}


def complaint() -> Bpmn:
    return (
        Bpmn("complaint", name="投诉办理")
        .start(form="intake")
        .user("verify", name="核查", groups='="handler@" + bank', form="finding", due="=workdays(2)")
        .document("两个工作日内核实。")
        .user("answer", name="答复", groups="clerk@association", due="=workhours(4)")
        .end("answered", name="已答复")
    )
