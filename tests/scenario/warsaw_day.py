#!/usr/bin/env python3
"""The real day of warsaw_hall.py through the running daemon and its simulated devices, on a hall
clock CLOCK_RATE times as fast (JIAOHAO_RATE sets another). Tickets are issued over HTTP as kiosk K1
and printed; "next" and the ratings are pressed on the simulated boxes. At the end the journal, the
API and the simulators must tell the same story: every ticket printed; called, shown, spoken, and
rated or timed out; or expired. No device may have timed out once.

A call that is not spoken within 8 s on the hall clock gets its chime only and counts as unspoken: at
120 hall seconds a second that is 67 ms, in which a loaded machine may do something else. Such calls
must be few (UNSPOKEN_SHARE), and /metrics must know them."""

import bisect
import collections
import concurrent.futures
import datetime
import os
import sys
import threading
import time

import harness
import warsaw_hall

CLOCK_RATE = int(os.environ.get("JIAOHAO_RATE", "120"))
CLOCK_START = "07:45"  # time for every device to be heard of before the first ticket
RATERS = 8
PRINTS_WAITING = 2  # at the kiosk people stand in line: nobody takes a number while this many print
UNSPOKEN_SHARE = 0.01
# Hall seconds by which a call may miss its minute in the trace: one real second, in which a loaded
# machine may have done something else.
CALL_SLACK_S = CLOCK_RATE

# record.h: enum record_kind
ISSUED, CALLED, RECALLED, STARTED, FINISHED, NO_SHOW, EXPIRED = 20, 22, 23, 24, 25, 26, 27
RATED, RATING_TIMED_OUT = 30, 31
PRINT_STARTED, PRINTED, PRINT_FAILED, PRINT_UNKNOWN = 40, 41, 42, 43


def day_second(text):
    """The local second of the day of an RFC 3339 time."""
    moment = datetime.datetime.fromisoformat(text)
    return moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6


class Pacer:
    """The daemon's hall clock, read at the start: it runs evenly. The quickest of a few answers
    tells best what it was when."""

    def __init__(self, hall):
        quickest = float("inf")
        for _ in range(10):
            before = time.monotonic()
            second = day_second(hall.api.get("/api/v1/hall").json["time"])
            after = time.monotonic()
            if after - before < quickest:
                quickest = after - before
                self.wall, self.second = (before + after) / 2, second

    def now(self):
        return self.second + (time.monotonic() - self.wall) * CLOCK_RATE

    def wait_for(self, second):
        """How many hall seconds late this is."""
        while (left := second - self.now()) > 0:
            time.sleep(left / CLOCK_RATE)
        return -left


class Day:
    """Plays the plan: one thread issues, one presses, a few rate."""

    def __init__(self, hall, plan):
        self.hall, self.plan = hall, plan
        self.pacer = Pacer(hall)
        self.tickets = {}  # (service, ticket of the trace) -> the API's answer
        self.issued = collections.Counter()
        self.changed = threading.Condition()
        self.pressed = collections.Counter()  # what was pressed on the boxes
        self.latest_s = 0.0
        self.missed = []  # evaluators that did not ask for a rating
        self.failure = None

    def play(self):
        rating = concurrent.futures.ThreadPoolExecutor(RATERS)
        threads = [threading.Thread(target=self.guard, args=(self.issue_all,)),
                   threading.Thread(target=self.guard, args=(self.press_all, rating))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        rating.shutdown(wait=True)
        if self.failure:
            raise self.failure

    def guard(self, work, *arguments):
        try:
            work(*arguments)
        except BaseException as failure:  # pylint: disable=broad-except
            with self.changed:
                self.failure = self.failure or failure
                self.changed.notify_all()

    def wait_for(self, event):
        self.latest_s = max(self.latest_s, self.pacer.wait_for(event["at_s"]))
        if self.failure:
            raise RuntimeError("the other half of the day failed")

    def issue_all(self):
        client = harness.Client(self.hall.port)
        printing = collections.deque()
        for event in self.plan["events"]:
            if event["do"] != "issue":
                continue
            self.wait_for(event)
            while len(printing) >= PRINTS_WAITING:
                self.wait_until_printed(client, printing.popleft())
            answer = client.post("/api/v1/tickets", {"service": event["service"], "kiosk": "K1"},
                                 key=f"{event['service']}-{event['ticket']}")
            assert answer.status == 201, answer
            printing.append(answer.json["id"])
            with self.changed:
                self.tickets[event["service"], event["ticket"]] = answer.json
                self.issued[event["service"]] += 1
                self.changed.notify_all()

    @staticmethod
    def wait_until_printed(client, identity):
        harness.until(lambda: client.get(f"/api/v1/tickets/{identity}").json["print"] != "pending",
                      10, "a printed ticket")

    def press_all(self, rating):
        client = harness.Client(self.hall.sim_port)
        nexts = collections.Counter()
        for event in self.plan["events"]:
            if event["do"] == "issue":
                continue
            self.wait_for(event)
            if event["do"] == "press":
                nexts[event["service"]] += 1
                self.wait_until_issued(event["service"], nexts[event["service"]])
            window = event["window"]
            arms = None
            if event.get("rate"):
                arms = client.get(f"/sim/devices/rate-{window}").json["arms"]
            self.press(client, f"call-{window}", "next" if event["do"] == "press" else "finish")
            if arms is not None:
                rating.submit(self.guard, self.rate, window, event["rate"], arms)

    def wait_until_issued(self, service, count):
        with self.changed:
            while self.issued[service] < count and not self.failure:
                assert self.changed.wait(30), f"ticket {count} of {service} is not issued"

    def rate(self, window, level, arms_before):
        client = harness.Client(self.hall.sim_port)
        box = f"rate-{window}"

        def armed():
            view = client.get(f"/sim/devices/{box}").json
            return view["arms"] > arms_before and view["rating"] == "armed"

        try:
            harness.until(armed, 5, f"{box} armed")
            self.press(client, box, f"rate_{level}")
        except AssertionError:
            self.missed.append((box, self.pacer.now()))
        client.close()

    def press(self, client, box, key):
        answer = client.post(f"/sim/devices/{box}/press", {"key": key})
        assert answer.status == 200, answer
        with self.changed:
            self.pressed[box.split("-")[0], key] += 1


# --- what must agree at the end -----------------------------------------------------------------

class Story:
    """What each side tells, and the differences."""

    def __init__(self, hall, day):
        self.hall, self.day, self.plan = hall, day, day.plan
        self.problems = []
        events = self.plan["events"]
        self.issues = [event for event in events if event["do"] == "issue"]
        self.calls = [event for event in events if event["do"] == "press"]
        self.levels = [event["rate"] for event in events if event.get("rate")]
        self.legs = {row[0]: row for row in hall.ask_journal(
            "SELECT number, service, window, called_us, started_us, finished_us, calls, level,"
            " ended FROM leg")}
        self.kinds = dict(hall.ask_journal("SELECT kind, count(*) FROM record GROUP BY kind"))

    def same(self, what, found, expected):
        if found != expected:
            self.problems.append(f"{what}: found {found}, expected {expected}")

    def check_journal(self):
        self.same("evaluators that did not ask for a rating", self.day.missed, [])
        called = len(self.calls)
        expected = {ISSUED: len(self.issues), CALLED: called, STARTED: called, FINISHED: called,
                    RECALLED: 0, NO_SHOW: 0, EXPIRED: len(self.issues) - called,
                    RATED: len(self.levels), RATING_TIMED_OUT: called - len(self.levels),
                    PRINT_STARTED: len(self.issues), PRINTED: len(self.issues), PRINT_FAILED: 0,
                    PRINT_UNKNOWN: 0}
        for kind, count in expected.items():
            self.same(f"journal, records of kind {kind}", self.kinds.get(kind, 0), count)
        self.same("journal, legs", len(self.legs), len(self.issues))
        self.same("journal, levels given",
                  sorted(leg[7] for leg in self.legs.values() if leg[7]), sorted(self.levels))

    def check_order(self):
        """First in, first out in each service, in the minutes of the trace."""
        offset = self.day_start_us()
        deviating = 0
        for service in self.plan["services"]:
            code, last = service["code"], 0
            for event in (event for event in self.issues if event["service"] == code):
                answer = self.day.tickets[code, event["ticket"]]
                called_us = self.legs[answer["number"]][3]
                if event["called_min"] is None:
                    self.same(f"{answer['number']} called at", called_us, None)
                    continue
                second = (called_us - offset) / 1e6
                if called_us < last:
                    self.problems.append(f"{answer['number']} was called before its turn")
                last = called_us
                off = max(event["called_min"] * 60 - second, second - event["called_min"] * 60 - 60)
                deviating += off > 0
                if off > CALL_SLACK_S:
                    self.problems.append(f"{answer['number']} was called {off:.0f} s off its "
                                         "minute")
        return deviating

    def day_start_us(self):
        midnight = datetime.datetime.fromisoformat(f"{self.plan['date']}T00:00:00+01:00")
        return int(midnight.timestamp() * 1e6)

    def check_api(self):
        states, ratings, prints = (collections.Counter() for _ in range(3))
        for event in self.issues:
            answer = self.day.tickets[event["service"], event["ticket"]]
            view = self.hall.ticket(answer["id"])
            leg = self.legs[answer["number"]]
            states[view["state"]] += 1
            prints[view["print"]] += 1
            if view["state"] == "finished":
                ratings[view["rating"]] += 1
            self.same(f"{answer['number']}, level in API and journal", view["level"], leg[7])
        called, rated = len(self.calls), len(self.levels)
        self.same("API, states", dict(states),
                  {"finished": called, "expired": len(self.issues) - called})
        self.same("API, prints", dict(prints), {"printed": len(self.issues)})
        self.same("API, ratings", dict(ratings), {"given": rated, "timed_out": called - rated})
        self.same("API, waiting", self.hall.api.get("/api/v1/hall").json["waiting"], 0)

    def check_printer(self):
        printer = self.hall.sim_device("ticket-printer")
        for key, expected in (("tickets", len(self.issues)), ("cut", len(self.issues)), ("torn", 0),
                              ("lost", 0), ("unknown_commands", 0), ("bad_characters", 0)):
            self.same(f"printer, {key}", printer[key], expected)
        printed = collections.Counter()
        for ticket in self.hall.sim.get("/sim/devices/ticket-printer/tickets").json["tickets"]:
            found = [word for word in ticket["text"].split() if word in self.legs]
            self.same(f"numbers on ticket {ticket['n']}", len(found), 1)
            printed.update(found)
        self.same("numbers printed once", sum(count == 1 for count in printed.values()),
                  len(self.issues))

    def check_displays(self):
        """Each called number stood on the display of the window it was called to."""
        shown = collections.defaultdict(set)
        for service in self.plan["services"]:
            for window in service["windows"]:
                log = self.hall.sim.get(f"/sim/devices/display-{window}/history").json["history"]
                shown[window] = {entry["text"] for entry in log}
        missing = [leg[0] for leg in self.legs.values() if leg[3] and leg[0] not in shown[leg[2]]]
        self.same("called numbers their display never showed", missing, [])
        strange = {text for texts in shown.values() for text in texts
                   if text[:1].isascii() and text.strip() and text not in self.legs}
        self.same("numbers shown that nobody has", strange, set())

    def check_speakers(self):
        """Every call was spoken, to its window, or is counted as unspoken; none overlapped. Returns
        how many were not spoken."""
        spoken, overlaps, chimes = collections.Counter(), 0, 0
        for service in self.plan["services"]:
            name = f"speaker-g{service['queue']}"
            overlaps += self.hall.sim_device(name)["overlaps"]
            for entry in self.hall.sim.get(f"/sim/devices/{name}/spoken").json["spoken"]:
                if entry["clips"] == "chime":
                    chimes += 1
                else:
                    spoken[spoken_call(entry["clips"])] += 1
        expected = collections.Counter((leg[0], int(leg[2]))
                                       for leg in self.legs.values() if leg[3])
        self.same("overlapping calls", overlaps, 0)
        self.same("calls spoken that were not made", dict(spoken - expected), {})
        missing = expected - spoken
        unspoken = self.hall.metric('announcements_total{end="unspoken"}')
        self.same("calls never spoken, beside /metrics", unspoken, missing.total())
        self.same("chimes alone, beside calls never spoken", chimes > 0, missing.total() > 0)
        if missing.total() > UNSPOKEN_SHARE * len(self.calls):
            self.problems.append(f"too many calls never spoken: {dict(missing)}")
        return missing.total()

    def check_boxes(self):
        presses, feedbacks = collections.Counter(), collections.Counter()
        for service in self.plan["services"]:
            for window in service["windows"]:
                caller = self.hall.sim_device(f"call-{window}")
                presses["call"] += caller["presses"]
                feedbacks.update(caller["feedbacks"])
                presses["rate"] += self.hall.sim_device(f"rate-{window}")["presses"]
        expected = collections.Counter()
        for (box, _), count in self.day.pressed.items():
            expected[box] += count
        self.same("presses on the boxes", presses, expected)
        self.same("presses that called", feedbacks["called"] >= len(self.calls), True)
        self.same("presses refused", feedbacks["refused"] + feedbacks["repeated"], 0)

    def check_wires(self):
        """Not one spurious time-out, nothing lost on any line."""
        for device in self.hall.devices():
            name = device["name"]
            self.same(f"{name}, health", device["health"], "ok")
            for key in ("time_outs", "bad_frames", "stale_replies"):
                self.same(f"{name}, {key}", device[key], 0)
            line = self.hall.sim_device(name).get("line") or {}
            for key in ("lost", "garbled", "collisions"):
                self.same(f"{name}, {key} on its line", line.get(key, 0), 0)


def spoken_call(clips):
    """("A012", 6) from "qing A 0 yao 2 hao dao 6 hao chuangkou"; anything else as it is, and 0."""
    words = ["1" if clip == "yao" else clip for clip in clips.split()]
    try:
        words = words[words.index("qing") + 1:]
        number, rest = words[:words.index("hao")], words[words.index("dao") + 1:]
        value = rest[:rest.index("hao")]
    except ValueError:
        return clips, 0
    if "shi" in value:
        at = value.index("shi")
        tens, ones = value[:at] or ["1"], value[at + 1:] or ["0"]
        value = tens + ones
    return "".join(number), int("".join(value))


def settled(hall, plan):
    """Nobody waits, nothing prints, every rating is settled: the day is over."""
    kinds = dict(hall.ask_journal("SELECT kind, count(*) FROM record GROUP BY kind"))
    issued, finished = kinds.get(ISSUED, 0), kinds.get(FINISHED, 0)
    return (kinds.get(EXPIRED, 0) + finished == issued and
            kinds.get(RATED, 0) + kinds.get(RATING_TIMED_OUT, 0) == finished and
            sum(kinds.get(kind, 0) for kind in (PRINTED, PRINT_FAILED, PRINT_UNKNOWN)) == issued)


def report(hall, day, story, begin, deviating, unspoken):
    spent = time.monotonic() - begin
    late = sorted(day_second(hall.ticket(answer["id"])["issued_at"]) - event["at_s"]
                  for event in story.issues
                  for answer in [day.tickets[event["service"], event["ticket"]]])
    issued, called, rated = len(story.issues), len(story.calls), len(story.levels)
    print(f"{issued} tickets issued and printed, {called} called and shown, {called - unspoken} "
          f"spoken, {rated} rated, {called - rated} timed out, {issued - called} expired")
    print(f"clock rate {CLOCK_RATE}: the day took {spent:.0f} s; issued late by "
          f"{late[len(late) // 2]:.1f} hall seconds (median), {late[-1]:.1f} (most); "
          f"{deviating} calls outside their minute, {bisect.bisect_left(late, 60)} tickets "
          "issued within a minute of the plan")


def main():
    plan = warsaw_hall.load()
    if plan is None:
        sys.exit(harness.SKIPPED)
    warsaw_hall.check_plan(plan)
    begin = time.monotonic()
    clock = f"{plan['date']}T{CLOCK_START}:00+01:00"
    with harness.Hall(hall_text=warsaw_hall.hall_text(plan), clock=clock, rate=CLOCK_RATE) as hall:
        day = Day(hall, plan)
        assert day.pacer.now() < plan["opens_min"] * 60, "the programs took too long to start"
        day.play()
        over = plan["closes_min"] + plan["expire_after_close_min"]
        day.pacer.wait_for(over * 60)
        harness.until(lambda: settled(hall, plan), 20, "the end of the day")
        story = Story(hall, day)
        for check in (story.check_journal, story.check_api, story.check_printer,
                      story.check_displays, story.check_boxes, story.check_wires):
            check()
        report(hall, day, story, begin, story.check_order(), story.check_speakers())
        for problem in story.problems[:40]:
            print(problem, file=sys.stderr)
        assert not story.problems, f"{len(story.problems)} differences"


if __name__ == "__main__":
    main()
