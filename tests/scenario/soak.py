"""A day and a night with random faults on every device: soak.py HOURS [RATE [SEED]]. Simulated hours
at RATE times real time. People are served at every window all along; faults come and go at each
device. What must hold: the API obeys, a call made while its display was well is on it within a second
of real time (the drivers' own time), no display shows another window's number, and memory and
descriptors of the daemon stay what they were."""

import os
import pathlib
import random
import re
import sys
import time

from harness import Hall, build_dir, until
from matrix import ROUNDS
from matrix_hall import CALLERS, DISPLAYS, HALL, WINDOWS, board_text, press_body

SHOWN_S = 1.0
BACK_S = 2  # after a failure a slave rests, and a call waits for that
# A service day's tickets and keys take memory that the next day uses again (a day ends at 03:00), and
# SQLite's cache fills: so the second day is compared with the first one's end.
GROWTH_KB = 1024
DAY_ENDS_H = 18  # hours after the start
PACE_S = 0.4  # real seconds between two people: numbers of three digits last a day


def memory_kb(pid):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1])


def descriptors(pid):
    return len(os.listdir(f"/proc/{pid}/fd"))


def sanitized():
    """A sanitizer keeps freed memory for a while: its size says nothing."""
    cache = (build_dir() / "CMakeCache.txt").read_text()
    return not re.search(r"JIAOHAO_SANITIZE:\w+=$", cache, re.M)


class Soak:
    def __init__(self, hall, rate, seed):
        self.hall, self.rate, self.dice = hall, rate, random.Random(seed)
        self.devices = [d["name"] for d in hall.sim.get("/sim/devices").json["devices"]
                        if d["kind"] != "none"]
        self.ports = {d["name"]: d["port"] for d in
                      hall.sim.get("/sim/devices").json["devices"]}
        self.healed = {}   # port → real time when a fault there ended
        self.sick = {}     # name → real time when its fault ends
        self.faults = {}   # kind → how often
        self.calls = self.checked = self.slow = 0
        self.delays = []

    def strike(self):
        name = self.dice.choice(self.devices)
        if name in self.sick or len(self.sick) > len(self.devices) // 2:
            return
        fault = self.dice.choice(list(ROUNDS))
        body = ROUNDS[fault]
        where, forms = ("set", ({"power": False},)) if body is None else ("fault", body)
        if not any(self.hall.sim.post(f"/sim/devices/{name}/{where}", form).status == 200
                   for form in (forms if isinstance(forms, tuple) else (forms,))):
            return
        self.faults[fault] = self.faults.get(fault, 0) + 1
        self.sick[name] = time.monotonic() + self.dice.uniform(0.5, 6)

    def heal(self, everything=False):
        for name, until_when in list(self.sick.items()):
            if everything or time.monotonic() > until_when:
                self.hall.sim.post(f"/sim/devices/{name}/set", {"power": True})
                self.hall.sim.post(f"/sim/devices/{name}/fault", {"clear": True})
                del self.sick[name]
                self.healed[self.ports[name]] = time.monotonic()

    def well(self):
        """Devices that are back: known to be well, and nothing was wrong on their line lately."""
        now = time.monotonic()
        sick_lines = {self.ports[name] for name in self.sick}
        return {d["name"] for d in self.listed if d["health"] == "ok" and
                d["port"] not in sick_lines and now - self.healed.get(d["port"], 0) > BACK_S}

    def serve(self, no):
        self.listed = self.hall.devices()
        well = self.well()
        display = DISPLAYS.get(no)
        body = {"service": f"S{no}", "kiosk": "K1"}
        if self.dice.random() < 0.8:
            body["paperless"] = True
        answer = self.hall.api.post("/api/v1/tickets", body)
        if answer.status == 409 and answer.json["code"] == "printer":
            answer = self.hall.api.post("/api/v1/tickets", {**body, "paperless": True})
        assert answer.status in (201, 409), answer
        called = self.hall.act(no, "next")
        assert called.status in (200, 204), called
        if called.status == 200 and display in well and display not in self.sick:
            self.shown(display, called.json["number"])
        self.calls += called.status == 200
        for verb in ("start", "finish"):
            self.hall.act(no, verb)  # a box may have done it already

    def shown(self, display, number):
        begin = time.monotonic()
        limit = SHOWN_S * float(os.environ.get("JIAOHAO_SLOW", "1"))
        while number not in self.hall.sim_device(display)["text"]:
            if time.monotonic() - begin > limit:
                later = {d["name"]: d for d in self.hall.devices()}[display]
                raise AssertionError(f"{display} was well and does not show {number} after "
                                     f"{limit} s: {self.hall.sim_device(display)['text']!r}, {later}")
            time.sleep(0.005)
        self.delays.append(time.monotonic() - begin)
        self.checked += 1

    def press(self):
        name = self.dice.choice(list(CALLERS.values()))
        if name in self.devices and name not in self.sick:
            self.hall.sim.post(f"/sim/devices/{name}/press", press_body(name))

    def check_displays(self):
        for no, name in DISPLAYS.items():
            if name not in self.devices:
                continue
            for entry in self.hall.sim.get(f"/sim/devices/{name}/history").json["history"]:
                for number in re.findall(r"[A-Z]\d{3}", entry["text"]):
                    assert number[0] == WINDOWS[no], f"{name} showed {entry['text']!r}"

    def run(self, hours):
        end = time.monotonic() + hours * 3600 / self.rate
        quarter = (end - time.monotonic()) / 24
        sample_at, samples = time.monotonic() + quarter, []
        while time.monotonic() < end:
            time.sleep(PACE_S)
            self.heal()
            if self.dice.random() < 0.2:
                self.strike()
            self.serve(self.dice.choice(list(WINDOWS)))
            if self.dice.random() < 0.2:
                self.press()
            if time.monotonic() > sample_at:
                pid = self.hall.daemon.pid
                samples.append((memory_kb(pid), descriptors(pid)))
                sample_at += quarter
        return samples


def main():
    hours = float(sys.argv[1]) if len(sys.argv) > 1 else 24
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    with Hall(hall_text=HALL, board_text=board_text, clock="2026-11-20T09:00:00+08:00",
              rate=rate) as hall:
        before = descriptors(hall.daemon.pid)
        soak = Soak(hall, rate, seed)
        samples = soak.run(hours)
        soak.heal(everything=True)
        until(lambda: all(d["health"] == "ok" for d in hall.devices()
                          if d["name"] in soak.devices and
                          (d["health"], d["driver"]) != ("starting", "ff68")), 75, "all devices well at the end")
        soak.check_displays()
        after = descriptors(hall.daemon.pid)
        delays = sorted(soak.delays)
        print(f"{hours} hours at {rate} ×: {sum(soak.faults.values())} faults {soak.faults}")
        print(f"{soak.calls} calls, {soak.checked} at a display that was well: shown after "
              f"{delays[len(delays) // 2] * 1000:.0f} ms, p99 "
              f"{delays[int(len(delays) * 0.99)] * 1000:.0f} ms, worst {delays[-1] * 1000:.0f} ms")
        print(f"memory {', '.join(str(kb) for kb, _ in samples[::4])} … {samples[-1][0]} KB, "
              f"descriptors {before} … {after}")
        assert soak.checked > 10
        assert after <= before + 1, "a descriptor was leaked"
        if not sanitized() and hours > DAY_ENDS_H + 2:
            first = samples[int(len(samples) * (DAY_ENDS_H + 1) / hours)][0]
            assert samples[-1][0] <= first + GROWTH_KB, samples


main()
