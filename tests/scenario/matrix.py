"""Every driver × every fault. A hall in which each driver serves a window of its own (or a kiosk, or a
speaker group) beside one window that stays healthy. In each round one fault strikes every device
that can have it; people are served on meanwhile; then the fault ends.

What must hold in each round: every command of the API is obeyed; no display ever shows another
window's number, nor anything that was never said; nobody is called by a key that nobody pressed;
a fault that a driver can notice is told by /devices; when it ends, everything is well again, each
display shows what its window does, and every key works.

    matrix.py [FAULT …]     only these rounds (default: all)
    matrix.py --table       writes what was seen as a table, as in FAULTS.md"""

import re
import sys
import time

from harness import Hall, until
from matrix_hall import CALLERS, DISPLAYS, HALL, WINDOWS, board_text, press_body

# How long a fault lasts, in real seconds: time-outs of drivers are real time.
FAULT_S = 8
HEAL_S = 75

# The rounds: what is sent to each simulator that knows the fault, in the first words it knows.
ROUNDS = {
    "silence": {"silence": True},
    "late": {"late_ms": 700},
    "split": {"split_ms": 60},
    "wrong sum": ({"wrong_crc": True}, {"wrong_sum": True}),
    "foreign reply": {"foreign": True},
    "two at one address": {"twin": True},
    "noise": {"noise": 3},
    "bit errors": {"bit_errors": 20},
    "lost bytes": {"drop": 20},
    "stuck key": {"stuck_key": "next"},
    "bouncing key": ({"bounce": True}, {"bounces": 20}),
    "reboot": {"reboot": True},
    "cutter jam": {"cutter_error": True},
    "off line": {"offline": True},
    "no power": None,
    "unplugged": {"unplug": True},
}


class Matrix:
    def __init__(self, hall):
        self.hall = hall
        self.called = {no: 0 for no in WINDOWS}   # by the API
        self.pressed = {no: 0 for no in WINDOWS}  # at its box
        self.seen = {}                            # (driver, fault) → what /devices said
        self.sims = {d["name"]: d["driver"] for d in
                     hall.sim.get("/sim/devices").json["devices"] if d["kind"] != "none"}

    # --- people

    def take(self, no, printed=False):
        body = {"service": f"S{no}", "kiosk": "K1"}
        if not printed:
            body["paperless"] = True
        answer = self.hall.api.post("/api/v1/tickets", body)
        if answer.status == 409 and answer.json["code"] == "printer":
            answer = self.hall.api.post("/api/v1/tickets", {**body, "paperless": True})
        assert answer.status == 201, answer
        return answer.json

    def call(self, no):
        number = self.take(no)["number"]
        answer = self.hall.act(no, "next")
        assert answer.status == 200 and answer.json["number"] == number, answer
        self.called[no] += 1
        return number

    def serve(self, no):
        number = self.call(no)
        assert self.hall.act(no, "start").status == 200
        assert self.hall.act(no, "finish").status == 200
        return number

    def empty(self, no):
        """Nobody at the window, nobody waiting."""
        while True:
            state = self.hall.window(no)["state"]
            if state == "called":
                assert self.hall.act(no, "start").status == 200
            elif state == "serving":
                assert self.hall.act(no, "finish").status == 200
            else:
                answer = self.hall.act(no, "next")
                if answer.status == 204:
                    return
                assert answer.status == 200, answer
                self.called[no] += 1

    # --- what must hold

    def check_calls(self):
        for no in WINDOWS:
            rows = self.hall.ask_journal(
                "SELECT count(*) FROM leg WHERE window = ? AND called_us IS NOT NULL", no)
            most = self.called[no] + self.pressed[no]
            assert self.called[no] <= rows[0][0] <= most, \
                f"window {no}: {rows[0][0]} called, {self.called[no]} by the API, " \
                f"{self.pressed[no]} presses"

    def check_display(self, name, no):
        prefix = WINDOWS[no]
        numbers = {row[0] for row in self.hall.ask_journal("SELECT number FROM leg")}
        for entry in self.hall.sim.get(f"/sim/devices/{name}/history").json["history"]:
            text = entry["text"].strip()
            found = re.findall(r"[A-Z]\d{3}", text)
            assert all(number[0] == prefix and number in numbers for number in found), \
                f"{name} at window {no} showed {text!r}"
            rest = re.sub(r"[A-Z]\d{3}", "", text).strip()
            assert rest == "" or any(word in rest for word in
                                     (f"部门{prefix}", "办理", "暂停", "请到", "窗口", name)), \
                f"{name} showed {text!r}, which was never said"

    def device(self, name):
        return self.hall.device(name)

    # --- a round

    def begin(self, fault, body):
        struck = []
        for name in self.sims:
            if name.endswith("-05"):
                continue  # the healthy window
            view = self.hall.sim_device(name)
            if body is None:
                answer = self.hall.sim.post(f"/sim/devices/{name}/set", {"power": False})
            else:
                for words in body if isinstance(body, tuple) else (body,):
                    answer = self.hall.sim.post(f"/sim/devices/{name}/fault", words)
                    if answer.status == 200:
                        break
            if answer.status == 200:
                struck.append(name)
            else:
                assert answer.status in (400, 409), (name, fault, answer, view["faults"])
        return struck

    def last(self, fault, struck):
        """People go on being served; what /devices says meanwhile is kept."""
        end, told = time.monotonic() + FAULT_S, {}
        by_api = [no for no in WINDOWS if "key" not in fault or CALLERS[no] not in struck]
        self.take("01", printed=True)
        self.empty("01")
        if "stuck" in fault:
            self.count_presses(struck)
        pressed = False
        while time.monotonic() < end or not pressed:
            for no in by_api if not pressed else []:
                self.serve(no)
            if not pressed and time.monotonic() > end - 3:
                for no in WINDOWS:
                    self.take(no)  # somebody whom a press can call
                self.press_all()
                pressed = True
            for device in self.hall.devices():
                if device["name"] in struck:
                    told.setdefault(device["name"], []).append(
                        f"{device['health']}: {device['detail']}")
            time.sleep(0.3)
        for name, words in told.items():
            worst = sorted(set(words), key=lambda w: ("ok", "starting", "degraded", "lost").index(
                w.split(":")[0]))[-1]
            self.seen.setdefault((self.sims[name], fault), set()).add(worst)

    def count_presses(self, names):
        for no, name in CALLERS.items():
            self.pressed[no] += name in names

    def press_all(self):
        """One press at each box, whatever becomes of it."""
        for name in CALLERS.values():
            if name in self.sims and self.hall.sim.post(f"/sim/devices/{name}/press",
                                                        press_body(name)).status == 200:
                self.count_presses([name])

    def end(self, body):
        for name in self.sims:
            if body is None:
                self.hall.sim.post(f"/sim/devices/{name}/set", {"power": True})
            else:
                self.hall.sim.post(f"/sim/devices/{name}/fault", {"clear": True})

    def heal(self, fault):
        begin = time.monotonic()
        def sick():
            return [f"{d['name']} {d['health']}: {d['detail']}" for d in self.hall.devices()
                    if d["health"] != "ok" and d["name"] in self.sims and
                    (d["health"], d["driver"]) != ("starting", "ff68")]
        try:
            until(lambda: not sick(), HEAL_S, "all devices ok")
        except AssertionError:
            raise AssertionError(f"after {fault} not well again: {sick()}") from None
        healed = time.monotonic() - begin
        time.sleep(2.2)  # what was pressed last has come through, and the guard is over
        for no in WINDOWS:
            self.empty(no)
        for no, name in DISPLAYS.items():
            if name not in self.sims:
                continue
            number = self.call(no)
            try:
                until(lambda n=name, w=number: w in self.hall.sim_device(n)["text"], 20, "it")
            except AssertionError:
                raise AssertionError(f"{name} does not show {number} after {fault}: "
                                     f"{self.hall.sim_device(name)}") from None
            assert self.hall.act(no, "start").status == 200
        self.keys_work(fault)
        return healed

    def keys_work(self, fault):
        time.sleep(2.2)  # the guard against double presses is over
        for no, name in CALLERS.items():
            if name not in self.sims:
                continue
            number = self.take(no)["number"]
            answer = self.hall.sim.post(f"/sim/devices/{name}/press", press_body(name))
            assert answer.status == 200, answer
            self.pressed[no] += 1
            try:
                until(lambda w=no, n=number: self.hall.window(w).get("ticket") == n, 20, "it")
            except AssertionError:
                raise AssertionError(f"a press at {name} after {fault} did not call {number}: "
                                     f"{self.hall.window(no)}, {self.hall.sim_device(name)}, "
                                     f"{self.hall.device(name)}") from None

    def run(self, fault):
        body = ROUNDS[fault]
        for no in WINDOWS:
            self.empty(no)
        struck = self.begin(fault, body)
        if not struck:
            return
        self.last(fault, struck)
        self.end(body)
        healed = self.heal(fault)
        self.check_calls()
        for no, name in DISPLAYS.items():
            if name in self.sims:
                self.check_display(name, no)
        print(f"{fault}: {len(struck)} devices, well again after {healed:.1f} s", flush=True)

    def table(self):
        drivers = sorted(set(self.sims.values()))
        print("| fault | driver | `/devices` at worst |\n|---|---|---|")
        for fault in ROUNDS:
            for driver in drivers:
                if (driver, fault) in self.seen:
                    print(f"| {fault} | `{driver}` | {', '.join(sorted(self.seen[driver, fault]))} |")


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    unknown = set(arguments) - set(ROUNDS)
    if unknown:
        sys.exit(f"matrix.py: no such fault: {', '.join(unknown)}; allowed are {', '.join(ROUNDS)}")
    with Hall(hall_text=HALL, board_text=board_text) as hall:
        matrix = Matrix(hall)
        for fault in arguments or ROUNDS:
            matrix.run(fault)
        if "--table" in sys.argv:
            matrix.table()


if __name__ == "__main__":
    main()
