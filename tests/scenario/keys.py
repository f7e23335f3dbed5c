"""Nothing happens twice. A repeated key of the API changes nothing, also after a restart; the same key
with another body is refused; a rebooted key box neither loses nor invents a press; a key that bounces,
sticks or is pressed twice skips nobody."""

import time
import uuid

from harness import ROOT, Hall, until


def called_numbers(hall):
    """Calls and repeats, in order: the call of a person is one number, however often repeated."""
    return [row[0] for row in
            hall.ask_journal("SELECT number FROM leg WHERE called_us IS NOT NULL ORDER BY called_us")]


def presses_seen(hall, name):
    return hall.sim_device(name)["feedbacks"]


def wait_feedback(hall, name, before):
    until(lambda: presses_seen(hall, name) != before, 10, f"an answer at {name}")


def press(hall, name, key, **more):
    before = presses_seen(hall, name)
    answer = hall.sim.post(f"/sim/devices/{name}/press", {"key": key, **more})
    assert answer.status == 200, answer
    wait_feedback(hall, name, before)


def repeated_keys(hall):
    key, other = uuid.uuid4().hex, uuid.uuid4().hex
    body = {"service": "RE1"}
    first = hall.api.post("/api/v1/tickets", body, key).json
    rows = len(hall.ask_journal("SELECT sequence FROM record"))
    again = hall.api.post("/api/v1/tickets", body, key)
    assert again.status == 201 and again.json["id"] == first["id"], again
    called = hall.act("01", "next", key=other)
    assert called.status == 200 and called.json["number"] == first["number"], called
    wrong = hall.api.post("/api/v1/tickets", {"service": "RE2"}, key)
    assert wrong.json["code"] == "key_reused", wrong
    hall.restart_daemon()
    rows = len(hall.ask_journal("SELECT sequence FROM record"))
    again = hall.api.post("/api/v1/tickets", body, key)
    assert again.status == 201 and again.json["id"] == first["id"], again
    called = hall.act("01", "next", key=other)
    assert called.status == 200 and called.json["number"] == first["number"], called
    wrong = hall.api.post("/api/v1/tickets", {"service": "RE2"}, key)
    assert wrong.json["code"] == "key_reused", wrong
    assert len(hall.ask_journal("SELECT sequence FROM record")) == rows, "a repeat was recorded"
    assert hall.act("01", "start").status == 200
    assert hall.act("01", "finish").status == 200
    print("repeated keys change nothing, also after a restart")


def double_presses(hall):
    tickets = [hall.issue("RE1")["number"] for _ in range(4)]
    before = len(called_numbers(hall))
    press(hall, "call-01", "next", times=2)  # twice between two polls
    until(lambda: len(called_numbers(hall)) > before, 5, "a call")
    time.sleep(0.4)
    press(hall, "call-01", "next")  # and again within the guard of two seconds
    time.sleep(0.4)
    assert called_numbers(hall)[before:] == tickets[:1], called_numbers(hall)
    hall.fault("call-01", bounce=True)
    assert hall.act("01", "start").status == 200
    time.sleep(2.1)  # past the guard: a real second press
    press(hall, "call-01", "next")
    time.sleep(0.4)
    assert called_numbers(hall)[before:] == tickets[:2], called_numbers(hall)
    hall.fault("call-01", bounce=False)
    print("a double press and a bouncing key skip nobody")


def stuck_key():
    """With starts inferred after a second, every press that got through would call somebody."""
    text = (ROOT / "firmware/halls/demo.yaml").read_text()
    text = text.replace("mean_min:", "start_after_s: 1, mean_min:")
    with Hall(hall_text=text) as hall:
        tickets = [hall.issue("RE1")["number"] for _ in range(4)]
        hall.fault("call-01", stuck_key="next")
        until(lambda: called_numbers(hall), 5, "the first call")
        time.sleep(6.5)  # three times the guard
        hall.fault("call-01", stuck_key=None)
        assert called_numbers(hall) == tickets[:1], f"a stuck key called {called_numbers(hall)}"
    print("a stuck key skips nobody")


def rebooted_box(hall):
    assert hall.act("01", "start").status == 200
    time.sleep(2.1)
    before = called_numbers(hall)
    boot = hall.sim_device("call-01")["boot"]
    hall.fault("call-01", reboot=True)
    until(lambda: hall.sim_device("call-01")["boot"] == boot + 1, 5, "a new boot count")
    time.sleep(1.5)  # several polls of the box that started anew
    assert called_numbers(hall) == before, "a rebooted box invented a press"
    press(hall, "call-01", "next")
    until(lambda: len(called_numbers(hall)) == len(before) + 1, 5, "the press after the reboot")
    print("a rebooted box invents no press and loses none after it")


def pressed_while_away(hall):
    """Pressed once while the daemon was away: that is a press. Pressed more often: a baseline."""
    assert hall.act("01", "start").status == 200
    time.sleep(2.1)
    before = called_numbers(hall)
    hall.issue("RE1")
    hall.issue("RE1")
    hall.daemon.stop()
    hall.press("call-01", "next")
    hall.restart_daemon()
    until(lambda: len(called_numbers(hall)) == len(before) + 1, 10, "the press while away")
    assert hall.act("01", "start").status == 200
    time.sleep(2.1)
    before = called_numbers(hall)
    hall.daemon.stop()
    for _ in range(3):
        hall.press("call-01", "next")
    hall.restart_daemon()
    time.sleep(1)
    assert called_numbers(hall) == before, "presses of nobody knows when called somebody"
    press(hall, "call-01", "next")
    until(lambda: len(called_numbers(hall)) == len(before) + 1, 5, "a fresh press")
    print("one press while the daemon was away counts, three are a baseline")


def main():
    with Hall() as hall:
        repeated_keys(hall)
        double_presses(hall)
        rebooted_box(hall)
        pressed_while_away(hall)
    stuck_key()


main()
