"""A booking platform's list through the API: what becomes of each row, and that nobody is named."""

from api_visits import person

IMPORT = "/api/v1/appointments/import"
HEADER = "code,service,date,time,id_number,phone,status\n"


def post(call, text, status=200, query="", **headers):
    """The answer to one list, checked against the description."""
    headers = {"Content-Type": "text/csv; charset=utf-8",
               **{name.replace("_", "-"): value for name, value in headers.items()}}
    got, answer_headers, content = call.testd.ask(
        "POST", IMPORT + query, headers=headers, raw=text.encode() if isinstance(text, str) else text)
    value = call.contract.answer("POST", IMPORT + query, got, answer_headers, content)
    checks = call.contract.checks
    checks.check(got == status, f"{text[:200]}: {got} {content}")
    for name in (b"4302001990", b"1390000"):
        checks.check(name not in content, f"a person is named: {content}")
    return value


def counts(answer):
    return [answer[name] for name in ("imported", "unchanged", "cancelled", "banned")]


def row(code, slot, service="PS1", who="", phone="", status="booked"):
    date, _, time = slot.partition(" ")
    return f"{code},{service},{date},{time},{who},{phone},{status}\n"


def a_list_is_taken_and_taken_again(call, checks):
    """The hall has a place in each slot of half an hour; 2026-11-26 is a Thursday."""
    whole = (HEADER + row("60000001", "2026-11-26 09:00", who=person(61), phone="13900000061")
             + row("60000002", "2026/11/26 09:30-10:00", who=person(62))
             + row("60000003", "2026-11-26 10:00")
             + row("69999999", "2026-11-26 10:30", status="cancelled")
             + f",,2026-11-26,,{person(69)},,banned\n"
             + row("60000009", "2026-11-26 11:00", who=person(69)))
    first = post(call, whole)
    checks.check(counts(first) == [3, 1, 0, 1] and first["moved"] == [], first)
    refused = [(r["line"], r["code"], r["refusal"]) for r in first["refused"]]
    checks.check(refused == [(7, "60000009", "banned")], first)
    mine = call("GET", "/api/v1/appointments/60000002", status=200)
    checks.check(mine["slot"] == "2026-11-26T09:30:00.000+08:00" and mine["state"] == "booked", mine)
    again = post(call, whole, Accept_Language="en")
    checks.check(counts(again) == [0, 5, 0, 0] and again["sequence"] == first["sequence"], again)
    gone = HEADER + row("60000003", "2026-11-26 10:00", status="cancelled")
    checks.check(counts(post(call, gone)) == [0, 0, 1, 0], "cancelled")
    checks.check(counts(post(call, gone)) == [0, 1, 0, 0], "cancelled before")
    back = post(call, HEADER + row("60000003", "2026-11-26 10:00"))
    checks.check([r["refusal"] for r in back["refused"]] == ["wrong_state"], back)
    other = post(call, HEADER + row("60000001", "2026-11-26 09:00", who=person(63)))
    checks.check([r["refusal"] for r in other["refused"]] == ["bad_request"], other)
    checks.check(call("GET", "/api/v1/appointments/60000001", status=200)["state"] == "booked", "kept")


def closed_days_and_full_slots(call, checks):
    """A Saturday, a taken slot, a day of the past; the person's hash is of the day moved to."""
    lot = (HEADER + row("60000011", "2026-11-28 09:00", who=person(71))
           + row("60000012", "2026-11-26 09:00", who=person(72))
           + row("60000013", "2026-11-20 09:00", who=person(73))
           + row("60000014", "2027-11-26 09:00", who=person(74)))
    refused = post(call, lot)
    checks.check([r["refusal"] for r in refused["refused"]]
                 == ["not_bookable", "slot_full", "not_bookable", "not_bookable"], refused)
    checks.check(counts(refused) == [0, 0, 0, 0] and refused["moved"] == [], refused)
    checks.check(post(call, lot, query="?closed=refuse")["refused"] == refused["refused"], "the same")
    moved = post(call, lot, query="?closed=move")
    checks.check([(m["line"], m["code"], m["slot"]) for m in moved["moved"]] == [
        (2, "60000011", "2026-11-30T09:00:00.000+08:00"),
        (3, "60000012", "2026-11-26T10:00:00.000+08:00")], moved)
    checks.check([r["line"] for r in moved["refused"]] == [4, 5], moved)
    checks.check(counts(moved) == [0, 0, 0, 0], moved)
    where = call("GET", "/api/v1/appointments/60000011", status=200)
    checks.check(where["slot"] == moved["moved"][0]["slot"], where)
    for query in ("?closed=move", ""):
        again = post(call, lot, query=query)
        checks.check(again["moved"] == moved["moved"] and counts(again) == [0, 2, 0, 0], again)
        checks.check(again["sequence"] == moved["sequence"], again)
    ban = HEADER + f",,2026-11-27,,{person(75)},,banned\n" + row("60000015", "2026-11-26 17:30", who=person(75))
    answer = post(call, ban, query="?closed=move")
    checks.check(answer["banned"] == 1 and [r["refusal"] for r in answer["refused"]] == ["banned"], answer)


def a_wrong_list_does_nothing(call, checks):
    before = call("GET", "/api/v1/hall", status=200)["sequence"]
    wrong = post(call, HEADER + row("60000021", "2026-11-26 13:00")
                 + row("60000022", "2026-11-26 13:30", service="PS9", who="43020019900101", phone="1390000"),
                 422, Accept_Language="en")
    checks.check((wrong["code"], wrong["line"], wrong["column"], wrong["field"])
                 == ("bad_request", 3, 10, "service"), wrong)
    checks.check(wrong["found"] == '"PS9"' and wrong["allowed"].startswith("did you mean \"PS1\"?"), wrong)
    checks.check([(m["line"], m["column"], m["field"], m["found"]) for m in wrong["mistakes"]] == [
        (3, 10, "service", '"PS9"'), (3, 31, "id_number", "a text of 14 bytes"),
        (3, 46, "phone", "a text of 7 bytes")], wrong)
    checks.check("Line 3, column 10" in wrong["detail"], wrong)
    for text in ("", HEADER, row("60000023", "2026-11-26 13:00", who=person(23)), b"\xff\xfe\x00",
                 HEADER + '60000023,"PS1'):
        post(call, text, 422)
    for language in ("zh", "ug"):
        post(call, "", 422, Accept_Language=language)
    checks.check(post(call, "", 422, query="?closed=maybe")["field"] == "closed", "closed")
    checks.check(post(call, "", 422, **{"Content-Type": "application/json"})["field"] == "Content-Type", "type")
    checks.check(post(call, "", 422, **{"Content-Type": "text/csvx"})["found"] == "text/csvx", "type")
    checks.check(call("GET", "/api/v1/hall", status=200)["sequence"] == before, "something was done")
    call("GET", "/api/v1/appointments/60000021", status=404)


def an_interrupted_list_is_sent_again(call, testd, checks):
    lot = HEADER + row("60000031", "2026-12-01 09:00", who=person(81)) + row("60000032", "2026-12-01 09:30")
    testd.order("refuse storage")
    checks.check(post(call, lot, 503)["code"] == "storage", "the disk refuses")
    checks.check(counts(post(call, lot)) == [2, 0, 0, 0], "sent again")
    first = post_unanswered(testd, lot)
    try:
        checks.check(post(call, lot, 429)["code"] == "rate_limited", "one at a time")
    finally:
        testd.order("release")
    answer = first.recv(65536)
    checks.check(answer.startswith(b"HTTP/1.1 200") and b'"unchanged":2' in answer, answer)
    first.close()


def post_unanswered(testd, text):
    """A list whose commands wait."""
    testd.order("hold")
    connection = testd.socket()
    connection.sendall(f"POST {IMPORT} HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                       f"Content-Length: {len(text)}\r\n\r\n{text}".encode())
    testd.ask("GET", "/healthz")  # answered after the list was read
    return connection


def lists_of_appointments(call, testd, checks):
    a_list_is_taken_and_taken_again(call, checks)
    closed_days_and_full_slots(call, checks)
    a_wrong_list_does_nothing(call, checks)
    an_interrupted_list_is_sent_again(call, testd, checks)
