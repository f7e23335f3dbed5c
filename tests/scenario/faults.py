"""Devices fail and come back: display dead, speaker dead, printer out of paper, cover open, a bus
unplugged, a box that answers late, noise on the line. The queue goes on, /devices says so, everything
heals without a restart."""

import time

from harness import Hall, until


def health(hall, name):
    return hall.device(name)["health"]


def wait_health(hall, name, wanted, seconds=40):
    until(lambda: health(hall, name) in wanted, seconds, f"{name} {wanted}")


def serve_next(hall, window="01"):
    """Issue, call by the API, start: the queue goes on whatever the devices do."""
    number = hall.issue("RE1")["number"]
    answer = hall.act(window, "next")
    assert answer.status == 200 and answer.json["number"] == number, answer
    assert hall.act(window, "start").status == 200
    return number


def display_dead(hall):
    hall.fault("display-01", silence=True)
    serve_next(hall)
    wait_health(hall, "display-01", {"lost"})
    number = serve_next(hall)
    assert number not in hall.sim_device("display-01")["text"]
    hall.fault("display-01", silence=False)
    until(lambda: number in hall.sim_device("display-01")["text"], 40, "the text after healing")
    wait_health(hall, "display-01", {"ok"})
    print("a dead display: calling goes on; it shows the right number when it is back")


def display_reboots(hall):
    hall.set("display-01", power=False)
    wait_health(hall, "display-01", {"lost"})
    number = serve_next(hall)
    hall.set("display-01", power=True)
    until(lambda: number in hall.sim_device("display-01")["text"], 40, "the text after power")
    print("a display without power shows its number again by itself")


def speaker_dead(hall):
    hall.fault("speaker-hall", unplug=True)
    serve_next(hall)
    wait_health(hall, "speaker-hall", {"lost"})
    hall.issue("RE1")
    assert hall.act("01", "next").status == 200
    assert hall.act("01", "start").status == 200
    hall.fault("speaker-hall", unplug=False)
    wait_health(hall, "speaker-hall", {"ok"})
    spoken = hall.sim_device("speaker-hall")["spoken"]
    serve_next(hall)
    until(lambda: hall.sim_device("speaker-hall")["spoken"] > spoken, 20, "a voice again")
    assert hall.sim_device("speaker-hall")["overlaps"] == 0
    print("a dead loudspeaker: calling goes on; it speaks again when it is back")


def kiosk_printer(hall):
    return hall.api.get("/api/v1/hall?kiosk=K1").json["kiosk"]


def warnings_of(hall):
    """How many warnings were raised and cleared so far."""
    return [len(hall.ask_journal("SELECT sequence FROM record WHERE kind = ?", kind))
            for kind in (100, 102)]


def printer_sick(hall):
    raised, cleared = warnings_of(hall)
    for what, cure, word in (({"paper": "out"}, {"paper": "ok"}, "paper_out"),
                             ({"cover_open": True}, {"cover_open": False}, "cover_open")):
        hall.set("ticket-printer", **what)
        until(lambda w=word: kiosk_printer(hall)["printer"] == w, 20, word)
        rows = len(hall.ask_journal("SELECT ticket FROM leg"))
        refused = hall.api.post("/api/v1/tickets", {"service": "RE1", "kiosk": "K1"})
        assert refused.status == 409 and refused.json["code"] == "printer", refused
        assert len(hall.ask_journal("SELECT ticket FROM leg")) == rows, "a refusal made a ticket"
        paperless = hall.issue("RE1", kiosk="K1", paperless=True)
        assert paperless["print"] == "none", paperless
        hall.set("ticket-printer", **cure)
        until(lambda: kiosk_printer(hall)["can_print"], 20, "a printer that prints")
        ticket = hall.issue("RE1", kiosk="K1")
        until(lambda t=ticket: hall.ticket(t["id"])["print"] == "printed", 20, "a printed ticket")
    hall.set("ticket-printer", paper="near_end")
    until(lambda: kiosk_printer(hall)["printer"] == "near_end", 20, "near end")
    assert kiosk_printer(hall)["can_print"]
    hall.set("ticket-printer", paper="ok")
    hall.fault("ticket-printer", unplug=True)
    until(lambda: kiosk_printer(hall)["printer"] == "lost", 30, "lost")
    assert hall.api.post("/api/v1/tickets",
                         {"service": "RE1", "kiosk": "K1"}).json["code"] == "printer"
    hall.fault("ticket-printer", unplug=False)
    until(lambda: kiosk_printer(hall)["can_print"], 40, "a printer plugged in again")
    # out, open, near its end, lost: each is told once, and once that it is over
    until(lambda: warnings_of(hall) == [raised + 4, cleared + 4], 20,
          f"four warnings more than {raised} and {cleared}")
    print("printer out of paper, open, unplugged: refused with the reason, paperless works, heals")


def many_at_one_kiosk(hall):
    """More than the printer's driver holds: the rest waits, in order, and none is printed twice."""
    before = hall.sim_device("ticket-printer")["tickets"]
    tickets = [hall.issue("RE1", kiosk="K1") for _ in range(9)]
    for ticket in tickets:
        until(lambda t=ticket: hall.ticket(t["id"])["print"] == "printed", 30, "a printed ticket")
    assert hall.sim_device("ticket-printer")["tickets"] == before + len(tickets)
    print("nine tickets at once at one kiosk are all printed")


def paper_ends_in_a_ticket(hall):
    before = hall.sim_device("ticket-printer")["tickets"]
    hall.set("ticket-printer", paper_left_mm=20)
    ticket = hall.issue("RE1", kiosk="K1")
    until(lambda: hall.ticket(ticket["id"])["print"] in ("unknown", "failed"), 60, "no confirmation")
    hall.set("ticket-printer", paper="ok", paper_left_mm=None)
    until(lambda: kiosk_printer(hall)["can_print"], 30, "a new roll")
    time.sleep(1)
    print(f"paper ended inside a ticket: print {hall.ticket(ticket['id'])['print']}, tickets "
          f"{hall.sim_device('ticket-printer')['tickets'] - before}")


def bus_unplugged(hall):
    bus = [d["name"] for d in hall.devices() if d["port"] == hall.device("call-01")["port"]]
    while hall.act("01", "next").status == 200:
        assert hall.act("01", "start").status == 200
    before = hall.ask_journal("SELECT count(*) FROM record WHERE kind = 22")[0][0]
    hall.fault("call-01", unplug=True)
    for name in bus:
        wait_health(hall, name, {"lost"})
    serve_next(hall)
    hall.fault("call-01", unplug=False)
    for name in bus:
        wait_health(hall, name, {"ok"}, 60)
    calls = hall.ask_journal("SELECT count(*) FROM record WHERE kind = 22")[0][0]
    assert calls == before + 1, "unplugging invented a press"
    number = hall.issue("RE1")["number"]
    hall.press("call-01", "next")
    until(lambda: hall.window("01")["ticket"] == number, 10, "a press after plugging in")
    until(lambda: number in hall.sim_device("display-01")["text"], 10, "its display")
    assert hall.act("01", "start").status == 200
    print("a bus unplugged and back: no press lost or invented, displays right")


def late_and_noisy(hall):
    """Replies that come after the time-out, and noise: never a wrong number or key."""
    hall.fault("call-01", late_ms=700)
    calls = hall.ask_journal("SELECT count(*) FROM record WHERE kind = 22")[0][0]
    shown = []
    for _ in range(6):
        shown.append(serve_next(hall))
        time.sleep(0.4)
    hall.fault("call-01", clear=True)
    hall.fault("display-02", late_ms=700)
    for _ in range(4):
        shown.append(serve_next(hall))
        time.sleep(0.4)
    hall.fault("display-02", clear=True)
    hall.fault("display-01", noise=3)
    for _ in range(4):
        shown.append(serve_next(hall))
        time.sleep(0.3)
    hall.fault("display-01", clear=True)
    until(lambda: shown[-1] in hall.sim_device("display-01")["text"], 40, "the newest number")
    seen = [entry["text"].strip() for entry in hall.sim_device("display-01")["history"]]
    for text in seen:
        assert text == "" or not text.startswith("A") or text[:4] in \
            {row[0] for row in hall.ask_journal("SELECT number FROM leg")}, f"shown: {text!r}"
    other = hall.sim_device("display-02")["text"]
    assert not other.startswith("A"), f"window 02 shows {other!r}"
    after = hall.ask_journal("SELECT count(*) FROM record WHERE kind = 22")[0][0]
    assert after == calls + len(shown), "a late reply became a press"
    print("late replies and noise: no wrong number, no wrong key")


def main():
    with Hall() as hall:
        display_dead(hall)
        display_reboots(hall)
        speaker_dead(hall)
        printer_sick(hall)
        many_at_one_kiosk(hall)
        paper_ends_in_a_ticket(hall)
        bus_unplugged(hall)
        late_and_noisy(hall)


main()
