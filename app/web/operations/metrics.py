"""The same numbers for monitoring, in the text format of Prometheus. Counts and instants alone: nothing about people.

They are read from the database when they are asked for, so every web process answers the same.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from ipaddress import ip_address

from flask import Response, current_app, request
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from werkzeug.exceptions import NotFound

from app.casework import almanac, operations
from app.casework.operations import Overview
from app.web.operations import blueprint

PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-Ip")


@blueprint.get("/metrics")
def metrics() -> Response:
    """With a token in the settings, for whoever has it; without, for programs on this machine alone."""
    if not may_read():
        raise NotFound
    registry = CollectorRegistry()
    registry.register(Numbers(operations.look()))
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def may_read() -> bool:
    token = current_app.extensions["shouwen.settings"].metrics_token
    if token:
        _, _, given = request.headers.get("Authorization", "").partition(" ")
        return hmac.compare_digest(given.strip().encode(), token.encode())
    # What a proxy on this machine passes on comes from elsewhere, whoever it says it is.
    return is_loopback(request.remote_addr or "") and not any(name in request.headers for name in PASSED_ON)


def is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class Numbers:
    """An overview as a collector of prometheus-client."""

    def __init__(self, found: Overview) -> None:
        self.found = found

    def collect(self) -> Iterator[Metric]:
        found, late = self.found, self.found.lateness
        yield from (gauge(name, says, value) for name, says, value in gauges(found) if value is not None)
        quantiles = GaugeMetricFamily(
            "shouwen_timer_lateness_seconds", "How late timers fired in the last hour", labels=["quantile"]
        )
        for share, value in (("0.5", late.p50), ("0.99", late.p99), ("1", late.most)):
            if value is not None:
                quantiles.add_metric([share], value.total_seconds())
        yield quantiles
        incidents = GaugeMetricFamily("shouwen_incidents_open", "Open incidents, by source", labels=["source"])
        for source in ("engine", "timer", "outbox"):
            incidents.add_metric([source], found.incidents.get(source, 0))
        yield incidents
        workers = GaugeMetricFamily("shouwen_workers", "Workers, by state", labels=["state"])
        workers.add_metric(["alive"], found.workers_alive)
        workers.add_metric(["silent"], len(found.workers) - found.workers_alive)
        yield workers
        yield self.calendars()

    def calendars(self) -> Metric:
        years = GaugeMetricFamily(
            "shouwen_calendar_years_open",
            "Years of calendars that somebody has to see to, by calendar and status",
            labels=["calendar", "year", "status"],
        )
        for each in almanac.open_years(self.found.at):
            years.add_metric([each.calendar, str(each.year), each.status], 1)
        return years


def gauges(found: Overview) -> Iterator[tuple[str, str, float | None]]:
    """Name, meaning and value of the plain numbers; None: there is nothing to say."""
    upcoming = found.next_timer.timestamp() if found.next_timer else None
    oldest = (found.at - found.timers_due_since).total_seconds() if found.timers_due_since else 0.0
    yield "shouwen_next_timer_timestamp_seconds", "When the next timer is due", upcoming
    yield "shouwen_timers_due", "Timers that are due and have not fired", found.timers_due
    yield "shouwen_timers_due_oldest_seconds", "How long the oldest of them waits", oldest
    starts = found.next_start.timestamp() if found.next_start else None
    yield "shouwen_next_start_timestamp_seconds", "When a process starts by the clock next", starts
    yield "shouwen_starts_failing", "Schedules whose start did not work and is tried again", found.starts_failing
    yield (
        "shouwen_recounts_waiting",
        "Publications by which open limits are still to be counted",
        found.recounts_waiting,
    )
    yield "shouwen_timers_fired_last_minute", "Timers that fired in the last minute", found.fired_last_minute
    yield "shouwen_timers_fired_last_hour", "Timers that fired in the last hour", found.lateness.fired
    yield "shouwen_cases_put_off", "Cases whose timers could not be fired", found.cases_put_off
    yield "shouwen_outbox_waiting", "Messages in the outbox that wait", found.outbox_waiting
    yield "shouwen_outbox_due", "Messages in the outbox that are due", found.outbox_due
    yield "shouwen_outbox_failed", "Messages that could not be delivered", found.outbox_failed


def gauge(name: str, says: str, value: float) -> Metric:
    return GaugeMetricFamily(name, says, value=value)
