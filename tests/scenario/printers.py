"""What /devices says of a printer: sensors that are not known stay unknown until they have said something,
and how much of the roll is left, over a restart of the daemon."""

from harness import Hall, until

NAME = "ticket-printer"


def printer(hall):
    return hall.device(NAME)["printer"]


def paper_warnings(hall):
    return [warning for warning in hall.api.get("/api/v1/warnings").json["warnings"]
            if warning["kind"] == "paper" and warning["device"] == NAME]


def print_ticket(hall):
    cut = hall.sim_device(NAME)["cut"]
    ticket = hall.issue("RE1", kiosk="K1")
    until(lambda: hall.sim_device(NAME)["cut"] == cut + 1, 15, "a cut ticket")
    until(lambda: hall.ticket(ticket["id"])["print"] == "printed", 15, "a confirmed ticket")


def sensors_speak_for_themselves(hall):
    now = printer(hall)
    assert now["paper"] == "ok" and now["near_end"] == now["cover"] == now["cutter"] == "unknown", now
    hall.set(NAME, paper="near_end")
    until(lambda: printer(hall)["near_end"] == "yes", 10, "near end")
    hall.set(NAME, paper="ok")
    until(lambda: printer(hall)["near_end"] == "no", 10, "paper enough")
    hall.set(NAME, cover_open=True)
    until(lambda: printer(hall)["cover"] == "open", 10, "an open cover")
    hall.set(NAME, cover_open=False)
    until(lambda: printer(hall)["cover"] == "closed", 10, "a closed cover")
    assert printer(hall)["near_end"] == "no" and printer(hall)["cutter"] == "unknown", printer(hall)


def a_new_roll_is_counted_down(hall):
    assert printer(hall)["tickets_left"] is None
    hall.set(NAME, paper="out")
    until(lambda: printer(hall)["paper"] == "out", 10, "no paper")
    hall.set(NAME, paper="ok")
    until(lambda: printer(hall)["tickets_left"] == 80000 // 90, 10, "a whole roll")
    print_ticket(hall)
    used = printer(hall)["roll_used_mm"]
    length = hall.sim_device(NAME).get("length_mm")
    assert 50 <= used <= 200, used
    assert length is None or abs(used - length) <= 10, (used, length)
    assert printer(hall)["tickets_left"] < 80000 // 90
    return used


def a_roll_outlives_the_daemon(hall, used):
    hall.restart_daemon()
    assert printer(hall)["roll_used_mm"] == used, printer(hall)
    print_ticket(hall)
    assert printer(hall)["roll_used_mm"] > used


def a_low_roll_is_a_warning_before_its_end(hall):
    hall.daemon.stop()
    (hall.data / "rolls").write_text(f"nonsense\n79000 880 known goes_on {NAME}\n")
    hall.restart_daemon()
    until(lambda: paper_warnings(hall), 10, "a warning of little paper")
    assert printer(hall)["tickets_left"] == 1000 // (79000 // 880), printer(hall)
    assert hall.device(NAME)["detail"] == "paper_low"
    print_ticket(hall)  # it still prints
    hall.set(NAME, paper="out")
    until(lambda: printer(hall)["paper"] == "out", 10, "no paper")
    hall.set(NAME, paper="ok")
    until(lambda: not paper_warnings(hall), 10, "the warning to be over")
    assert printer(hall)["roll_used_mm"] == 0


def finished_print(hall, ticket):
    return until(lambda: hall.ticket(ticket["id"])["print"] not in ("pending", "none") and
                 hall.ticket(ticket["id"])["print"], 25, "an outcome of the print")


def paper_that_ends_in_the_middle_prints_nothing_twice(hall):
    """Whether the ticket came out whole is not known; the citizen keeps his place, and by itself
    nothing is printed again."""
    before = hall.sim_device(NAME)["tickets"]
    hall.set(NAME, paper_left_mm=30)
    ticket = hall.issue("RE1", kiosk="K1")
    assert finished_print(hall, ticket) == "unknown"
    assert hall.ticket(ticket["id"])["state"] == "waiting"
    until(lambda: printer(hall)["paper"] == "out", 10, "no paper")
    hall.set(NAME, paper="ok")
    until(lambda: hall.device(NAME)["health"] == "ok", 10, "a printer that prints")
    print_ticket(hall)
    assert hall.sim_device(NAME)["tickets"] <= before + 3  # the torn one, its rest, the next
    assert hall.ticket(ticket["id"])["print"] == "unknown"


def answers_in_pieces_and_late_confirm_all_the_same(hall):
    hall.fault(NAME, split_ms=20, late_ms=50)
    print_ticket(hall)
    hall.fault(NAME, clear=True)


def main():
    with Hall() as hall:
        sensors_speak_for_themselves(hall)
        used = a_new_roll_is_counted_down(hall)
        a_roll_outlives_the_daemon(hall, used)
        a_low_roll_is_a_warning_before_its_end(hall)
        paper_that_ends_in_the_middle_prints_nothing_twice(hall)
        answers_in_pieces_and_late_confirm_all_the_same(hall)


main()
