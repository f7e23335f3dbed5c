#!/usr/bin/env python3
"""A real day as a hall file, a simulated board and a plan: 2020-01-13 of the municipal office
UD_Mokotow_1 in Warsaw, 1 056 tickets with the minutes they were issued and called (open data of the
city). Writes and checks only; warsaw_day.py runs it.

    tests/scenario/warsaw_hall.py DIRECTORY    # hall.yaml, board.yaml, plan.json

The trace knows minutes, the plan needs seconds and windows. Within a minute, tickets are issued in
its first half and keys are pressed in order after that. Every service has windows of its own, as
many as it takes that two presses at one window are PRESS_GAP_S apart: the visitor of the first one
has then long started (START_AFTER_S). Ratings are pressed where the window stays quiet for
RATING_WINDOW_S."""

import collections
import csv
import datetime
import gzip
import json
import os
import pathlib
import random
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77

OFFICE, DATE = "UD_Mokotow_1", "2020-01-13"
START_AFTER_S = 20
RATING_WINDOW_S = 300
PRESS_GAP_S = 150
ISSUE_SPREAD_S = 30         # tickets of a minute are issued in its first seconds
PRESS_FROM_S, PRESS_TO_S = 8, 58
ISSUE_BEFORE_PRESS_S = 8    # a ticket is durable before anybody presses for it
EXPIRE_AFTER_CLOSE_MIN = 2
NEVER_CALLED = 5            # ours: that day nobody was left uncalled, and expiry has to be seen
RATED_SHARE, SEED = 0.6, 20200113

Row = collections.namedtuple("Row", "queue ticket issued_min called_min")


def trace_path():
    shared = os.environ.get("JIAOHAO_SHARED", ROOT.parent / "shared")
    return pathlib.Path(shared) / "data" / "warsaw_tickets.csv.gz"


def read_trace(path):
    """{queue: [Row]} in the order of ticket numbers."""
    queues = collections.defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["office"] == OFFICE and row["date"] == DATE:
                called = int(row["called_min"]) if row["called_min"] else None
                queues[row["queue_id"]].append(
                    Row(row["queue_id"], int(row["ticket"]), int(row["issued_min"]), called))
    for rows in queues.values():
        rows.sort(key=lambda row: row.ticket)
    return dict(sorted(queues.items()))


# --- the plan -----------------------------------------------------------------------------------

def issue_seconds(queues):
    """{(queue, ticket): second of the day}: all queues share one kiosk, so a minute's tickets are
    spread over it together."""
    minutes = collections.defaultdict(list)
    for rows in queues.values():
        for row in rows:
            minutes[row.issued_min].append(row)
    seconds = {}
    for minute, rows in minutes.items():
        rows.sort(key=lambda row: (row.called_min if row.called_min is not None else 9999,
                                   row.queue, row.ticket))
        for place, row in enumerate(rows):
            seconds[row.queue, row.ticket] = minute * 60 + place * ISSUE_SPREAD_S / len(rows)
    return seconds


def press_seconds(rows, issued):
    """When "next" is pressed for each called ticket of one queue, ascending."""
    minutes = collections.Counter(row.called_min for row in rows if row.called_min is not None)
    done, last, presses = collections.Counter(), 0.0, []
    for row in sorted((row for row in rows if row.called_min is not None),
                      key=lambda row: (row.called_min, row.ticket)):
        minute = row.called_min
        step = (PRESS_TO_S - PRESS_FROM_S) / minutes[minute]
        at = minute * 60 + PRESS_FROM_S + done[minute] * step
        done[minute] += 1
        last = max(at, last + 1, issued[row.queue, row.ticket] + ISSUE_BEFORE_PRESS_S)
        presses.append(last)
    return presses


def choose_windows(presses):
    """A window for each press: the one that has been quiet longest, a new one when none is quiet
    for PRESS_GAP_S. Returns their indices and how many there are."""
    last, chosen = [], []
    for at in presses:
        quiet = min(range(len(last)), key=lambda index: last[index], default=None)
        if quiet is None or at - last[quiet] < PRESS_GAP_S:
            last.append(at)
            chosen.append(len(last) - 1)
        else:
            last[quiet] = at
            chosen.append(quiet)
    return chosen, len(last)


def make_plan(queues):
    chance = random.Random(SEED)
    issued = issue_seconds(queues)
    last_min = max(max(row.issued_min, row.called_min or 0)
                   for rows in queues.values() for row in rows)
    events, services, first_window = [], [], 1
    for place, (queue, rows) in enumerate(queues.items()):
        code = f"Q{queue}"
        presses = press_seconds(rows, issued)
        chosen, count = choose_windows(presses)
        windows = [f"{first_window + index:02d}" for index in range(count)]
        first_window += count
        services.append({"code": code, "queue": queue, "prefix": chr(ord("A") + place),
                         "windows": windows})
        for row in rows:
            events.append({"at_s": issued[queue, row.ticket], "do": "issue", "service": code,
                           "ticket": row.ticket, "called_min": row.called_min})
        for at, index in zip(presses, chosen):
            events.append({"at_s": at, "do": "press", "service": code, "window": windows[index]})
        for window in windows:  # the last visitor of each window leaves too
            last = max(at for at, index in zip(presses, chosen) if windows[index] == window)
            events.append({"at_s": last + PRESS_GAP_S, "do": "finish", "service": code,
                           "window": window})
    for index in range(NEVER_CALLED):
        service = services[index % len(services)]
        rows = queues[service["queue"]]
        # Behind the last ticket of its queue: there is a press for each of the others only.
        events.append({"at_s": issued[rows[-1].queue, rows[-1].ticket] + ISSUE_SPREAD_S / 2,
                       "do": "issue", "service": service["code"], "called_min": None,
                       "ticket": rows[-1].ticket + 1})
    choose_ratings(events, chance)
    events.sort(key=lambda event: event["at_s"])
    return {"office": OFFICE, "date": DATE, "timezone": "Europe/Warsaw",
            # A minute more on both sides: clocks are read, and a reading takes time.
            "opens_min": min(row.issued_min for rows in queues.values() for row in rows) - 1,
            "closes_min": last_min + 2, "expire_after_close_min": EXPIRE_AFTER_CLOSE_MIN,
            "start_after_s": START_AFTER_S, "rating_window_s": RATING_WINDOW_S,
            "services": services, "events": events}


def choose_ratings(events, chance):
    """A press or finish at a window ends the service of whoever was called there before: some of
    them rate, the rest let it time out. "rate" is the level, None: no press; absent: nobody was
    there. The next visitor's rating would end one that is still open, so there must be time."""
    windows = collections.defaultdict(list)
    for event in sorted(events, key=lambda event: event["at_s"]):
        if event["do"] != "issue":
            windows[event["window"]].append(event)
    for presses in windows.values():
        for event, after in zip(presses[1:], presses[2:] + [None]):
            quiet = after is None or after["at_s"] - event["at_s"] >= RATING_WINDOW_S
            rates = quiet and chance.random() < RATED_SHARE
            event["rate"] = chance.choice((5, 5, 5, 4, 4, 3, 2, 1)) if rates else None


# --- the files ----------------------------------------------------------------------------------

def clock_text(minute):
    return f"{minute // 60:02d}:{minute % 60:02d}"


def hall_text(plan):
    weekday = datetime.date.fromisoformat(plan["date"]).strftime("%a").lower()
    opens, closes = clock_text(plan["opens_min"]), clock_text(plan["closes_min"])
    out = [
        f"# {plan['office']} on {plan['date']}, made from its trace by warsaw_hall.py.",
        "hall: {id: mokotow-1, name: 莫科托夫区政务大厅, name_en: Mokotow District Office,",
        f"       timezone: {plan['timezone']}}}",
        "calendar: {cutoff_min: 0}  # the office gave numbers to its last minute",
        f'hours: [{{days: [{weekday}], spans: [["{opens}", "{closes}"]]}}]',
        "zones:",
    ]
    for service in plan["services"]:
        out.append(f"  - {{id: Z{service['queue']}, name: {service['queue']}号办理区}}")
    out.append("services:")
    for service in plan["services"]:
        out.append(f"  - {{code: {service['code']}, name: 业务{service['queue']}, "
                   f"name_en: Queue {service['queue']}, prefix: {service['prefix']}, "
                   f"zone: Z{service['queue']},")
        out.append(f"     mean_min: 5, start_after_s: {plan['start_after_s']}}}")
    out.append("windows:")
    for service in plan["services"]:
        first, last = int(service["windows"][0]), int(service["windows"][-1])
        out.append(f"  - {{range: [{first}, {last}], zone: Z{service['queue']}, "
                   f"services: [{service['code']}], speaker_group: g{service['queue']}}}")
    out += [
        "call: {repeat: 1}  # one speaker a service: spoken once, so that no call waits for long",
        f"evaluation: {{window_s: {plan['rating_window_s']}}}",
        f"day: {{expire_after_close_min: {plan['expire_after_close_min']}}}",
    ]
    return "\n".join(out) + "\n"


def make_files(folder, plan, lines):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "hall.yaml").write_text(hall_text(plan), encoding="utf-8")
    (folder / "plan.json").write_text(json.dumps(plan, indent=1) + "\n", encoding="utf-8")
    board = subprocess.run([sys.executable, str(ROOT / "boards/sim/make_board.py"), "--hall",
                            str(folder / "hall.yaml"), "--dir", str(lines)],
                           check=True, capture_output=True, text=True).stdout
    (folder / "board.yaml").write_text(board, encoding="utf-8")


# --- the model ----------------------------------------------------------------------------------

def check_plan(plan, speech_s=4.5):
    """Play the plan on a first-in first-out model of the hall; what it counts, and how many tickets
    deviate from the trace. Raises AssertionError where the plan breaks its own rules."""
    waiting = collections.defaultdict(collections.deque)
    service_of = {window: service["code"] for service in plan["services"]
                  for window in service["windows"]}
    at_window, last_press, speaker_free = {}, {}, collections.defaultdict(float)
    counts = collections.Counter()
    longest_speech_wait = 0.0
    for event in plan["events"]:
        at = event["at_s"]
        counts[event["do"]] += 1
        if event["do"] == "issue":
            assert plan["opens_min"] * 60 <= at < plan["closes_min"] * 60, "issued while closed"
            waiting[event["service"]].append(event)
            continue
        window, service = event["window"], event["service"]
        assert service_of[window] == service
        assert at - last_press.get(window, -1e9) >= PRESS_GAP_S, f"two presses too near at {window}"
        last_press[window] = at
        if window in at_window:
            counts["served"] += 1
            counts["rated" if event["rate"] else "unrated"] += 1
            del at_window[window]
        else:
            assert "rate" not in event
        if event["do"] == "finish":
            continue
        assert waiting[service], f"nobody waits for the press at {window}"
        ticket = waiting[service].popleft()
        assert at >= ticket["at_s"] + ISSUE_BEFORE_PRESS_S, "pressed before the ticket was issued"
        at_window[window] = ticket
        counts["called"] += 1
        counts["deviating"] += ticket["called_min"] != int(at // 60)
        begin = max(at, speaker_free[service])
        longest_speech_wait = max(longest_speech_wait, begin - at)
        speaker_free[service] = begin + speech_s
    assert not at_window, "somebody is still at a window at the end"
    counts["expired"] = sum(len(queue) for queue in waiting.values())
    counts["windows"] = len(service_of)
    return dict(counts), longest_speech_wait


def load():
    """The checked plan, or None with the reason printed where the trace is missing."""
    path = trace_path()
    if not path.exists():
        print(f"skipped: {path} is missing (set JIAOHAO_SHARED)", file=sys.stderr)
        return None
    queues = read_trace(path)
    total = sum(len(rows) for rows in queues.values())
    assert total == 1056, f"found {total} tickets of {OFFICE} on {DATE}, expected are 1056"
    return make_plan(queues)


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: warsaw_hall.py DIRECTORY")
    plan = load()
    if plan is None:
        sys.exit(SKIPPED)
    folder = pathlib.Path(sys.argv[1])
    make_files(folder, plan, folder / "lines")
    counts, wait = check_plan(plan)
    uncalled = sum(event["do"] == "issue" and event["called_min"] is None
                   for event in plan["events"])
    assert counts["issue"] == 1056 + NEVER_CALLED and counts["expired"] == uncalled
    assert counts["called"] == counts["served"] == counts["issue"] - uncalled
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    print(f"a call waits at most {wait:.1f} s for its speaker")
    # The trace is exact to a minute and first-in first-out on this day: every ticket must fit.
    assert counts["deviating"] == 0, f"{counts['deviating']} tickets are not called in their minute"


if __name__ == "__main__":
    main()
