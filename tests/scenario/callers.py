"""A box of each kind at a window of its own: one on Modbus, one of the field's ("FF 68", with an
evaluator), a USB keypad. Bounced, stuck, pulled out, deaf: one press calls one person, a stuck key is
told, and window 04, which has no box, serves on. Every start is inferred after a second, so each false
press would call somebody."""

import time

from harness import Hall, until
from matrix_hall import HALL

KEYS = {"call-01": "next", "call-02": "next", "call-03": "KP_ENTER"}
GUARD_S = 2.2  # a second "next" within two seconds calls nobody, whoever pressed it


def board_text(folder):
    return f"""board: {{name: boxes, simulated: true}}
ports:
  - {{name: bus, kind: rs485, device: {folder}/bus, baud: 19200}}
  - {{name: boxes, kind: serial, device: {folder}/boxes, baud: 9600}}
  - {{name: pad, kind: input, line: {folder}/pad}}
devices:
  - {{name: call-01, driver: modbus-keypad, role: caller, port: bus, address: 1, window: "01"}}
  - {{name: call-02, driver: ff68, role: caller, port: boxes, address: 2, window: "02"}}
  - {{name: rate-02, driver: ff68, role: evaluator, port: boxes, address: 2, window: "02"}}
  - {{name: call-03, driver: evdev-caller, port: pad, window: "03"}}
"""


def called(hall, no):
    rows = hall.ask_journal(
        "SELECT number FROM leg WHERE window = ? AND called_us IS NOT NULL ORDER BY called_us", no)
    return [row[0] for row in rows]


def window(name):
    return name[-2:]


def take(hall, no, count=1):
    for _ in range(count):
        answer = hall.api.post("/api/v1/tickets", {"service": f"S{no}", "paperless": True})
        assert answer.status == 201, answer


def press_all(hall, calls):
    """One press at each box calls one person each."""
    time.sleep(GUARD_S)
    for name, key in KEYS.items():
        hall.press(name, key)
        calls[name] += 1
    for name in KEYS:
        until(lambda n=name: len(called(hall, window(n))) == calls[n], 5, f"the call of {name}")


def check(hall, calls, what):
    for name in KEYS:
        numbers = called(hall, window(name))
        assert len(numbers) == calls[name], f"{what}: {name} called {numbers}, pressed {calls[name]}"


def serve_04(hall):
    take(hall, "04")
    for act in ("next", "start", "finish"):
        assert hall.act("04", act).status == 200, act


def bounced(hall, calls):
    for name, fault in (("call-01", {"bounce": True}), ("call-02", {"bounces": 20}),
                        ("call-03", {"bounces": 50})):
        hall.fault(name, **fault)
    press_all(hall, calls)
    time.sleep(GUARD_S)
    check(hall, calls, "bouncing")
    for name in KEYS:
        hall.fault(name, clear=True)
    print("bouncing keys call one person each")


def stuck(hall, calls):
    time.sleep(GUARD_S)
    for name, key in KEYS.items():
        hall.fault(name, stuck_key=key)
        calls[name] += 1
    for name in KEYS:
        until(lambda n=name: "stuck_key" in hall.device(n)["detail"], 20, f"{name} to be told stuck")
        serve_04(hall)
    check(hall, calls, "stuck")
    for name in KEYS:
        hall.fault(name, stuck_key=None)
    for name in KEYS:
        until(lambda n=name: hall.device(n)["health"] == "ok", 10, f"{name} to heal")
    check(hall, calls, "let go")
    print("stuck keys call one person each and are told")


def deaf(hall, calls):
    """The field's box hears no echo, repeats itself, and has called once."""
    time.sleep(GUARD_S)
    hall.fault("call-02", deaf=True, twin=True)
    hall.press("call-02", "next")
    calls["call-02"] += 1
    until(lambda: hall.sim_device("call-02")["gave_up"] == 1, 10, "the box to give up")
    check(hall, calls, "deaf")
    hall.fault("call-02", clear=True)
    print("a box that hears no echo calls once")


def pulled_out(hall, calls):
    for name in KEYS:
        hall.fault(name, unplug=True)
    for name in KEYS:
        until(lambda n=name: hall.device(n)["health"] == "lost", 20, f"{name} to be lost")
    for name in ("call-02", "call-03"):  # a Modbus box counts on, and its press is not lost
        hall.press(name, KEYS[name])
    serve_04(hall)
    for name in KEYS:
        hall.fault(name, unplug=False)
    for name in ("call-01", "call-03"):
        until(lambda n=name: hall.device(n)["health"] == "ok", 40, f"{name} to come back")
    until(lambda: hall.device("call-02")["health"] != "lost", 40, "call-02 to come back")
    time.sleep(2)
    check(hall, calls, "pulled out")
    print("keys pressed while the plug is out call nobody")


def rated(hall):
    """A rating counts once while it is asked for; the box is told in each case."""
    def ratings():
        return hall.ask_journal("SELECT count(*) FROM leg WHERE level = 4")[0][0]
    assert hall.act("02", "finish").status == 200
    until(lambda: hall.sim_device("rate-02")["open"], 5, "the evaluator to open")
    before = ratings()
    for answers in (1, 2):
        hall.press("rate-02", "value_2")
        until(lambda n=answers: hall.sim_device("rate-02")["echoes"] == n, 5, "the answer")
        until(lambda: ratings() == before + 1, 5, "the rating")
    print("a rating counts once while it is asked for")


def main():
    text = HALL.replace("mean_min:", "start_after_s: 1, mean_min:")
    with Hall(hall_text=text, board_text=board_text) as hall:
        calls = dict.fromkeys(KEYS, 0)
        for name in KEYS:
            take(hall, window(name), 12)
        assert hall.act("04", "open", {"agent": "1004"}).status == 200
        until(lambda: hall.device("call-02")["detail"].startswith("unheard"), 5, "unheard")
        press_all(hall, calls)
        until(lambda: all(hall.device(name)["health"] == "ok" for name in KEYS), 5, "all ok")
        assert hall.sim_device("call-02")["number"] == "001", hall.sim_device("call-02")
        bounced(hall, calls)
        stuck(hall, calls)
        deaf(hall, calls)
        pulled_out(hall, calls)
        press_all(hall, calls)
        time.sleep(1.5)
        rated(hall)


main()
