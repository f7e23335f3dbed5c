#!/usr/bin/env python3
"""Every refusal of refusal.h is seen through the API in Chinese, English and Uyghur, and most of them for
the reason their name says.

test_refusals.py API_TESTD TREE. Whoever adds a refusal is told here what is still missing: its name, its
description, its words, and how a caller meets it (a row of MET, or, until a call leads there, of UNMET)."""

import http.client
import json
import pathlib
import re
import sys

from api_client import Checks, Testd
from test_openapi import Contract

# what is asked for, what is answered, and a piece that only this language has
LANGUAGES = {"zh": "zh-CN,zh;q=0.9", "en": "fr, en-GB;q=0.8, zh;q=0.5", "ug": "ug"}
TAGS = {"zh": "zh-CN", "en": "en", "ug": "ug"}
SCRIPTS = {"zh": re.compile("[\u4e00-\u9fff]"), "en": re.compile("[A-Za-z]{3}"),
           "ug": re.compile("[\u0600-\u06ff]{3}")}
TICKETS = "/api/v1/tickets"

# --- how a caller meets a refusal: steps that lead there, of which the last is refused. A text is an order
# to api_testd, {id} the ticket that was taken last; a third value is the step's Idempotency-Key. ---


def act(window, verb, **body):
    return f"/api/v1/windows/{window}/{verb}", body


TAKE, RATE = (TICKETS, {"service": "RE1"}), (TICKETS + "/{id}/rating", {"level": 5, "channel": 3})
BOOK, SLOT, ME = "/api/v1/appointments", "2026-11-24T10:00+08:00", {"id_number": "11010519491231002X"}
CALLED = [act("01", "open"), TAKE, act("01", "next")]
RECALL = ["pass 12", act("02", "recall")]
MET = {
    "unknown_service": [(TICKETS, {"service": "NONE"})],
    "unknown_window": [act("77", "next")],
    "unknown_ticket": [(f"{TICKETS}/{'0' * 32}/cancel", {})],
    "unknown_kiosk": [TAKE, (TICKETS + "/{id}/reprint", {"kiosk": "K9"})],
    "closed": ["pass 10000", TAKE],
    "wrong_state": [*CALLED, (TICKETS + "/{id}/cancel", {})],
    "window_closed": [act("01", "pause")],
    "window_busy": [*CALLED, act("01", "close")],
    "too_early": [*CALLED, act("01", "no-show")],
    "max_calls": [act("02", "open"), (TICKETS, {"service": "RE2"}), act("02", "next"), *RECALL * 3],
    "already_rated": [*CALLED, act("01", "start"), act("01", "finish"), RATE,
                      (RATE[0], {"level": 3, "channel": 3}), (RATE[0], {"level": 1, "channel": 3})],
    "not_rateable": [TAKE, RATE],
    "key_reused": [(*TAKE, "k"), (TICKETS, {"service": "RE2"}, "k")],
    "printer": ["printer paper_out", (TICKETS, {"service": "RE1", "kiosk": "K1"})],
    "bad_request": [(TICKETS, {})],
    "stopping": ["drain", TAKE],
    "duplicate_ticket": [(TICKETS, {"service": "RE1", **ME}), (TICKETS, {"service": "RE1", **ME})],
    "unknown_class": ["rich", (TICKETS, {"service": "RE1", "class": "nobody"})],
    "class_by_staff": ["rich", (TICKETS, {"service": "RE1", "class": "key_project"})],
    "not_allowed": ["rich", act("01", "open"), TAKE, act("01", "call", ticket="A001")],
    "not_yours": [*CALLED, act("01", "start"), act("01", "hold", **{"return": "same"}),
                  act("02", "open"), act("02", "unhold", ticket="A001")],
    "unknown_agent": [*CALLED, act("01", "start"), act("01", "transfer", agent="nobody")],
    "unknown_item": ["items 3", *CALLED, act("01", "start"), act("01", "finish", items="NONE")],
    "unknown_card": [(TICKETS, {"service": "RE1", "kiosk": "K1", "card": "0" * 32})],
    "pager_taken": [(TICKETS, {"service": "RE1", "pager": 7}), (TICKETS, {"service": "RE1", "pager": 7})],
    "unknown_appointment": [(BOOK + "/00000000/cancel", {})],
    "not_bookable": [(BOOK, {"service": "RE1", "slot": SLOT, **ME})],
    "slot_full": ["rich", (BOOK, {"service": "RE1", "slot": SLOT, **ME}),
                  (BOOK, {"service": "RE1", "slot": SLOT, "phone": "13900001234"})],
    "too_late": ["rich", (BOOK, {"service": "RE1", "slot": "2026-11-23T10:30+08:00", "code": "12345678"}),
                 (BOOK + "/12345678/cancel", {})],
    "banned": ["rich", ("/api/v1/bans", {**ME, "date": "2026-11-24"}),
               (BOOK, {"service": "RE1", "slot": SLOT, **ME})],
    "evacuation": [("/api/v1/announcements", {"text": "请离开", "level": "evacuate"}), TAKE],
    "unknown_warning": [("/api/v1/warnings/9/clear", {})],
    "unknown_followup": [("/api/v1/followups/9/contact", {})],
    "unknown_announcement": [("/api/v1/announcements/9/end", {})],
}

# --- no call leads there, or none of this small hall: seen by ordering it. Each with when it is said. ---
UNMET = {
    "no_hall": "before the daemon's hall is loaded",
    "quota_full": "a quota of the hall file, or 9999 numbers, are used up",
    "window_paused": "a pausing window is asked for what it can't do",
    "double_press": "a hardware key is pressed twice",
    "hall_in_use": "a hall file is loaded",
    "limit": "a fixed size is reached",
    "rate_limited": "512 requests wait for the disk",
    "storage": "the disk refuses",
    "clock": "the clock is in doubt",
    "nothing_to_undo": "there is no step to take back",
    "day_change": "the new service day is being opened",
}


def missing(tree, contract):
    """{refusal: [what to add]} of every refusal in refusal.h."""
    header = (tree / "firmware/core/record/refusal.h").read_text()
    names = list(dict.fromkeys(re.findall(r"^\tREFUSAL_([A-Z_]+)", header, re.M)))
    told = {name: [] for name in (n.lower() for n in names) if name not in ("none", "count")}
    source = (tree / "firmware/core/record/refusal.c").read_text()
    described = contract.document["components"]["schemas"]["Code"]["enum"]
    for name, what in told.items():
        if f'[REFUSAL_{name.upper()}] = "{name}"' not in source:
            what.append(f'its name in firmware/core/record/refusal.c: [REFUSAL_{name.upper()}] = "{name}"')
        if name not in described:
            what.append(f"{name} in the enum Code of firmware/api/openapi.yaml")
        for language in LANGUAGES:
            path = f"firmware/announce/messages/{language}.txt"
            text = (tree / path).read_text()
            what += [f"problem.{name}.{part} in {path}" for part in ("title", "detail")
                     if not re.search(rf"^problem\.{name}\.{part} = \S", text, re.M)]
        if name not in MET and name not in UNMET:
            what.append("how a caller meets it: a row of MET in tests/unit/test_refusals.py, or, while no "
                        "call leads there, of UNMET with who says it")
        if name in MET and name in UNMET:
            what.append("nothing: take its row out of UNMET in tests/unit/test_refusals.py, it is in MET")
    return told


class Walker:
    """An api_testd of its own and one connection to it, which a drain leaves open."""

    def __init__(self, program):
        self.testd = Testd(program)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.testd.port, timeout=20)
        self.connection.connect()
        self.ticket = ""

    def ask(self, path, body, key=None, language="zh"):
        """(path, status, headers, content) of one POST."""
        headers = {"Accept-Language": LANGUAGES[language]}
        if key:
            headers["Idempotency-Key"] = key
        path = path.replace("{id}", self.ticket)
        self.connection.request("POST", path, json.dumps(body), headers)
        answer = self.connection.getresponse()
        content = answer.read()
        if path == TICKETS and answer.status == 201:
            self.ticket = json.loads(content)["id"]
        return path, answer.status, {k.lower(): v for k, v in answer.getheaders()}, content

    def go(self, step):
        if isinstance(step, str):
            self.testd.order(step)
            return
        _, status, _, content = self.ask(*step)
        if status >= 300:
            raise SystemExit(f"the step {step} was refused: {content.decode()}")

    def end(self):
        self.connection.close()
        return self.testd.end()


def check_words(name, problem, language, said, checks):
    for part in ("title", "detail"):
        checks.check(SCRIPTS[language].search(problem[part]),
                     f"{name}: {part} in {language}: {problem[part]}")
    words = problem["title"], problem["detail"]
    other = said.setdefault((language, *words), name)
    checks.check(other == name, f"{name} says in {language} what {other} says: {words}")


def refusal_is_seen(name, walker, steps, contract, said):
    """The last step ends with this refusal, in every language, as described."""
    checks = contract.checks
    for step in steps[:-1]:
        walker.go(step)
    for language in LANGUAGES:
        if name in UNMET:
            walker.testd.order(f"refuse {name}")
        path, status, headers, content = walker.ask(*steps[-1], language=language)
        problem = contract.answer("POST", path, status, headers, content)
        if problem is None or problem.get("code") != name:
            checks.check(False, f"{name}: {status} {content.decode()}")
            return
        checks.check(headers.get("content-language") == TAGS[language], f"{name}: {headers}")
        checks.check((status in (429, 503)) == ("retry-after" in headers), f"{name}: Retry-After")
        if name != "bad_request":  # it says which field is wrong
            check_words(name, problem, language, said, checks)


def main():
    program, tree = sys.argv[1], pathlib.Path(sys.argv[2])
    checks = Checks()
    contract = Contract(tree, checks)
    told = missing(tree, contract)
    checks.check(len(told) > 40, told)
    described = set(contract.document["components"]["schemas"]["Code"]["enum"])
    checks.check(described - set(told) == {"not_found", "method_not_allowed"}, described - set(told))
    for name in (set(MET) | set(UNMET)) - set(told):
        checks.check(False, f"{name} is no refusal of refusal.h: take its row out of test_refusals.py")
    said = {}
    ordered = Walker(program)
    for name, what in told.items():
        for each in what:
            print(f"refusal {name}: add {each}", file=sys.stderr)
        checks.check(not what, f"{name} is not whole, see above")
        if what:
            continue
        if name in MET:
            walker = Walker(program)
            refusal_is_seen(name, walker, MET[name], contract, said)
            checks.check(walker.end() == 0, f"{name}: api_testd ended badly")
        else:
            refusal_is_seen(name, ordered, [act("06", "next")], contract, said)
    checks.check(ordered.end() == 0, "api_testd ended badly")
    print(f"{len(told)} refusals: {len(MET)} met for their reason, {len(UNMET)} by order")
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
