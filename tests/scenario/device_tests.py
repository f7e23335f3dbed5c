"""Self-tests while the hall works: each device does what a technician looks for, a tested key calls
nobody, a call goes before a test, and the wire can be watched meanwhile."""

import http.client
import json
import subprocess
import sys
import time

from harness import ROOT, Hall, until

CARD_NUMBER, CODE = "110101194903074576", "jiaohao:00112233"


def board_text(lines):
    """The demo hall's board with a panel, and what else a hall may have."""
    made = subprocess.run([sys.executable, str(ROOT / "boards/sim/make_board.py"), "--hall",
                           str(ROOT / "firmware/halls/demo.yaml"), "--dir", str(lines), "--panels"],
                          check=True, capture_output=True, text=True).stdout
    ports = f"""
  - {{name: id-line, kind: serial, device: {lines}/id, baud: 115200}}
  - {{name: scan-line, kind: serial, device: {lines}/scan, baud: 115200}}
  - {{name: pager-line, kind: serial, device: {lines}/pager, baud: 9600}}
  - {{name: lamp-line, kind: gpio, line: {lines}/lamps}}
"""
    devices = """
  - {name: id-reader, driver: sdt, port: id-line, kiosk: K1, poll_ms: 300}
  - {name: scanner, driver: serial-scanner, port: scan-line, kiosk: K1}
  - {name: pagers, driver: pager-frames, port: pager-line, group: hall,
     call: "55 02 {bcd:4} {check}", heads_up: "55 01 {bcd:4} {check}", check: xor8}
  - {name: lamp-01, driver: gpio-lamp, port: lamp-line, line: LAMP_01, window: "01"}
"""
    head, devices_key, rest = made.partition("devices:\n")
    return head + ports.lstrip("\n") + devices_key + devices.lstrip("\n") + rest


def begin(hall, name):
    answer = hall.api.post(f"/api/v1/devices/{name}/test")
    assert answer.status == 202, answer
    return answer.json["test"]


def ended(hall, name, seconds=15):
    def test():
        found = hall.api.get(f"/api/v1/devices/{name}").json["test"]
        return found if found["state"] != "running" else None
    return until(test, seconds, f"the end of {name}'s test")


def shown(hall, name):
    return hall.sim_device(name)["text"]


def panel_lines(hall):
    return [line["text"] for line in hall.sim_device("panel-hall")["lines"]]


class Wire:
    """The units of one device's wire as they come."""

    def __init__(self, hall, name):
        self.connection = http.client.HTTPConnection("127.0.0.1", hall.port, timeout=10)
        self.connection.request("GET", f"/api/v1/devices/{name}/wire")
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, self.answer.status

    def until(self, wanted):
        units = []
        while True:
            line = self.answer.readline().decode()
            if line.startswith("data: "):
                units.append(json.loads(line[6:]))
                if wanted(units[-1]):
                    return units

    def close(self):
        self.answer.close()
        self.connection.close()


def what_waits_for_a_hand_names_it_without_its_content(hall):
    begin(hall, "scanner")
    begin(hall, "id-reader")
    assert hall.sim.post("/sim/devices/scanner/press", {"text": CODE}).status == 200
    hall.set("id-reader", card="resident", number=CARD_NUMBER, birth="19490307")
    code, card = ended(hall, "scanner"), ended(hall, "id-reader")
    assert (code["state"], code["detail"]) == ("passed", f"a code of {len(CODE)} characters"), code
    assert (card["state"], card["detail"]) == ("passed", "a resident's card"), card
    hall.set("id-reader", card="none")


def a_pager_vibrates(hall):
    assert begin(hall, "pagers")["state"] == "passed"
    assert ended(hall, "pagers")["detail"] == "pager 1 must vibrate"
    until(lambda: [(entry["pager"], entry["signal"]) for entry in
                   hall.sim.get("/sim/devices/pagers/signals").json["signals"]]
          == [(1, "heads_up")], 10, "one signal to pager 1")


def main():
    with Hall(board_text=board_text) as hall:
        hall.act("01", "open")
        hall.act("02", "open")
        before = hall.api.get("/api/v1/hall").json["sequence"]
        usual = until(lambda: shown(hall, "display-01"), 10, "something on the display")
        assert begin(hall, "display-01")["state"] == "running"
        until(lambda: shown(hall, "display-01").startswith("01 #"), 10, "its own address")

        begin(hall, "panel-hall")
        begin(hall, "lamp-01")
        until(lambda: hall.sim_device("lamp-01")["lit"], 10, "the lamp of a call")
        until(lambda: any("panel-hall" in line for line in panel_lines(hall)), 10, "its name")
        what_waits_for_a_hand_names_it_without_its_content(hall)
        a_pager_vibrates(hall)

        begin(hall, "ticket-printer")
        printed = ended(hall, "ticket-printer")
        assert printed["state"] == "passed", printed
        assert begin(hall, "speaker-hall")["state"] == "running"
        spoken = ended(hall, "speaker-hall")
        assert spoken["state"] == "passed", spoken

        # a key under test is named and calls nobody; a repeated question does not begin anew
        ticket = hall.issue(hall.api.get("/api/v1/hall").json["windows"][1]["services"][0])
        wire = Wire(hall, "call-02")
        begin(hall, "call-02")
        started = begin(hall, "call-02")["started"]
        hall.press("call-02", "next")
        key = ended(hall, "call-02")
        assert (key["state"], key["detail"]) == ("passed", "key next"), key
        assert key["started"] == started, key
        assert hall.ticket(ticket["id"])["state"] == "waiting", "a tested key called somebody"
        units = wire.until(lambda unit: unit["direction"] == "received" and unit["good"])
        addresses = {unit["address"] for unit in units} - {None, 0}
        assert addresses == {hall.device("call-02")["address"]}, units
        wire.close()
        hall.press("call-02", "next")
        until(lambda: hall.ticket(ticket["id"])["state"] == "called", 10, "the next press calls")

        # an evaluator under test names its key, and that is no rating
        begin(hall, "rate-01")
        until(lambda: hall.sim_device("rate-01")["rating"] == "armed", 10, "the evaluator is armed")
        hall.press("rate-01", "rate_5")
        rated = ended(hall, "rate-01")
        assert (rated["state"], rated["detail"]) == ("passed", "key rate_5"), rated

        # after ten seconds the display shows again what it must
        assert ended(hall, "display-01")["state"] == "passed"
        until(lambda: shown(hall, "display-01") == usual, 10, "what stood there before")

        for name in ("panel-hall", "lamp-01"):
            assert ended(hall, name)["state"] == "passed", ended(hall, name)
        until(lambda: not any("panel-hall" in line for line in panel_lines(hall)), 10,
              "what stood on the panel before")

        # a call goes before a test
        begin(hall, "display-02")
        hall.act("02", "recall")
        hall.fault("display-02", silence=True)
        until(lambda: hall.device("display-02")["health"] == "lost", 20, "a lost display")
        begin(hall, "display-02")
        lost = ended(hall, "display-02")
        assert lost["state"] == "failed", lost
        report = hall.api.get("/api/v1/devices/display-02").json
        assert report["changes"][0]["health"] == "lost", report
        assert report["changes"][-1]["health"] in ("ok", "starting"), report
        raised = hall.api.get("/api/v1/warnings").json["warnings"]
        assert any((w["device"], w["level"]) == ("display-02", "alarm") for w in raised), raised
        hall.fault("display-02", silence=False)
        until(lambda: hall.device("display-02")["health"] == "ok", 40, "it is back")
        until(lambda: not any(w.get("device") == "display-02" for w in
                              hall.api.get("/api/v1/warnings").json["warnings"]), 10, "its end")
        kinds = [row[0] for row in hall.ask_journal("SELECT kind FROM record WHERE sequence > ?",
                                                    before)]
        print(f"{len(kinds)} records; the tests themselves wrote baselines only")


begin_at = time.monotonic()
main()
print(f"{time.monotonic() - begin_at:.1f} s")
