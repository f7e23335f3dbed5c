"""Self-tests while the hall works: each device does what a technician looks for, a tested key calls
nobody, a call goes before a test, and the wire can be watched meanwhile."""

import http.client
import json
import time

from harness import Hall, until


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


def main():
    with Hall() as hall:
        hall.act("01", "open")
        hall.act("02", "open")
        before = hall.api.get("/api/v1/hall").json["sequence"]
        usual = until(lambda: shown(hall, "display-01"), 10, "something on the display")
        assert begin(hall, "display-01")["state"] == "running"
        until(lambda: shown(hall, "display-01").startswith("01 #"), 10, "its own address")

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
