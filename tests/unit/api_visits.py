"""Whole visits, appointments and supervision through the API: every act of openapi.yaml beyond one
ticket succeeds once and is refused once, and every answer fits the description."""

from api_client import Stream


def person(number):
    """An ID number with a right check digit (GB 11643)."""
    body = f"43020019900101{number:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def issue(call, service="RE1", **more):
    return call("POST", "/api/v1/tickets", {"service": service, **more}, 201)


def act(call, window, what, body=None, status=200):
    return call("POST", f"/api/v1/windows/{window}/{what}", body, status)


def serve_next(call, window):
    """The next ticket at this window, being served."""
    called = act(call, window, "next")
    act(call, window, "start")
    return called


def empty_the_hall(call, testd):
    """Nobody waits and no window has anybody: each case begins from nothing."""
    for window in ("01", "02", "06", "07", "08"):
        state = call("GET", f"/api/v1/windows/{window}")
        if state.get("state") == "closed":
            act(call, window, "open")
        for _ in range(30):
            status, _, _ = testd.ask("POST", f"/api/v1/windows/{window}/next")
            if status == 204:
                break
            testd.ask("POST", f"/api/v1/windows/{window}/start")
            testd.ask("POST", f"/api/v1/windows/{window}/finish")


def several_matters_on_one_ticket(call, testd, checks):
    ticket = issue(call, "RE1", services=["RE1", "RE2"], language="en", voice=True, proxy=True)
    checks.check(ticket["then"] == ["RE2"] and ticket["voice"] and ticket["proxy"], ticket)
    call("POST", "/api/v1/tickets", {"service": "RE1", "services": ["RE1", "RE1"]}, 422)
    call("POST", "/api/v1/tickets", {"service": "RE1", "services": ["RE1", "NONE"]}, 404)
    serve_next(call, "02")
    finished = act(call, "02", "finish", {"outcome": "accepted", "items": "X1,X2", "case_no": "430200-1"})
    checks.check(finished["state"] == "waiting" and finished["leg"] == 2, finished)
    checks.check(finished["service"] == "RE2" and finished["legs"][0]["outcome"] == "accepted", finished)
    second = serve_next(call, "02")
    checks.check(second["id"] == ticket["id"], second)
    done = act(call, "02", "finish")
    checks.check(done["state"] == "finished" and len(done["legs"]) == 2, done)
    noted = act(call, "02", "note", {"ticket": done["number"], "outcome": "done"})
    checks.check(noted["legs"][1]["outcome"] == "done", noted)
    testd.order("pass 700")
    checks.check(act(call, "02", "note", {"outcome": "done"}, 409)["code"] == "too_late", "ten minutes")
    me = f"/api/v1/tickets/{ticket['id']}/rating"
    rated = call("POST", me, {"level": 2, "channel": 2, "codes": [207], "text": "等了太久", "leg": 1}, 200)
    checks.check(rated["legs"][0]["level"] == 2, rated)
    call("POST", me, {"level": 5, "channel": 2, "codes": [207]}, 422)
    call("POST", me, {"level": 4, "channel": 2, "leg": 1}, 200)
    again = call("POST", me, {"level": 5, "channel": 2, "leg": 1}, 409)
    checks.check(again["code"] == "already_rated", again)


def a_service_is_interrupted(call, testd, checks):
    ticket = issue(call)
    serve_next(call, "01")
    held = act(call, "01", "hold", {"return": "same", "reason": "填表"})
    checks.check(held["state"] == "held", held)
    checks.check(call("GET", "/api/v1/windows/01")["held"] == [ticket["number"]], "held here")
    checks.check(act(call, "02", "unhold", {"ticket": ticket["number"]}, 409)["code"] == "not_yours", "same")
    testd.order("pass 60")
    back = act(call, "01", "unhold", {"ticket": ticket["number"]})
    checks.check(back["state"] == "serving", back)
    done = act(call, "01", "finish")
    checks.check(done["legs"][0]["held_s"] == 60, done)
    act(call, "01", "hold", None, 409)
    act(call, "01", "unhold", {"ticket": "Z999"}, 404)


def papers_go_on_without_the_visitor(call, testd, checks):
    """06 → 07 → 01 of a real hall, here 02 → 07 → 08."""
    ticket = issue(call)
    serve_next(call, "02")
    sent = act(call, "02", "forward", {"to": [{"window": "07"}], "then_window": "08"})
    checks.check(sent["state"] == "awaiting" and sent["papers"] == 1, sent)
    act(call, "02", "forward", {"to": [{"window": "07"}]}, 409)
    call("POST", "/api/v1/windows/02/forward", {"to": [{"door": "07"}]}, 422)
    taken = act(call, "07", "next")
    checks.check(taken["state"] == "serving" and taken["number"] == ticket["number"], taken)
    testd.order("pass 2400")
    act(call, "07", "finish")
    mine = call("GET", f"/api/v1/tickets/{ticket['id']}", status=200)
    checks.check(mine["state"] == "waiting" and mine["to_window"] == "08", mine)
    called = serve_next(call, "08")
    checks.check(called["id"] == ticket["id"], called)
    checks.check(act(call, "08", "finish")["state"] == "finished", "delivered")
    return ticket


def rated_the_day_after(call, testd, checks, ticket):
    testd.order("pass 70000")
    checks.check(call("GET", "/api/v1/hall", status=200)["date"] == "2026-11-24", "the day after")
    mine = f"/api/v1/tickets/{ticket['id']}"
    call("GET", mine, status=404)
    checks.check(call("POST", mine + "/rating", {"level": 5, "channel": 6, "text": "谢谢"}, 204) is None, "SMS")
    call("POST", mine + "/rating", {"level": 4, "channel": 6}, 204)
    refused = call("POST", mine + "/rating", {"level": 5, "channel": 6}, 409)
    checks.check(refused["code"] == "already_rated", refused)


def sent_on_and_taken_back(call, testd, checks):
    ticket = issue(call)
    serve_next(call, "01")
    sent = act(call, "01", "transfer", {"service": "PS1", "front": True, "reason": "出入境"})
    checks.check(sent["service"] == "PS1" and sent["state"] == "waiting", sent)
    undone = act(call, "01", "undo")
    checks.check(undone["ticket"] == ticket["number"] and undone["state"] == "serving", undone)
    testd.order("pass 61")
    checks.check(act(call, "02", "undo", None, 409)["code"] in ("nothing_to_undo", "too_late"), "02")
    checks.check(act(call, "01", "transfer", {"agent": "nobody"}, 404)["code"] == "unknown_agent", "agent")
    act(call, "01", "transfer", {"window": "06"})
    checks.check(serve_next(call, "06")["id"] == ticket["id"], "only that window")
    act(call, "06", "finish")


def out_of_turn(call, testd, checks):
    first, second = issue(call), issue(call)
    checks.check(act(call, "01", "call", {"ticket": second["number"]}, 409)["code"] == "not_allowed", "01")
    called = act(call, "02", "call", {"ticket": second["number"]})
    checks.check(called["id"] == second["id"] and called["state"] == "called", called)
    granted = call("POST", f"/api/v1/tickets/{first['id']}/class", {"class": "key_project", "agent": "导办"}, 200)
    checks.check(granted["priority"] is True, granted)
    call("POST", f"/api/v1/tickets/{first['id']}/class", {"class": "nobody"}, 404)
    refused = call("POST", "/api/v1/tickets", {"service": "RE1", "class": "key_project"}, 409)
    checks.check(refused["code"] == "class_by_staff", refused)
    elder = issue(call, "RE1", **{"class": "elder60", "from": "staff"})
    checks.check(elder["priority"] is True, elder)
    order = call("GET", f"/api/v1/tickets/{elder['id']}/order", status=200)
    checks.check(order["ahead"] and order["ahead"][0]["number"] == first["number"], order)
    call("GET", f"/api/v1/tickets/{'0' * 32}/order", status=404)
    act(call, "02", "start")
    act(call, "02", "finish")
    walk_in = act(call, "02", "serve", {"service": "RE2", "class": "elder60", "proxy": True})
    checks.check(walk_in["number"] == "" and walk_in["state"] == "serving", walk_in)
    act(call, "02", "serve", {"service": "RE2"}, 409)
    act(call, "02", "finish")


def not_now_and_not_at_all(call, testd, checks):
    ticket = issue(call, "PS1")
    me = f"/api/v1/tickets/{ticket['id']}"
    checks.check(call("POST", me + "/pager", {"number": 12}, 200)["pager"] == 12, "carries pager 12")
    checks.check(call("POST", me + "/pager", {"number": None}, 200)["pager"] is None, "gave it back")
    call("POST", me + "/pager", {"number": 10000}, 422)
    call("POST", me + "/pager", {}, 422)
    later = call("POST", me + "/postpone", {"minutes": 10}, 200)
    checks.check(later["postponed"] is True and later["not_before"], later)
    call("POST", me + "/postpone", {"minutes": 10}, 409)
    call("POST", me + "/requeue", None, 409)
    gone = call("POST", me + "/void", {"agent": "导办"}, 200)
    checks.check(gone["state"] == "void", gone)
    call("POST", me + "/void", None, 409)
    back = call("POST", me + "/requeue", {"by_staff": True}, 200)
    checks.check(back["state"] == "waiting", back)
    serve_next(call, "06")
    act(call, "06", "finish")
    extended = act(call, "06", "extend", {"minutes": 60, "reason": "延时服务"})
    checks.check(extended["extended_until"] is not None, extended)
    act(call, "06", "extend", {"minutes": 601}, 422)


def one_person_one_number(call, testd, checks):
    me = {"id_number": "11010519491231002X", "phone": "13900001234"}
    first = issue(call, "PS1", **me)
    twice = call("POST", "/api/v1/tickets", {"service": "PS1", **me}, 409)
    checks.check(twice["code"] == "duplicate_ticket" and twice["number"] == first["number"], twice)
    checks.check(first["number"] in twice["detail"], twice)
    issue(call, "RE2", **me)


def appointments_are_made_and_kept(call, testd, checks):
    """Tuesday 2026-11-24; the world's day is the Monday before."""
    slots = call("GET", "/api/v1/appointments?service=RE1&date=2026-11-24", status=200)
    checks.check([s["left"] for s in slots["slots"]][:2] == [1, 1], slots)
    checks.check(slots["slots"][0]["slot"] == "2026-11-24T09:00:00.000+08:00", slots)
    call("GET", "/api/v1/appointments?service=NONE", status=404)
    body = {"service": "RE1", "slot": "2026-11-24T10:00+08:00", "id_number": "11010519491231002X"}
    made = call("POST", "/api/v1/appointments", body, 201, Idempotency_Key="book")
    again = call("POST", "/api/v1/appointments", body, 201, Idempotency_Key="book")
    checks.check(made["code"] == again["code"] and made["state"] == "booked", again)
    mine = f"/api/v1/appointments/{made['code']}"
    checks.check(call("GET", mine, status=200)["service"] == "RE1", "mine")
    full = call("POST", "/api/v1/appointments", {**body, "id_number": person(2)}, 409)
    checks.check(full["code"] == "slot_full", full)
    for slot in ("2026-11-28T10:00+08:00", "2026-11-24T10:10+08:00", "2026-11-23T09:00+08:00"):
        refused = call("POST", "/api/v1/appointments", {**body, "id_number": person(3), "slot": slot}, 409)
        checks.check(refused["code"] in ("not_bookable", "too_late"), refused)
    call("POST", "/api/v1/appointments", {"service": "RE1", "slot": "tomorrow"}, 422)
    early = call("POST", mine + "/check-in", None, 409)
    checks.check(early["code"] == "too_early", early)
    moved = call("POST", mine + "/move", {"slot": "2026-11-23T11:00+08:00"}, 200)
    checks.check(moved["slot"] == "2026-11-23T11:00:00.000+08:00", moved)
    call("POST", mine + "/move", {"slot": "2026-11-28T11:00+08:00"}, 409)
    ban = {"id_number": "11010519491231002X", "date": "2026-11-25"}
    checks.check(call("POST", "/api/v1/bans", ban, 204) is None, "banned")
    call("POST", "/api/v1/bans", {"date": "2026-11-25"}, 422)
    refused = call("POST", "/api/v1/appointments", {**body, "slot": "2026-11-25T10:00+08:00"}, 409)
    checks.check(refused["code"] == "banned", refused)
    for path in ("", "/check-in", "/cancel", "/move"):
        body = {"slot": "2026-11-24T09:00+08:00"} if path == "/move" else None
        call("GET" if path == "" else "POST", "/api/v1/appointments/00000000" + path, body, 404)
    body = {"service": "RE2", "slot": "2026-11-24T09:00+08:00"}
    call("POST", "/api/v1/appointments", body, 422)
    imported = call("POST", "/api/v1/appointments", {**body, "code": "20261124"}, 201)
    checks.check(imported["code"] == "20261124", imported)
    body["slot"] = "2026-11-24T09:30+08:00"
    other = call("POST", "/api/v1/appointments", {**body, "phone": "13900001234"}, 201)
    theirs = f"/api/v1/appointments/{other['code']}"
    checks.check(call("POST", theirs + "/cancel", {"by_staff": True}, 200)["state"] == "cancelled", "gone")
    call("POST", theirs + "/cancel", None, 409)
    return mine


def the_appointment_is_checked_in(call, testd, checks, mine):
    hall = call("GET", "/api/v1/hall", status=200)
    checks.check(hall["time"] < "2026-11-23T10:45", hall["time"])
    minutes = 10 * 60 + 50 - int(hall["time"][11:13]) * 60 - int(hall["time"][14:16])
    testd.order(f"pass {minutes * 60}")
    ticket = call("POST", mine + "/check-in", {"language": "ug", "voice": True}, 201)
    checks.check(ticket["appointment"] == mine.rsplit("/")[-1] and ticket["state"] == "waiting", ticket)
    checks.check(call("GET", mine, status=200)["number"] == ticket["number"], "checked in")
    call("POST", mine + "/check-in", None, 409)


def managers_see_and_act(call, testd, checks):
    asked = call("POST", "/api/v1/help", {"kiosk": "K1"}, 200)
    helps = [w for w in asked["warnings"] if w["kind"] == "help"]
    checks.check(len(helps) == 1 and helps[0]["kiosk"] == "K1", asked)
    call("POST", "/api/v1/help", {"window": "99"}, 404)
    one = f"/api/v1/warnings/{helps[0]['id']}"
    seen = call("POST", one + "/acknowledge", {"agent": "值班"}, 200)
    checks.check([w["acknowledged"] for w in seen["warnings"] if w["kind"] == "help"] == [True], seen)
    gone = call("POST", one + "/clear", {"agent": "值班"}, 200)
    checks.check(not [w for w in gone["warnings"] if w["kind"] == "help"], gone)
    for path in ("/api/v1/warnings/999/acknowledge", "/api/v1/warnings/x/clear", one + "/clear"):
        call("POST", path, None, 404)
    followups = call("GET", "/api/v1/followups", status=200)["followups"]
    checks.check(len(followups) == 1 and followups[0]["level"] == 2, followups)
    one = f"/api/v1/followups/{followups[0]['id']}"
    stream = Stream(testd)
    complex_ = call("POST", one + "/contact", {"agent": "张", "complex": True}, 200)["followups"][0]
    checks.check(complex_["state"] == "contacted" and complex_["fix_by"] > followups[0]["fix_by"], complex_)
    call("POST", one + "/contact", None, 409)
    call("POST", one + "/close", {"result": "lost"}, 422)
    call("POST", one + "/close", {"result": "fixed", "agent": "张"}, 200)
    told = [stream.next()[2] for _ in range(2)]
    checks.check(told == [{}, {}], f"the public stream tells of a follow-up: {told}")
    stream.close()
    call("POST", "/api/v1/followups/999/close", {"result": "fixed"}, 404)
    call("POST", "/api/v1/followups/999/contact", None, 404)


def lists_take_no_parameters(call):
    for what in ("warnings", "followups", "announcements"):
        call("GET", f"/api/v1/{what}", status=200)
        call("GET", f"/api/v1/{what}?x=1", status=422)


def everybody_hears(call, testd, checks):
    said = call("POST", "/api/v1/announcements", {"text": "请保管好随身物品", "groups": ["hall"],
                                                  "until": "2026-11-23T18:00+08:00"}, 200)["announcements"]
    checks.check(len(said) == 1 and said[0]["level"] == "info", said)
    call("POST", "/api/v1/announcements", {"text": "", "level": "info"}, 422)
    alarm = call("POST", "/api/v1/announcements", {"text": "请立即离开大厅", "level": "evacuate"}, 200)
    serial = [a["id"] for a in alarm["announcements"] if a["level"] == "evacuate"][0]
    checks.check(call("POST", "/api/v1/tickets", {"service": "PS1"}, 503)["code"] == "evacuation", "leave")
    call("POST", f"/api/v1/announcements/{serial}/end", None, 200)
    call("POST", f"/api/v1/announcements/{serial}/end", None, 404)
    call("POST", f"/api/v1/announcements/{said[0]['id']}/end", None, 200)
    checks.check(call("GET", "/api/v1/announcements", status=200)["announcements"] == [], "silence")


def the_calendar_is_told(call, testd, checks):
    days = call("GET", "/api/v1/calendar?service=RE1&from=2026-11-23&days=7", status=200)["days"]
    checks.check([bool(day["spans"]) for day in days] == [True] * 5 + [False] * 2, days)
    checks.check(days[0]["spans"] == [["09:00", "12:00"], ["13:00", "17:00"]], days[0])
    call("GET", "/api/v1/calendar", status=200)
    call("GET", "/api/v1/calendar?service=NONE", status=404)
    for query in ("from=2026-02-30", "days=0", "days=101", "days=x"):
        call("GET", f"/api/v1/calendar?{query}", status=422)
    between = call("GET", "/api/v1/workdays?from=2026-11-23&to=2026-11-30", status=200)
    checks.check(between["workdays"] == 5, between)
    checks.check(call("GET", "/api/v1/workdays?from=2026-11-23&days=10", status=200)["to"] == "2026-12-07", "10")
    for query in ("from=x", "days=1001", "case_type=none", "to=2026-13-01"):
        call("GET", f"/api/v1/workdays?{query}", status=422)


def whole_visits(call, testd, checks):
    testd.order("rich")
    empty_the_hall(call, testd)
    mine = appointments_are_made_and_kept(call, testd, checks)
    for case in (several_matters_on_one_ticket, a_service_is_interrupted, sent_on_and_taken_back,
                 out_of_turn, not_now_and_not_at_all):
        case(call, testd, checks)
        empty_the_hall(call, testd)
    one_person_one_number(call, testd, checks)
    the_calendar_is_told(call, testd, checks)
    managers_see_and_act(call, testd, checks)
    everybody_hears(call, testd, checks)
    lists_take_no_parameters(call)
    the_appointment_is_checked_in(call, testd, checks, mine)
    empty_the_hall(call, testd)
    ticket = papers_go_on_without_the_visitor(call, testd, checks)
    rated_the_day_after(call, testd, checks, ticket)
