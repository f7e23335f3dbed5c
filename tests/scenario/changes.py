"""The day and the files change under a hall that works: a start days later with a window that was left
calling and is no longer in the hall file; files changed again while they are being reloaded; the service
day's end while the printer has more tickets than it can take."""

import signal
import threading
import time

from harness import ROOT, Client, Hall, until

DEMO = ROOT / "firmware/halls/demo.yaml"


def log_has(hall, words):
    return words in (hall.folder / "daemon.log").read_text()


def said(hall):
    return [entry["clips"].split() for entry in hall.sim_device("speaker-hall")["log"]]


def a_window_left_calling_days_ago(clock_then, clock_now):
    with Hall(clock=clock_then) as hall:
        number = hall.issue("RE1")["number"]
        assert hall.act("01", "next").json["number"] == number
        hall.daemon.stop()
        for path in (hall.hall_file, hall.board_file):
            text = path.read_text()
            path.write_text(text.replace('no: "01"', 'no: "09"').replace('window: "01"',
                                                                        'window: "09"'))
        hall.clock = clock_now
        hall.api.close()
        hall.start_daemon()
        assert hall.api.get("/api/v1/windows/09").status == 200, "the new hall was not loaded"
        assert hall.api.get("/api/v1/windows/01").status == 404
        ended = hall.ask_journal("SELECT ended FROM leg WHERE number = ?", number)
        assert ended == [(26,)], ended
        assert hall.issue("RE1")["number"] == number, "a new day begins with the first number"
    print("a start days later: the old day ends first, then the new hall file counts")


def the_last_file_counts():
    with Hall() as hall:
        text = DEMO.read_text()
        for i in range(40):
            hall.hall_file.write_text(text.replace("示范路1号", f"示范路{i}号甲"))
            hall.daemon.send(signal.SIGHUP)
            time.sleep(0.003)
            hall.hall_file.write_text(text.replace("code: RE2", f"code: R{i:03}").replace(
                "RE2]", f"R{i:03}]"))
            hall.daemon.send(signal.SIGHUP)
            until(lambda i=i: any(s["code"] == f"R{i:03}" for s in
                                  hall.api.get("/api/v1/hall").json["services"]), 5,
                  f"the file of the last SIGHUP ({i})")
    print("files that change while they are reloaded: the last ones count")


def the_day_ends_before_the_printer_does():
    with Hall(clock="2026-11-24T02:59:57+08:00") as hall:
        until(lambda: hall.device("ticket-printer")["health"] == "ok", 10, "a printer")
        clients = [Client(hall.port) for _ in range(4)]

        def take(client):
            for _ in range(6):
                client.post("/api/v1/tickets", {"service": "RE1", "kiosk": "K1"})

        hall.fault("ticket-printer", silence=True)  # it prints nothing now and says nothing
        threads = [threading.Thread(target=take, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        until(lambda: len(hall.ask_journal("SELECT 1 FROM record WHERE kind = 2")) == 2, 20,
              "a new day")
        begun, ended = (hall.ask_journal("SELECT count(*) FROM record WHERE sequence < (SELECT "
                                         "max(sequence) FROM record WHERE kind = 2) AND kind IN "
                                         + kinds)[0][0] for kinds in ("(40)", "(41, 42, 43)"))
        assert begun > ended + 4, f"no tickets waited for the printer: {begun}, {ended}"
        hall.fault("ticket-printer", silence=False)
        until(lambda: hall.api.get("/api/v1/hall?kiosk=K1").json["kiosk"]["can_print"], 40,
              "a printer that prints")
        ticket = hall.issue("RE1", kiosk="K1")
        until(lambda: hall.ticket(ticket["id"])["print"] == "printed", 20,
              "the new day's first ticket on paper")
    print(f"the day ended over {begun - ended} prints: the new day's tickets are printed")


def a_call_cut_off_by_a_reload():
    with Hall() as hall:
        hall.issue("RE1")
        assert hall.act("01", "next").status == 200
        until(lambda: hall.sim_device("speaker-hall")["log"], 10, "the first words")
        hall.board_file.write_text(hall.board_file.read_text() + "# changed\n")
        before = len(hall.sim_device("speaker-hall")["log"])
        hall.daemon.send(signal.SIGHUP)
        until(lambda: log_has(hall, "reloaded: hall demo, board"), 10, "a reload")
        until(lambda: any("A" in entry["clips"].split() for entry in
                          hall.sim_device("speaker-hall")["log"][before:]), 15, "the call again")
    print("a call that a reload cut off is spoken again")


def a_call_taken_back_is_not_spoken():
    """One step finished one service and called the next; its record names who was served."""
    with Hall() as hall:
        served, called = (hall.issue("RE1")["number"] for _ in range(2))
        assert hall.act("01", "next").json["number"] == served
        hall.act("01", "start")
        until(lambda: hall.sim_device("speaker-hall")["log"], 10, "the first words")
        assert hall.act("01", "next").json["number"] == called
        window = hall.act("01", "undo").json
        assert (window["state"], window["ticket"]) == ("serving", served), window
        other = hall.issue("EXIT")["number"]
        assert hall.act("02", "next").json["number"] == other
        until(lambda: "H" in said(hall)[-1], 15, "the call after it")
        wrong = [words for words in said(hall) if "A" in words and called[-1] in words]
        assert not wrong, f"{called} waits and was called: {wrong}"
    print("a call that was taken back before it was spoken is not spoken")


def main():
    a_window_left_calling_days_ago("2026-11-23T10:00:00+08:00", "2026-11-26T10:00:00+08:00")
    the_last_file_counts()
    the_day_ends_before_the_printer_does()
    a_call_cut_off_by_a_reload()
    a_call_taken_back_is_not_spoken()


main()
