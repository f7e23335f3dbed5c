"""Hengyang's own example through the whole appliance: a number at 09:30, served at 06 at 09:50, the
papers carried on to 07 at 10:20, handed out at 01 at 11:00. The daemon is killed before each of these
moments and comes back on the hall clock of the next. Then a step taken back, an evacuation over a
kill, and a service that is interrupted over a restart."""

import datetime
import pathlib
import subprocess
import sys
import tempfile

from harness import ROOT, Hall, until

HALL = ROOT / "firmware/halls/hengyang.yaml"
# The three windows of the example; the other 255 are in the hall, without devices.
SHOWN = """hall: {id: hengyang}
windows: [{no: "01"}, {no: "06"}, {no: "07"}]
"""
WINDOWS = ("01", "06", "07")
LEAVE, PAPERS = "立即撤离", "办理中"


def board_text(lines):
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as windows:
        windows.write(SHOWN)
        windows.flush()
        return subprocess.run([sys.executable, str(ROOT / "boards/sim/make_board.py"), "--hall",
                               windows.name, "--dir", lines], check=True, capture_output=True,
                              text=True).stdout


def moment(text, minutes=0):
    return datetime.datetime.fromisoformat(text) + datetime.timedelta(minutes=minutes)


def whole_second(when):
    """As --clock takes it; never earlier."""
    return (when + datetime.timedelta(seconds=1)).isoformat(timespec="seconds")


def killed_until(hall, when):
    """kill -9, and on again at this moment of the hall's day."""
    hall.kill_daemon()
    hall.clock = whole_second(when)
    hall.start_daemon()


def display(hall, window):
    view = hall.sim_device(f"display-{window}")
    return view["text"].strip(), view["blink"]


def shows(hall, window, text, blink):
    until(lambda: display(hall, window) == (text, blink), 10,
          f"{text!r} at {window} (blink {blink})")


def spoken(hall):
    return [entry["clips"] for entry in hall.sim_device("speaker-hall")["log"]]


def post(hall, path, body=None, status=200):
    answer = hall.api.post(f"/api/v1/{path}", body)
    assert answer.status == status, (path, answer)
    return answer.json if answer.body else None


def act(hall, window, verb, body=None, status=200):
    return post(hall, f"windows/{window}/{verb}", body, status)


def accepted_at_06(hall, ticket):
    killed_until(hall, moment(ticket["issued_at"], 20))
    before = len(spoken(hall))
    called = act(hall, "06", "next")
    assert (called["number"], called["ahead"]) == (ticket["number"], 0), called
    shows(hall, "06", ticket["number"], True)
    served = act(hall, "06", "start")
    shows(hall, "06", ticket["number"], False)
    until(lambda: len(spoken(hall)) > before, 10, "the call to 06")
    return moment(served["started_at"])


def carried_on_to_07(hall, ticket, started):
    killed_until(hall, started + datetime.timedelta(minutes=30))
    shows(hall, "06", ticket["number"], False)
    idle, words = display(hall, "07"), spoken(hall)
    sent = act(hall, "06", "forward", {"to": [{"window": "07"}]})
    assert (sent["state"], sent["papers"]) == ("awaiting", 1), sent
    until(lambda: display(hall, "06")[0] != ticket["number"], 10, "06 free")
    assert display(hall, "07") == idle, "07 shows something of papers that nobody took up"
    taken = act(hall, "07", "next")
    assert (taken["state"], taken["number"]) == ("serving", ticket["number"]), taken
    shows(hall, "07", PAPERS, False)
    act(hall, "01", "next", status=204)  # nobody can be handed anything yet
    assert spoken(hall) == words, "somebody was called for papers"


def handed_out_at_01(hall, ticket, started):
    killed_until(hall, started + datetime.timedelta(minutes=70))
    shows(hall, "07", PAPERS, False)
    mine = hall.ticket(ticket["id"])
    assert (mine["state"], mine["papers"]) == ("awaiting", 1), mine
    before = len(spoken(hall))
    act(hall, "07", "finish")
    mine = hall.ticket(ticket["id"])
    assert (mine["state"], mine["to_window"]) == ("waiting", "01"), mine
    act(hall, "06", "next", status=204)
    called = act(hall, "01", "next")
    assert (called["number"], called["state"]) == (ticket["number"], "called"), called
    shows(hall, "01", ticket["number"], True)
    act(hall, "01", "start")
    done = act(hall, "01", "finish")
    until(lambda: any("qujian" in clips for clips in spoken(hall)[before:]), 10, "the call to 01")
    return done


def the_visit(hall):
    for window in WINDOWS:
        act(hall, window, "open", {"agent": f"10{window}"})
    ticket = hall.issue("BIZ", kiosk="K1")
    started = accepted_at_06(hall, ticket)
    carried_on_to_07(hall, ticket, started)
    done = handed_out_at_01(hall, ticket, started)
    times = done["visit_min"]
    assert times == {"waited": 20, "served": 30, "held": 0, "from_first": 70, "total": 90}, times
    assert done["state"] == "finished", done
    assert [leg["window"] for leg in done["legs"]] == ["06", "01"], done["legs"]
    assert hall.api.get(f"/api/v1/tickets/{ticket['id']}").json["legs"] == done["legs"]
    print("06 → 07 → 01 over three kills:", times)


def a_step_taken_back(hall):
    ticket = hall.issue("BIZ")
    act(hall, "06", "next")
    shows(hall, "06", ticket["number"], True)
    undone = act(hall, "06", "undo", {"agent": "1006"})
    assert (undone["state"], undone["ticket"]) == ("idle", None), undone
    until(lambda: display(hall, "06")[0] != ticket["number"], 10, "06 without the number")
    assert hall.ticket(ticket["id"])["state"] == "waiting"
    refused = act(hall, "06", "undo", {"agent": "1006"}, 409)
    assert refused["code"] == "nothing_to_undo", refused
    print("a call taken back: the number waits as before")
    return ticket


def an_evacuation(hall, waiting):
    act(hall, "06", "next")
    act(hall, "06", "start")
    later = hall.issue("BIZ")
    before = len(spoken(hall))
    alarm = post(hall, "announcements", {"text": "请从东门离开", "level": "evacuate"})
    serial = alarm["announcements"][0]["id"]
    for window in WINDOWS:
        shows(hall, window, LEAVE, True)
    until(lambda: any("cheli" in clips for clips in spoken(hall)[before:]), 10, "words to leave")
    for path, body in (("tickets", {"service": "BIZ"}), ("windows/01/next", None)):
        assert post(hall, path, body, 503)["code"] == "evacuation", path
    hall.kill_daemon()
    hall.start_daemon()
    for window in WINDOWS:
        shows(hall, window, LEAVE, True)
    assert act(hall, "01", "next", status=503)["code"] == "evacuation"
    before = len(spoken(hall))
    post(hall, f"announcements/{serial}/end")
    until(lambda: any("jiechu" in clips for clips in spoken(hall)[before:]), 20, "the end of it")
    shows(hall, "06", waiting["number"], False)
    act(hall, "06", "finish")
    assert act(hall, "06", "next")["number"] == later["number"]
    shows(hall, "06", later["number"], True)
    print("an evacuation, over a kill: everybody is told, nobody is called, then the queue goes on")
    return later


def interrupted_over_a_restart(hall, ticket):
    started = moment(act(hall, "06", "start")["started_at"])
    held = act(hall, "06", "hold", {"return": "same", "reason": "填表"})
    assert held["state"] == "held", held
    hall.daemon.stop()
    hall.clock = whole_second(started + datetime.timedelta(minutes=10, seconds=5))
    hall.api.close()
    hall.start_daemon()
    assert hall.window("06")["held"] == [ticket["number"]], hall.window("06")
    back = act(hall, "06", "unhold", {"ticket": ticket["number"]})
    assert back["state"] == "serving", back
    shows(hall, "06", ticket["number"], False)
    done = act(hall, "06", "finish")
    assert done["state"] == "finished" and done["visit_min"]["held"] == 10, done
    assert done["visit_min"]["served"] == 0, done["visit_min"]
    print("held over a restart: ten minutes, kept apart from the service")


def main():
    with tempfile.TemporaryDirectory(prefix="jiaohao-lines-") as lines:
        with Hall(hall_text=pathlib.Path(HALL).read_text(), board_text=board_text(lines),
                  clock="2026-11-24T09:30:00+08:00") as hall:
            the_visit(hall)
            ticket = a_step_taken_back(hall)
            later = an_evacuation(hall, ticket)
            interrupted_over_a_restart(hall, later)


main()
