"""Killed between commit and effect, at each effect: after the start the displays agree with the API,
the open call is spoken once, no ticket is printed twice by itself, and the request whose answer was
lost gives its ticket again."""

import http.client
import os
import time
import uuid

from harness import Hall, Process, program, until

KIND_CALLED, KIND_PRINT_STARTED = 22, 40  # as stored: firmware/core/record/record.h


class CutHall(Hall):
    """A hall whose first daemon dies at the wished effect."""

    def start_cut_daemon(self, at, kind):
        arguments = self.daemon_arguments()
        arguments[0] = program("jiaohaod-cut")
        env = dict(os.environ, CUT_AT=f"{at}:1")
        if kind:
            env["CUT_KIND"] = str(kind)
        self.daemon = Process("jiaohaod-cut", arguments, self.folder / "daemon.log", env)
        until(self.daemon_answers, 30, "the first answer")
        until(lambda: self.api.get("/api/v1/hall").json.get("services"), 10, "a loaded hall")
        until(lambda: all(device["health"] != "starting" for device in self.devices()), 30,
              "every device heard of")

    def __enter__(self):
        self.start_simulator()
        return self

    def wait_dead(self):
        status = self.daemon.child.wait(20)
        assert status == -9, f"the daemon ended with {status}, not by the cut"
        self.daemon.file.close()
        self.api.close()


def lossy(act):
    try:
        return act()
    except (OSError, http.client.HTTPException):
        return None


def issue_and_call(hall, key):
    lossy(lambda: hall.api.post("/api/v1/tickets", {"service": "RE1", "kiosk": "K1"}, key))
    if hall.daemon.running():
        lossy(lambda: until(lambda: not hall.daemon.running() or
                            hall.sim_device("ticket-printer")["tickets"] == 1, 10, "the ticket"))
    if hall.daemon.running():
        time.sleep(0.3)  # the print's confirmation may be the moment of the cut
        hall.press("call-01", "next")
    until(lambda: not hall.daemon.running() or
          hall.sim_device("display-01")["text"].startswith("A001"), 10, "the call")


def displays_agree(hall):
    window = hall.window("01")
    text = hall.sim_device("display-01")["text"]
    return (window["ticket"] or "") in text if window["ticket"] else "A0" not in text


def after_start(hall, key, printed_before):
    """Everything that must hold once the real daemon runs on what was left."""
    answer = hall.api.post("/api/v1/tickets", {"service": "RE1", "kiosk": "K1"}, key)
    assert answer.status == 201, answer
    assert answer.json["number"] == "A001", f"the key made a second ticket: {answer.json}"
    assert len(hall.ask_journal("SELECT number FROM leg")) == 1
    until(lambda: displays_agree(hall), 10, "displays that agree with the API")
    state = until(lambda: hall.ticket(answer.json["id"])["print"] != "pending" and
                  hall.ticket(answer.json["id"])["print"], 15, "an outcome of the print")
    window = hall.window("01")
    if window["state"] == "called":
        until(lambda: any("A" in entry["clips"].split() for entry in
                          hall.sim_device("speaker-hall")["log"]), 10, "the open call spoken")
    time.sleep(0.5)  # nothing more may come out of the printer by itself
    printed = hall.sim_device("ticket-printer")["tickets"]
    assert printed <= 1 and printed == max(printed_before, printed), f"{printed} tickets printed"
    if state == "unknown":
        reprint = hall.api.post(f"/api/v1/tickets/{answer.json['id']}/reprint", {"kiosk": "K1"})
        assert reprint.status == 200, reprint
        until(lambda: hall.sim_device("ticket-printer")["tickets"] == printed + 1, 10, "a reprint")
    return state, window["state"]


def main():
    cuts = [("evhttp_send_reply", None), ("printing_record", KIND_PRINT_STARTED),
            ("printing_finished", None), ("showing_flush", KIND_CALLED),
            ("speaking_flush", KIND_CALLED), ("printing_record", KIND_CALLED)]
    for at, kind in cuts:
        key = uuid.uuid4().hex
        with CutHall() as hall:
            hall.start_cut_daemon(at, kind)
            issue_and_call(hall, key)
            hall.wait_dead()
            printed = hall.sim_device("ticket-printer")["tickets"]
            hall.start_daemon()
            result = after_start(hall, key, printed)
            print(f"cut before {at} (kind {kind}): printed {printed}, then print {result[0]}, "
                  f"window {result[1]}")


main()
