"""From a scenario's row to the truth that the manifest holds.

SPDX-License-Identifier: GPL-2.0-or-later
"""

from dataclasses import dataclass

POINTS = ("client", "middle", "server")


def _step_read(side, position, word):
    name, _, points = word.partition("@")
    step = {"from": side, "step": name.rstrip("+"),
            "rtt_position": None if position == "?" else float(position)}
    if name.endswith("+"):
        step["retransmission"] = True
    if points:
        step["seen_at"] = points.split(",")
    return step


def _states_add(steps, words):
    """Says the ends' states after each of these steps."""
    if not words:
        return
    assumed = [side for side, state in zip(("client", "server"), words) if state[0] == "~"]
    for step in steps:
        step["states"] = [None if state == "?" else state.lstrip("~") for state in words]
        if assumed:
            step["assumed"] = assumed


def steps_read(text):
    """The steps of a scenario's table, in order."""
    steps = []
    for line in text.split("\n"):
        if line.strip():
            flight, _, states = line.partition(": ")
            side, position, *words = flight.split()
            here = [_step_read(side, position, word) for word in words]
            _states_add(here, states.split())
            steps += here
    return steps


def _place_of(steps, side, name):
    """Where the first `name` of `side` stands (None: of either); a retransmission goes before."""
    found = [place for place, step in enumerate(steps)
             if step["step"] == name and side in (None, step["from"])]
    again = [place for place in found if steps[place].get("retransmission")]
    return (again or found)[0]


def _loss_shows(steps, loss, point):
    """Where a loss first shows in the capture at `point`.

    A segment without a step of its own, lost behind the tap, shows in the answer that comes late.
    """
    place = _place_of(steps, None, loss["delays"])
    if steps[place].get("retransmission") or point not in loss["seen_at"]:
        return place
    side = steps[place]["from"]
    return next(i for i in range(place, len(steps)) if steps[i]["from"] != side)


def _waits(truth, point):
    """Of the steps that come late: by how much, how much of that is approximate, and how many
    lookups are part of it."""
    steps = truth["steps"]
    waits = {_place_of(steps, think["who"], think["before"]):
             (think["ms"], 0, think.get("lookups", 0))
             for think in truth["think"]}
    waits.update({_loss_shows(steps, loss, point): (loss["ms"], loss["ms"], 0)
                  for loss in truth["loss"]})
    return waits


@dataclass
class Expected:
    """A step that a capture must have."""
    step: dict
    place: int  # in the truth's steps
    time_ms: float  # when it passes the tap; the first SYN leaves the client at 0
    rough_ms: float  # how much of the wait right before it is approximate
    num_lookups: int  # how often somebody else was asked in that wait


def _expected(truth, point, capture_point):
    waits = _waits(truth, point)
    waited_ms = 0
    for place, step in enumerate(truth["steps"]):
        wait_ms, rough_ms, num_lookups = waits.get(place, (0, 0, 0))
        waited_ms += wait_ms
        on_the_way = (capture_point or 0) if step["from"] == "client" else 1 - (capture_point or 0)
        time_ms = (step["rtt_position"] or 0) * truth["rtt_ms"] + on_the_way * truth["one_way_ms"]
        yield Expected(step, place, time_ms + waited_ms, rough_ms, num_lookups)


def expected_at(truth, point, capture_point):
    """What the capture at `point` must have, in its order.

    What repeats a step that was lost on its way there is no retransmission to who looks there.
    """
    here, known = [], set()
    steps = list(_expected(truth, point, capture_point))
    if not truth.get("untimed"):
        steps.sort(key=lambda e: e.time_ms)
    for expected in steps:
        step = expected.step
        if point not in step.get("seen_at", POINTS):
            continue
        key = (step["from"], step["step"])
        unmarked = ("seen_at",) if key in known else ("seen_at", "retransmission")
        expected.step = {name: value for name, value in step.items() if name not in unmarked}
        here.append(expected)
        known.add(key)
    return here


def truth_of(scenario, truth=None, steps=None):
    """The truth of a scenario, or of another connection in its captures, as the manifest holds
    it."""
    one_way_ms = sum(scenario.delays_ms)
    common = {"one_way_ms": one_way_ms, "rtt_ms": 2 * one_way_ms, "think": [], "loss": []}
    return {**common, **(truth or scenario.truth), "steps": steps_read(steps or scenario.steps)}


def authority_points(scenario):
    """How far from client (0) to authority (1) the taps stand that see its path."""
    near = scenario.delays_ms[0]
    return {"client": 0.0, "middle": round(near / (near + scenario.authority_ms), 3)}


def also_of(scenario):
    """The truths of the further connections; each says which `streams` of its captures it is, where
    not all points see all connections."""
    truths = [truth_of(scenario, *other) for other in scenario.also]
    if not scenario.authority:
        return truths
    order = [*truths[:scenario.stream], None, *truths[scenario.stream:]]
    for place, truth in enumerate(order):
        if truth:
            truth["streams"] = {point: _stream_at(order, place, point) for point in POINTS
                                if point in truth.get("capture_points", POINTS)}
    return truths


def _stream_at(order, place, point):
    """Which of the connections that the tap sees it is; None stands for the scenario's own."""
    return sum(1 for before in order[:place]
               if before is None or point in before.get("capture_points", POINTS))


def stream_at(scenario, point):
    """Which connection of a capture is the scenario's own."""
    before = [truth for truth, _ in scenario.also[:scenario.stream]]
    return sum(1 for truth in before if point in truth.get("capture_points", POINTS))


def capture_point(scenario, point):
    """How far from client (0) to server (1) the tap stands."""
    near, far = scenario.delays_ms
    if scenario.loopback:
        return None
    return {"client": 0.0, "middle": round(near / (near + far), 3), "server": 1.0}[point]


def comment_of(scenario, point):
    """The truth in one line, for the capture's comment."""
    truth = truth_of(scenario)
    parts = [f"hsviz lab, {scenario.name}: {scenario.shows}",
             f"captured at {point} (capture point {capture_point(scenario, point)})",
             f"one way {truth['one_way_ms']} ms", f"open {truth['open']}",
             f"close {truth['close']}"]
    if truth["history"]:
        kind = [truth["version"] or "no version", truth["kind"] or "", *truth["marks"]]
        parts.append(f"{' '.join(filter(None, kind))}, {truth['outcome']}, "
                     f"history {truth['history']}")
    parts += [f"{think['who']} thinks {think['ms']} ms before {think['before']}"
              for think in truth["think"]]
    parts += [f"{lookup['method']} at {lookup['host']}: {lookup['status']}"
              for lookup in scenario.lookups]
    parts += [f"{loss['what']} lost, costs about {loss['ms']} ms" for loss in truth["loss"]]
    return "; ".join(parts)
