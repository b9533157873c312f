"""The engine: the only part that knows SpiffWorkflow. It is given everything and returns everything."""

from app.engine.advance import advance, places, rungs_ahead, view, ways_back
from app.engine.case import canonical
from app.engine.case import order as timer_order
from app.engine.library import Version, content_hash, executed, load
from app.engine.step import Step, View

__all__ = [
    "Step",
    "Version",
    "View",
    "advance",
    "canonical",
    "content_hash",
    "executed",
    "load",
    "places",
    "rungs_ahead",
    "timer_order",
    "view",
    "ways_back",
]
