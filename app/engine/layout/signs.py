"""The signs that BPMN puts into events, gateways and activities, as SVG paths about a middle at 0, 0."""

from __future__ import annotations

from collections.abc import Mapping

EVENTS: Mapping[str, tuple[str, bool]] = {  # kind -> path, whether throwing fills it
    "message": ("M-8,-5.5h16v11h-16z M-8,-5.5l8,6l8,-6", True),
    "timer": (
        "M0,-9a9,9 0 1 1 -.01,0z M0,-5.5v5.5l3.5,2 M0,-9v2 M9,0h-2 M0,9v-2 M-9,0h2",
        False,
    ),
    "signal": ("M0,-7.5l8,13.5h-16z", True),
    "error": ("M-7,7l4,-12l5,6l5,-9l-4,13l-5,-6z", True),
    "escalation": ("M0,-8l6.5,15l-6.5,-6l-6.5,6z", True),
    "compensate": ("M-9,0l8,-6v12z M-1,0l8,-6v12z", True),
    "cancel": ("M-7,-5l2,-2l5,5l5,-5l2,2l-5,5l5,5l-2,2l-5,-5l-5,5l-2,-2l5,-5z", True),
    "link": ("M-8,-3h9v-4l8,7l-8,7v-4h-9z", True),
    "conditional": ("M-6,-8h12v16h-12z M-4,-5h8 M-4,-1.7h8 M-4,1.7h8 M-4,5h8", False),
    "terminate": ("M0,-9a9,9 0 1 1 -.01,0z", True),
}
GATEWAYS: Mapping[str, str] = {
    "exclusiveGateway": "M-8,-9h3.5l4.5,6l4.5,-6h3.5l-6.2,9l6.2,9h-3.5l-4.5,-6l-4.5,6h-3.5l6.2,-9z",
    "parallelGateway": "M-1.8,-12h3.6v10.2h10.2v3.6h-10.2v10.2h-3.6v-10.2h-10.2v-3.6h10.2z",
    "complexGateway": "M-1.5,-12h3v9l6.4,-6.4l2,2l-6.4,6.4h9v3h-9l6.4,6.4l-2,2l-6.4,-6.4v9h-3v-9l-6.4,6.4l-2,-2"
    "l6.4,-6.4h-9v-3h9l-6.4,-6.4l2,-2l6.4,6.4z",
}
TASKS: Mapping[str, str] = {
    "userTask": "M0,-7a3.4,3.4 0 1 1 -.01,0z M-7,8c0,-5 3,-8 7,-8s7,3 7,8z",
    "manualTask": "M-8,-1l5,-5h10a1.5,1.5 0 0 1 0,3h-6h8a1.5,1.5 0 0 1 0,3h-1a1.5,1.5 0 0 1 0,3h-1.5a1.5,1.5 0 0 1 0,3"
    "h-11.5c-2,0 -3,-1 -3,-3z",
    "scriptTask": "M-5,-8h11c-5,4 -5,6 -2,9s2,4 -1,7h-11c4,-3 4,-4 1,-7s-3,-5 2,-9z M-3.5,-4h6 M-3,-.5h6 M-1.5,3h6",
    "serviceTask": "M0,-3a3,3 0 1 1 -.01,0z M0,-7.5v3 M0,4.5v3 M-7.5,0h3 M4.5,0h3 M-5.3,-5.3l2.1,2.1 M3.2,3.2l2.1,2.1"
    " M-5.3,5.3l2.1,-2.1 M3.2,-3.2l2.1,-2.1",
    "businessRuleTask": "M-8,-6h16v12h-16z M-8,-2h16 M-8,2h16 M-3,-2v8",
    "sendTask": "M-8,-5.5h16v11h-16z M-8,-5.5l8,6l8,-6",
    "receiveTask": "M-8,-5.5h16v11h-16z M-8,-5.5l8,6l8,-6",
}
LOOPS: Mapping[str, str] = {
    "parallel": "M-4,-6v12 M0,-6v12 M4,-6v12",
    "sequential": "M-6,-4h12 M-6,0h12 M-6,4h12",
    "standard": "M-4.5,3.5a6,6 0 1 1 4,2.3 M-4.5,3.5h-4 M-4.5,3.5v-4",
}
PLUS = "M-7,-7h14v14h-14z M0,-4v8 M-4,0h8"
PENTAGON = "M0,-8l8,6l-3,9h-10l-3,-9z"
