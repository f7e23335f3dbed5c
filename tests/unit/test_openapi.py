#!/usr/bin/env python3
"""Real answers agree with openapi.yaml: every operation. The refusals are test_refusals.py's.

test_openapi.py API_TESTD TREE. Each answer is looked up in the description by path, method, status and
media type, and its body is checked against the schema found there; what is not described fails.
"""

import json
import pathlib
import re
import sys
import urllib.parse

import jsonschema
import yaml

from api_client import Checks, Stream, Testd
from api_import import lists_of_appointments
from api_visits import whole_visits

METHODS = {"get", "post"}


class Contract:
    """openapi.yaml, asked about answers; remembers what was seen."""

    def __init__(self, tree, checks):
        path = pathlib.Path(tree) / "firmware/api/openapi.yaml"
        self.document = yaml.safe_load(path.read_text(encoding="utf-8"))
        self.checks = checks
        self.seen = set()  # (method, path of the description, status)
        self.codes = set()
        self.patterns = [
            (re.compile("^" + re.sub(r"\{\w+\}", "[^/]+", path) + "$"), path)
            for path in self.document["paths"]
        ]

    def schema(self, name):
        return {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def valid(self, schema, value, what):
        validator = jsonschema.Draft202012Validator(
            {**schema, "components": self.document["components"]}
        )
        errors = [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
        self.checks.check(not errors, f"{what}: {errors[:3]}")

    def answer(self, method, target, status, headers, content):
        """Checks one answer; the JSON in it."""
        path = next((p for r, p in self.patterns if r.match(target.split("?")[0])), None)
        what = f"{method} {target} → {status}"
        if path is None:
            self.checks.check(False, f"{what}: the path is not described")
            return None
        operation = self.document["paths"][path].get(method.lower())
        response = (operation or {}).get("responses", {}).get(str(status))
        if response is None:
            self.checks.check(False, f"{what}: the answer is not described: {content[:200]}")
            return None
        self.seen.add((method.lower(), path, status))
        described = self.resolve(response).get("content")
        if described is None:
            self.checks.check(content == b"", f"{what}: has a body")
            return None
        media = headers.get("content-type", "").split(";")[0]
        self.checks.check(media in described, f"{what}: media type {media!r}")
        if media not in described or "json" not in media:
            return content
        value = json.loads(content)
        self.valid(described[media]["schema"], value, what)
        if media == "application/problem+json":
            self.codes.add(value["code"])
            self.checks.check(value["status"] == status, f"{what}: status {value['status']}")
        return value


class Caller:
    """Asks and checks in one."""

    def __init__(self, testd, contract):
        self.testd, self.contract = testd, contract

    def __call__(self, method, path, body=None, status=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        got, answer_headers, content = self.testd.ask(method, path, body, headers)
        value = self.contract.answer(method, path, got, answer_headers, content)
        if status is not None:
            self.contract.checks.check(got == status, f"{method} {path} {body}: {got} {content}")
        return value


def one_ticket_end_to_end(call, testd, checks):
    hall = call("GET", "/api/v1/hall?kiosk=K1", status=200)
    checks.check(hall["kiosk"] == {"id": "K1", "printer": "ok", "can_print": True}, hall["kiosk"])
    checks.check([s["open"] for s in hall["services"]] == [True] * 3, "all are open at 09:30")
    checks.check("kiosk" not in call("GET", "/api/v1/hall", status=200), "nobody asked for a kiosk")
    checks.check(hall["time"] == "2026-11-23T09:30:00.000+08:00", hall["time"])
    checks.check(hall["date"] == "2026-11-23", hall["date"])

    body = {"service": "RE1", "kiosk": "K1", "language": "en"}
    ticket = call("POST", "/api/v1/tickets", body, 201, Idempotency_Key="first")
    checks.check(ticket["number"] == "A001" and ticket["print"] == "pending", ticket)
    checks.check(ticket["ahead"] == 0 and ticket["floor"] == 1 and ticket["zone"] == "RE", ticket)
    again = call("POST", "/api/v1/tickets", dict(reversed(body.items())), 201, Idempotency_Key="first")
    checks.check(again["id"] == ticket["id"], "the same key gave another ticket")
    reused = call("POST", "/api/v1/tickets", {"service": "RE2"}, 422, Idempotency_Key="first")
    checks.check(reused["code"] == "key_reused", reused)
    second = call("POST", "/api/v1/tickets", {"service": "RE1", "paperless": True}, 201)
    checks.check(second["ahead"] == 1 and second["print"] == "none", second)
    testd.order("unknown")
    me = f"/api/v1/tickets/{ticket['id']}"
    checks.check(call("GET", me, status=200)["print"] == "unknown", "unknown")
    checks.check(call("POST", me + "/reprint", {"kiosk": "K1"}, 200)["print"] == "pending", "reprint")
    testd.order("failed")
    checks.check(call("GET", me, status=200)["print"] == "failed", "failed")
    checks.check(call("POST", me + "/reprint", {"kiosk": "K1"}, 200)["print"] == "pending", "reprint")
    testd.order("printed")
    checks.check(call("GET", me, status=200)["print"] == "printed", "printed")
    checks.check(call("POST", me + "/reprint", {"kiosk": "K1"}, 409)["code"] == "wrong_state", "again")
    call("POST", me + "/reprint", {"kiosk": "K9"}, 404)

    refused = call("POST", "/api/v1/windows/01/start", status=409)
    checks.check(refused["code"] in ("window_closed", "wrong_state"), refused)
    window = call("POST", "/api/v1/windows/01/open", {"agent": "工号 7"}, 200)
    checks.check(window["state"] == "idle" and window["agent"] == "工号 7", window)
    called = call("POST", "/api/v1/windows/01/next", {}, 200, Idempotency_Key="n1")
    checks.check(called["number"] == "A001" and called["state"] == "called", called)
    checks.check(called["recalled"] is False and called["window"] == "01", called)
    same = call("POST", "/api/v1/windows/01/next", None, 200, Idempotency_Key="n1")
    checks.check(same["id"] == called["id"], "the same key called somebody else")
    early = call("POST", "/api/v1/windows/01/next", status=200)
    checks.check(early["id"] == called["id"] and early["recalled"] is True, "called too early")
    checks.check(call("POST", "/api/v1/windows/01/no-show", status=409)["code"] == "too_early", "no-show")
    testd.order("pass 12")
    checks.check(call("POST", "/api/v1/windows/01/recall", status=200)["calls"] == 3, "recalled")
    call("POST", "/api/v1/windows/01/recall", status=409)
    call("POST", me + "/cancel", status=409)
    call("POST", me + "/rating", {"level": 5, "channel": 3}, 409)
    checks.check(call("POST", "/api/v1/windows/01/start", status=200)["state"] == "serving", "start")
    checks.check(call("GET", "/api/v1/windows/01", status=200)["ticket"] == "A001", "in its hands")
    done = call("POST", "/api/v1/windows/01/finish", status=200)
    checks.check(done["state"] == "finished" and done["rating"] == "open", done)
    rated = call("POST", me + "/rating", {"level": 5, "channel": 3}, 200, Idempotency_Key="r")
    checks.check(rated["level"] == 5 and rated["rating"] == "given", rated)
    call("POST", me + "/rating", {"level": 5, "channel": 3}, 200, Idempotency_Key="r")
    changed = call("POST", me + "/rating", {"level": 4, "channel": 3}, 200)
    checks.check(changed["level"] == 4, changed)
    twice = call("POST", me + "/rating", {"level": 1, "channel": 3}, 409)
    checks.check(twice["code"] == "already_rated", twice)
    return second


def the_rest_of_a_window(call, testd, checks, second):
    mine = f"/api/v1/tickets/{second['id']}"
    checks.check(call("POST", mine + "/cancel", {}, 200)["state"] == "cancelled", "cancelled")
    checks.check(call("GET", mine, status=200)["wait_min"] is None, "it waits no more")
    call("POST", "/api/v1/windows/01/next", status=204)
    key = {"Idempotency_Key": "nobody"}
    call("POST", "/api/v1/windows/01/next", None, 204, **key)
    call("POST", "/api/v1/tickets", {"service": "RE1"}, 201)
    call("POST", "/api/v1/windows/01/next", None, 200)
    call("POST", "/api/v1/windows/01/close", status=409)
    testd.order("pass 95")
    call("POST", "/api/v1/windows/01/no-show", status=None)
    paused = call("POST", "/api/v1/windows/02/pause", {"reason": "午餐"})
    checks.check(paused["code"] == "window_closed", paused)
    call("POST", "/api/v1/windows/02/open", status=200)
    paused = call("POST", "/api/v1/windows/02/pause", {"reason": "午餐"}, 200)
    checks.check(paused["state"] == "paused" and paused["reason"] == "午餐", paused)
    checks.check(call("POST", "/api/v1/windows/02/resume", status=200)["state"] == "idle", "resumed")
    checks.check(call("POST", "/api/v1/windows/02/close", status=200)["state"] == "closed", "closed")
    windows = call("GET", "/api/v1/windows", status=200)["windows"]
    checks.check([w["no"] for w in windows] == ["01", "02", "06"], windows)
    call("GET", "/api/v1/windows/%30%31", status=200)  # "01"


def what_does_not_exist(call, checks):
    token = "0" * 32
    for method, path in (
        ("GET", f"/api/v1/tickets/{token}"),
        ("GET", "/api/v1/tickets/A001"),
        ("POST", f"/api/v1/tickets/{token}/cancel"),
        ("POST", f"/api/v1/tickets/{token}/reprint"),
        ("GET", "/api/v1/windows/99"),
        ("GET", "/api/v1/hall?kiosk=K9"),
        *(("POST", f"/api/v1/windows/6/{act}") for act in
          ("open", "close", "pause", "resume", "next", "recall", "start", "finish", "no-show")),
    ):
        call(method, path, status=404)
    call("POST", f"/api/v1/tickets/{token}/rating", {"level": 1, "channel": 1}, 404)
    call("POST", "/api/v1/tickets", {"service": "NONE"}, 404)
    call("POST", "/api/v1/tickets", {"service": "RE1", "kiosk": "K9"}, 404)
    for path in ("/", "/api/v1", "/api/v1/hall/", "/api/v1//hall", "/api/v2/hall", "/etc/passwd",
                 "/api/v1/../../etc/passwd", "/api/v1/windows/%2e%2e/..", "/api/v1/h%61ll%00",
                 "/api/v1/windows/%zz", "/api/v1/windows/0%", "/api/v1/windows/01%2Fnext"):
        status, headers, content = call.testd.ask("GET", path)
        problem = json.loads(content)
        call.contract.valid(call.contract.schema("Problem"), problem, path)
        call.contract.codes.add(problem["code"])
        checks.check(status == 404, f"{path}: {status}")
    for method, path, allowed in (("POST", "/api/v1/hall", "GET, HEAD"), ("GET", "/api/v1/tickets", "POST"),
                                  ("DELETE", "/api/v1/windows/01", "GET, HEAD"),
                                  ("PUT", "/api/v1/windows/01/next", "POST")):
        status, headers, content = call.testd.ask(method, path)
        problem = json.loads(content)
        call.contract.valid(call.contract.schema("Problem"), problem, path)
        call.contract.codes.add(problem["code"])
        checks.check((status, headers.get("allow")) == (405, allowed), f"{method} {path}: {status}")


def what_is_wrong_with_a_body(call, testd, checks):
    def wrong(path, body, field, **headers):
        problem = call("POST", path, body, 422, **headers)
        checks.check(problem and problem.get("field") == field and problem["allowed"], f"{body}: {problem}")
        return problem

    tickets = "/api/v1/tickets"
    problem = wrong(tickets, {"service": "RE1", "klass": 1}, "klass")
    checks.check("service" in problem["allowed"], problem)
    wrong(tickets, {}, "service")
    checks.check(wrong(tickets, {"service": 7}, "service")["found"] == "7", "what was found")
    wrong(tickets, {"service": "x" * 16}, "service")
    wrong(tickets, {"service": "RE 1"}, "service")
    wrong(tickets, [], "body")
    wrong(tickets, {"service": "RE1", "language": "fr"}, "language")
    wrong(tickets, {"service": "RE1", "paperless": 1}, "paperless")
    for phone in ("12345678901", "1390000000", "139000000000", "+", "+861390000000x", 13900000000):
        problem = wrong(tickets, {"service": "RE1", "phone": phone}, "phone")
        checks.check(problem["found"] in ("a text", "a number"), "a phone is never said back")
    for number in ("11010519491231002x", "110105194912310021", "11010519490231002X", "ABC12345678901"):
        problem = wrong(tickets, {"service": "RE1", "id_number": number}, "id_number")
        checks.check(problem["found"] == "a text", "an ID number is never said back")
    token = "0" * 32
    wrong(f"/api/v1/tickets/{token}/rating", {"level": 6, "channel": 1}, "level")
    wrong(f"/api/v1/tickets/{token}/rating", {"level": 5}, "channel")
    wrong(f"/api/v1/tickets/{token}/cancel", {"why": "x"}, "why")
    wrong(f"/api/v1/tickets/{token}/reprint", {"kiosk": ""}, "kiosk")
    wrong("/api/v1/windows/01/open", {"agent": "a\nb"}, "agent")
    wrong("/api/v1/windows/01/pause", {"reason": "x" * 64}, "reason")
    for act in ("close", "resume", "next", "recall", "start", "finish", "no-show"):
        wrong(f"/api/v1/windows/01/{act}", {"x": 1}, "x")
    wrong("/api/v1/windows/01/next", None, "Idempotency-Key", Idempotency_Key="x" * 65)
    wrong("/api/v1/windows/01/next", None, "Idempotency-Key", Idempotency_Key="a b")
    for path in ("/api/v1/hall?x=1", "/api/v1/windows?x", "/api/v1/windows/01?kiosk=K1", "/healthz?a=b",
                 "/metrics?a", "/api/v1/devices?x=1", f"/api/v1/tickets/{token}?x", "/api/v1/events?after=x",
                 "/api/v1/hall?kiosk=K1&kiosk=K1"):
        call("GET", path, status=422)
    for path in [tickets] + [f"/api/v1/tickets/{token}/{act}" for act in ("cancel", "reprint", "rating")] + [
        f"/api/v1/windows/01/{act}" for act in
        ("open", "close", "pause", "resume", "next", "recall", "start", "finish", "no-show")]:
        status, headers, content = testd.ask("POST", path, raw=b'{"service": "RE1",\n  "kiosk" "K1"}')
        problem = call.contract.answer("POST", path, status, headers, content)
        checks.check((problem["line"], problem["column"]) == (2, 14), f"{path}: {problem}")
    for raw in (b"{", b"nul", b'{"service":"RE1"}x', b'{"service":"\xff"}', b'{"a":1,"a":2}', b"\x00"):
        status, headers, content = testd.ask("POST", tickets, raw=raw)
        call.contract.answer("POST", tickets, status, headers, content)
        checks.check(status == 400, f"{raw}: {status}")


def every_kind_of_record_is_described(contract, checks, tree):
    source = (pathlib.Path(tree) / "firmware/core/record/record.c").read_text()
    kinds = set(re.findall(r"^\t\[RECORD_\w+\] = \"(\w+)\"", source, re.M))
    hidden = {"clock_set", "keypad_read", "day_carried", "person_banned", "ban_carried", "booked",
              "booking_cancelled", "booking_moved", "booking_breached", "booking_carried",
              "rating_carried", "followup_carried", "warning_carried", "announcement_carried",
              "followup_opened", "followup_contacted", "followup_closed", "ticket_classed",
              "ticket_pager"}
    described = set(contract.document["components"]["schemas"]["Event"]["properties"]["kind"]["enum"])
    checks.check(len(kinds) > 15 and hidden <= kinds, kinds)
    checks.check(described == kinds - hidden, described ^ (kinds - hidden))


def every_act_can_be_refused(call, testd):
    ticket = call("POST", "/api/v1/tickets", {"service": "RE1"}, 201)
    bodies = {"rating": {"level": 3, "channel": 2}}
    paths = [f"/api/v1/tickets/{ticket['id']}/{act}" for act in ("cancel", "reprint", "rating")]
    paths += [f"/api/v1/windows/01/{act}" for act in
              ("open", "close", "pause", "resume", "next", "recall", "start", "finish", "no-show")]
    for path in paths + ["/api/v1/tickets"]:
        body = {"service": "RE1"} if path.endswith("tickets") else bodies.get(path.rsplit("/")[-1])
        for name, status in (("storage", 503), ("rate_limited", 429), ("wrong_state", 409)):
            testd.order(f"refuse {name}")
            call("POST", path, body, status)
    for name in ("no_hall", "printer", "quota_full", "closed"):
        testd.order(f"refuse {name}")
        call("POST", "/api/v1/tickets", {"service": "RE1"})


def personal_data_is_sealed(call, testd, checks):
    body = {"service": "RE2", "phone": "+8613900001234", "id_number": "11010519491231002X"}
    ticket = call("POST", "/api/v1/tickets", body, 201)
    checks.check("139" not in json.dumps(ticket) and "1101" not in json.dumps(ticket), ticket)
    text = testd.order("unseal")
    checks.check(json.loads(text[0]) == {k: body[k] for k in ("phone", "id_number")}, text)
    for path, of_path in (("/api/v1/tickets", body), ("/api/v1/tickets", {**body, "kiosk": "none"}),
                          ("/api/v1/appointments", {**body, "slot": "2026-11-23T10:00:00+08:00"})):
        call("POST", path, of_path)
        left = testd.order("leftovers")
        checks.check(left == ["0"], f"{path} {of_path}: {left} bytes of its body stay in memory")
    names = sorted(path.name for path in testd.keys.iterdir())
    checks.check("command.key" in names and "2026-11-23.key" in names, names)
    modes = {path.stat().st_mode & 0o777 for path in testd.keys.iterdir()}
    checks.check(modes == {0o600} and testd.keys.stat().st_mode & 0o777 == 0o700, modes)


def printer_and_hours(call, testd, checks):
    testd.order("printer paper_out")
    hall = call("GET", "/api/v1/hall?kiosk=K1", status=200)
    checks.check(hall["kiosk"] == {"id": "K1", "printer": "paper_out", "can_print": False}, hall["kiosk"])
    body = {"service": "RE1", "kiosk": "K1"}
    checks.check(call("POST", "/api/v1/tickets", body, 409)["code"] == "printer", "no paper")
    call("POST", "/api/v1/tickets", {**body, "paperless": True}, 201)
    testd.order("printer ok")
    testd.order("pass 10000")  # into the lunch break
    closed = call("POST", "/api/v1/tickets", {"service": "PS1"}, 409, Accept_Language="en")
    checks.check(closed["code"] == "closed", closed)
    checks.check(closed["next_opening"] == "2026-11-23T13:00:00.000+08:00", closed)
    checks.check("2026-11-23 at 13:00" in closed["detail"], closed["detail"])
    hall = call("GET", "/api/v1/hall", status=200)
    checks.check(hall["services"][2]["open"] is False, "closed at lunch")
    service = hall["services"][2]
    checks.check(service["next_opening"] == closed["next_opening"], service)
    checks.check(service["closed_reason"] == "lunch" and service["notice"] is None, service)
    checks.check(service["closed_text"]["zh"] == "午休时间，13:00恢复取号", service["closed_text"])
    checks.check("13:00" in service["closed_text"]["en"] and "13:00" in service["closed_text"]["ug"],
                 service["closed_text"])
    times = [service[key][11:16] for key in ("opens_at", "closes_at", "cutoff")]
    checks.check(times == ["09:00", "17:00", "16:30"], times)
    checks.check(hall["day"]["kind"] == "ordinary" and hall["day"]["holidays_missing"] is False, hall["day"])


def a_matter_is_found(call, testd, checks):
    def found(query, status=200):
        return call("GET", "/api/v1/items" + query, status=status)

    checks.check(found("") == {"sequence": found("")["sequence"], "listed": 0, "found": 0, "items": []},
                 "no list")
    testd.order("items 3")
    listed = found("")
    checks.check([i["code"] for i in listed["items"]] == ["RE-102", "RE-101"], "the hot list, in its order")
    checks.check((listed["listed"], listed["found"], listed["items"][0]["match"]) == (3, 2, "listed"), listed)
    item = found("?q=BDCZ")["items"][0]
    checks.check(item["code"] == "RE-101" and item["match"] == "initials", item)
    checks.check(item["materials"] == ["身份证", "申请表"] and item["case_type"] == "one_review", item)
    checks.check(item["service"]["code"] == "RE1" and item["service"]["open"] is True, item["service"])
    checks.check(item["zone"]["id"] == "RE" and item["zone"]["floor"] == 1, item["zone"])
    part = urllib.parse.urlencode({"q": "查询 登记", "limit": 1})
    checks.check([(i["code"], i["match"]) for i in found("?" + part)["items"]] == [("RE-102", "part")], part)
    gone = found("?q=xx-1")["items"][0]
    checks.check((gone["match"], gone["service"], gone["zone"]) == ("code", None, None), gone)
    for language, text in (("zh", "不动产"), ("en", "Transfer"), ("ug", "تىزىملىك")):
        answer = found("?q=" + urllib.parse.quote(text))
        checks.check(answer["items"] and answer["items"][0]["match"] == "name", f"{language}: {answer}")
    checks.check(found("?q=nothing-like-it")["found"] == 0, "nothing answers it")
    testd.order("items 771")
    every = found("?q=bdc&limit=50")
    checks.check((every["listed"], every["found"], len(every["items"])) == (771, 770, 50), every["found"])
    checks.check(len(found("?q=bdc")["items"]) == 20, "twenty unless told")
    for query, field in (("?limit=0", "limit"), ("?limit=51", "limit"), ("?limit=x", "limit"),
                         ("?limit=", "limit"), ("?q=%ff", "q"), ("?q=" + "x" * 256, "q"), ("?q=a&q=b", "q"),
                         ("?words=a", "words")):
        problem = found(query, 422)
        checks.check(problem["field"] == field and problem["allowed"], f"{query}: {problem}")
    found("?q=" + "x" * 255)
    testd.order("items 0")


def supervision(call, testd, checks):
    devices = call("GET", "/api/v1/devices", status=200)["devices"]
    checks.check([d["health"] for d in devices] == ["ok", "lost"], devices)
    for state, status, storage in (("ok", 200, "ok"), ("slow", 200, "slow"), ("failing", 503, "failing")):
        testd.order(f"health {state}")
        checks.check(call("GET", "/healthz", status=status)["storage"] == storage, state)
    testd.order("health doubtful")
    checks.check(call("GET", "/healthz")["clock"] == "doubtful", "clock")
    testd.order("health ok")
    text = call("GET", "/metrics", status=200).decode()
    line = re.compile(r'^(# (HELP|TYPE) .*|[a-z_]+(\{[a-z_]+="([^"\\]|\\.)*"(,[a-z_]+="([^"\\]|\\.)*")*\})? '
                      r"-?[0-9.e+-]+)$")
    for bad in [l for l in text.splitlines() if not line.match(l)]:
        checks.check(False, f"/metrics: {bad}")
    for name in ("jiaohao_tickets{state=\"finished\"}", "jiaohao_waiting{service=\"RE1\"}",
                 "jiaohao_commits_total", "jiaohao_resident_memory_bytes", "jiaohao_streams",
                 "jiaohao_http_answers_total{status=\"200\"}", "jiaohao_loop_worst_seconds",
                 'jiaohao_device_health{state="lost",device="display \\"06\\""} 1'):
        checks.check(name in text, name)
    for path in ("/api/v1/hall", "/healthz", "/metrics", "/api/v1/windows/01", "/nothing"):
        get, head = testd.ask("GET", path), testd.ask("HEAD", path)
        checks.check(head[0] == get[0] and head[2] == b"", f"HEAD {path}: {head[0]}")
        if path != "/metrics":  # counts itself
            checks.check(head[1]["content-length"] == str(len(get[2])), f"HEAD {path}: length")


def one_device(call, testd, checks):
    path = "/api/v1/devices/ticket-printer"
    report = call("GET", path, status=200)
    checks.check(report["test"] is None and report["changes"][0]["health"] == "lost", report)
    checks.check(call("POST", path + "/test", None, 202)["test"]["state"] == "running", "it runs")
    checks.check(call("GET", path, status=200)["test"]["ended"] is None, "it runs still")
    call("GET", "/api/v1/devices/display%20%2206%22", status=200)
    for method, wrong in (("GET", ""), ("POST", "/test"), ("GET", "/wire")):
        call(method, "/api/v1/devices/nobody" + wrong, status=404)
    call("GET", path + "?x", status=422)
    call("GET", path + "/wire?x", status=422)
    call("GET", path + "/wire?of=hall", status=422)
    call("POST", path + "/test", {"x": 1}, 422)


def a_card_at_a_kiosk(call, testd, checks):
    path, me = "/api/v1/kiosks/K1/inputs", "11010519491231002X"
    call("GET", "/api/v1/kiosks/K9/inputs", status=404)
    testd.order(f"card {me}")  # nobody listens
    inputs = Stream(testd, path)
    call.contract.seen.add(("get", "/api/v1/kiosks/{kiosk}/inputs", inputs.status))

    def come(order, kind, schema):
        testd.order(order)
        _, found, data = inputs.next()
        checks.check(found == kind, f"{order}: {found}")
        call.contract.valid(call.contract.schema(schema), data, order)
        return data

    def take(status, card=None, kiosk="K1", service="RE1", **more):
        body = {"service": service, "paperless": True, **({"kiosk": kiosk} if kiosk else {}),
                **({"card": card} if card else {})}
        key = more.pop("key", None)
        return call("POST", "/api/v1/tickets", {**body, **more}, status,
                    **({"Idempotency_Key": key} if key else {}))

    checks.check(come("reader lost", "device", "KioskDevice")["health"] == "lost", "the reader is lost")
    checks.check(come("cardless unreadable", "problem", "KioskProblem")["code"] == "unreadable", "again")
    checks.check(come("code jiaohao:0011", "code", "KioskCode")["text"] == "jiaohao:0011", "a code")
    card = come(f"card {me} elder", "card", "KioskCard")
    checks.check(card["elder"] is True and card["kind"] == "resident", card)
    # Not for another kiosk, not beside a number that was typed.
    checks.check(take(422, card["token"], kiosk=None)["field"] == "kiosk", "no kiosk")
    checks.check(take(422, card["token"], id_number=me)["field"] == "card", "both")
    take(404, "0" * 32)
    ticket = take(201, card["token"], key="card-1")
    checks.check(take(201, card["token"], key="card-1")["id"] == ticket["id"], "the same key again")
    checks.check(take(404, card["token"])["code"] == "unknown_card", "used up")
    # The same person, whether he types his number or lays his card down.
    held = take(409, id_number=me)
    checks.check(held["code"] == "duplicate_ticket" and held["number"] == ticket["number"], held)
    card = come(f"card {me}", "card", "KioskCard")
    checks.check(card["elder"] is False, card)
    checks.check(take(409, card["token"])["code"] == "duplicate_ticket", "by card")
    take(201, card["token"], service="RE2")  # refused before, so it is as good as new
    take(404, card["token"], service="PS1")
    return inputs


def a_watched_wire(call, testd, checks):
    path = "/api/v1/devices/ticket-printer/wire"
    wires = [Stream(testd, path + of) for of in ("", "", "?of=device", "?of=line")]
    call.contract.seen.add(("get", "/api/v1/devices/{name}/wire", wires[0].status))
    checks.check([w.status for w in wires] == [200] * 4, "four may watch")
    checks.check(call("GET", path)["code"] == "rate_limited", "a fifth may not")
    testd.order("wire")
    for wire in wires:
        _, kind, unit = wire.next()
        call.contract.valid(call.contract.schema("WireUnit"), unit, "a unit")
        checks.check(kind == "wire" and unit["hex"] == "11 03 00 6b 00 03 76 87", unit)
        checks.check(unit["direction"] == "received" and unit["address"] == 17, unit)
    testd.order("wire secret")
    _, _, unit = wires[0].next()
    checks.check(unit["hex"] is None and unit["length"] == 8, unit)
    for wire in wires[1:]:
        wire.close()
    testd.ask("GET", "/healthz")
    again = Stream(testd, path)
    checks.check(again.status == 200, "a place is free again")
    checks.check(testd.ask("HEAD", path)[0] == 200, "HEAD")
    again.close()
    return wires[0]


def streams_end_politely(call, testd, checks):
    stream = Stream(testd, "/api/v1/events?after=1")
    call.contract.seen.add(("get", "/api/v1/events", stream.status))
    seen = [stream.next() for _ in range(20)]
    for number, kind, data in seen:
        call.contract.valid(call.contract.schema("Event"), data, f"event {number} {kind}")
    streams = []
    while True:
        more = Stream(testd)
        if more.status != 200:
            break
        streams.append(more)
    checks.check(len(streams) == 127 and more.status == 429, f"{len(streams)} streams, {more.status}")
    for other in streams + [more]:
        other.close()
    testd.ask("GET", "/healthz")
    keep = testd.socket()
    keep.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    keep.recv(4096)
    testd.order("drain")
    last = None
    while (event := stream.next()) is not None:
        last = event
    checks.check(last is not None and last[1] == "bye", f"the last event was {last}")
    keep.sendall(b"POST /api/v1/windows/01/next HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
    answer = keep.recv(65536)
    checks.check(answer.startswith(b"HTTP/1.1 503") and b'"stopping"' in answer, answer[:80])
    try:
        testd.socket().close()
        checks.check(False, "a draining server still accepts")
    except ConnectionRefusedError:
        checks.check(True, "refused")
    keep.close()
    stream.close()


def main():
    program, tree = sys.argv[1:3]
    checks = Checks()
    contract = Contract(tree, checks)
    testd = Testd(program)
    call = Caller(testd, contract)
    second = one_ticket_end_to_end(call, testd, checks)
    the_rest_of_a_window(call, testd, checks, second)
    what_does_not_exist(call, checks)
    what_is_wrong_with_a_body(call, testd, checks)
    every_kind_of_record_is_described(contract, checks, tree)
    every_act_can_be_refused(call, testd)
    personal_data_is_sealed(call, testd, checks)
    a_matter_is_found(call, testd, checks)
    other = Testd(program)
    whole_visits(Caller(other, contract), other, checks)
    checks.check(other.end() == 0, "the other api_testd ended badly")
    third = Testd(program)
    third.order("rich")
    lists_of_appointments(Caller(third, contract), third, checks)
    checks.check(third.end() == 0, "the third api_testd ended badly")
    printer_and_hours(call, testd, checks)
    supervision(call, testd, checks)
    one_device(call, testd, checks)
    wire = a_watched_wire(call, testd, checks)
    other = Testd(program)
    inputs = a_card_at_a_kiosk(Caller(other, contract), other, checks)
    other.order("drain")
    checks.check(inputs.next()[1] == "bye", "the kiosk's stream did not end politely")
    inputs.close()
    checks.check(other.end() == 0, "the fourth api_testd ended badly")
    streams_end_politely(call, testd, checks)
    last = None
    while (event := wire.next()) is not None:
        last = event
    checks.check(last is not None and last[1] == "bye", f"the wire's last event was {last}")
    wire.close()
    checks.check(testd.end() == 0, "api_testd ended badly")

    described = {(method, path) for path, item in contract.document["paths"].items()
                 for method in METHODS & set(item)}
    for method, path in sorted(described):
        statuses = {s for m, p, s in contract.seen if (m, p) == (method, path)}
        checks.check(any(s < 300 for s in statuses), f"{method} {path} never succeeded")
        checks.check(any(s >= 400 for s in statuses), f"{method} {path} was never refused")
    every = set(contract.document["components"]["schemas"]["Code"]["enum"])
    checks.check({"not_found", "method_not_allowed"} < contract.codes <= every, contract.codes)
    for address, reason in (("0.0.0.0", "Permission denied"), ("192.168.1.2", "Permission denied"),
                            ("::", "Permission denied"), ("example.com", "Invalid argument")):
        refused = Testd(program, address)
        checks.check(refused.first == f"refused {reason}", f"{address}: {refused.first}")
        refused.end()
    return checks.end()


if __name__ == "__main__":
    sys.exit(main())
