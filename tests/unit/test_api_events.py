#!/usr/bin/env python3
"""The event stream: no hole, nothing twice, nothing private, however it begins and whatever goes on.

test_api_events.py API_TESTD TREE."""

import json
import sys
import threading
import time

from api_client import Checks, Stream, Testd


def issue(testd, service="RE1"):
    status, ticket = testd.json("POST", "/api/v1/tickets", {"service": service})
    assert status == 201, (status, ticket)
    return ticket


def sequence(testd):
    return testd.json("GET", "/api/v1/windows")[1]["sequence"]


def every_record_is_one_event(testd, checks):
    stream = Stream(testd)
    begin = sequence(testd)
    ticket = issue(testd)
    testd.json("POST", "/api/v1/windows/01/open", {"agent": "secret agent"})
    testd.json("POST", "/api/v1/windows/01/pause", {"reason": "secret reason"})
    testd.json("POST", "/api/v1/windows/01/next")
    end = sequence(testd)
    events = [stream.next() for _ in range(end - begin)]
    checks.check([number for number, _, _ in events] == list(range(begin + 1, end + 1)), events)
    text = json.dumps(events)
    for private in (ticket["id"], "agent", "reason"):
        checks.check(private not in text, f"{private} is in {text}")
    called = [data for _, kind, data in events if kind == "ticket_called"]
    checks.check(len(called) == 1 and called[0]["number"] == ticket["number"], events)
    checks.check(called[0]["window"] == "01" and called[0]["service"] == "RE1", called)
    checks.check(all(data["sequence"] == number and data["kind"] == kind for number, kind, data in events),
                 events)
    stream.close()
    return begin, events


def a_stream_resumes_where_it_was(testd, checks, begin, events):
    for path, header in ((f"/api/v1/events?after={begin}", ""),
                         ("/api/v1/events", f"Last-Event-ID: {begin}\r\n"),
                         ("/api/v1/events?after=1", f"Last-Event-ID: {begin}\r\n")):
        stream = Stream(testd, path, header)
        again = [stream.next() for _ in range(len(events))]
        checks.check(again == events, f"{path} {header}: {again[:2]}")
        stream.close()


def resuming_while_others_act_loses_nothing(testd, checks):
    """Streams that begin anywhere in a long day, while numbers are taken all the time."""
    begin = sequence(testd)
    stop = threading.Event()

    def take_numbers():
        while not stop.is_set():
            issue(testd, "RE2")

    workers = [threading.Thread(target=take_numbers) for _ in range(2)]
    for worker in workers:
        worker.start()
    try:
        # many pages of old records to read while new ones come
        while sequence(testd) < begin + 700:
            time.sleep(0.01)
        for after in (begin, begin + 1, begin + 255, begin + 256, begin + 257, begin + 511):
            stream = Stream(testd, f"/api/v1/events?after={after}")
            target = sequence(testd) + 50
            expected = after
            while expected < target:
                number, _, _ = stream.next()
                expected += 1
                if number != expected:
                    checks.check(False, f"after {after}: found {number}, expected {expected}")
                    break
            checks.check(expected >= target, f"after {after}: {expected} of {target}")
            stream.close()
    finally:
        stop.set()
        for worker in workers:
            worker.join()


def a_busy_reader_is_asked_again(testd, checks):
    begin = sequence(testd)
    issue(testd)
    testd.order("rows busy")
    stream = Stream(testd, f"/api/v1/events?after={begin}")
    issue(testd)
    testd.order("rows ok")
    numbers = [stream.next()[0] for _ in range(2)]
    checks.check(numbers == [begin + 1, begin + 2], numbers)
    stream.close()
    testd.order("rows broken")
    stream = Stream(testd, f"/api/v1/events?after={begin}")
    number, kind, data = stream.next()
    checks.check((number, kind, data) == (begin + 2, "reset", {"sequence": begin + 2}), (number, kind))
    testd.order("rows ok")
    issue(testd)
    checks.check(stream.next()[0] == begin + 3, "after the reset it goes on")
    stream.close()


def what_is_too_old_or_too_new_is_reset(testd, checks):
    now = sequence(testd)
    for after in (0, now + 1, 10**17):
        stream = Stream(testd, f"/api/v1/events?after={after}")
        number, kind, data = stream.next()
        checks.check((number, kind, data) == (now, "reset", {"sequence": now}), f"{after}: {number} {kind}")
        stream.close()
    stream = Stream(testd, "/api/v1/events?after=1")
    checks.check(stream.next()[1] == "day_opened", "the day's first record is not too old")
    stream.close()


def a_new_day_makes_yesterday_too_old(testd, checks):
    before = sequence(testd)
    live = Stream(testd)
    testd.order("pass 100000")
    after = sequence(testd)
    events = [live.next() for _ in range(after - before)]
    checks.check([number for number, _, _ in events] == list(range(before + 1, after + 1)), "holes")
    opened = [data for _, kind, data in events if kind == "day_opened"]
    checks.check([data["date"] for data in opened] == ["2026-11-24"], opened)
    live.close()
    stream = Stream(testd, f"/api/v1/events?after={before}")
    checks.check(stream.next()[1] == "reset", "yesterday")
    stream.close()


def who_takes_nothing_is_dropped(testd, checks):
    """One stream reads nothing until 256 KiB and the socket's own buffers are full."""
    import socket

    lazy = socket.socket()
    lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    lazy.connect(("127.0.0.1", testd.port))
    lazy.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
    lazy.recv(100)
    eager = Stream(testd)
    connection = testd.socket()
    begin = sequence(testd)
    numbers = []

    def take_all():
        while (event := eager.next()) is not None and event[1] != "ticket_issued":
            numbers.append(event[0])

    reader = threading.Thread(target=take_all)
    reader.start()
    dropped = 0
    for _ in range(100):
        # 300 pairs of records in one go: pause and resume of a window
        acts = ("pause", "resume") * 150
        connection.sendall(b"".join(
            f"POST /api/v1/windows/01/{act} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode()
            for act in acts))
        file = connection.makefile("rb")
        for act in acts:
            status = int(file.readline().split()[1])
            length = 0
            while (line := file.readline()) != b"\r\n":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split()[1])
            body = file.read(length)
            assert status == 200, (act, status, body)
        text = testd.ask("GET", "/metrics")[2].decode()
        dropped = int(float(text.split("\njiaohao_streams_dropped_total ")[1].split()[0]))
        if dropped:
            break
    checks.check(dropped == 1, "the lazy stream was not dropped")
    end = sequence(testd)
    testd.json("POST", "/api/v1/tickets", {"service": "PS1"})  # ends the eager one
    reader.join()
    checks.check(numbers == list(range(begin + 1, end + 1)), "the eager stream missed something")
    lazy.close()
    eager.close()
    connection.close()


def an_idle_stream_is_pinged(testd, checks):
    stream = Stream(testd)
    began = time.monotonic()
    while "ping" not in stream.comments and time.monotonic() < began + 15:
        stream.chunk()
        stream.text += b"" if b"\n\n" not in stream.text else b""
        for part in stream.text.split(b"\n\n")[:-1]:
            stream.comments.append(part.decode().removeprefix(": "))
        stream.text = stream.text.split(b"\n\n")[-1]
    checks.check("ping" in stream.comments, stream.comments)
    checks.check(time.monotonic() - began < 14, "later than 10 s")
    stream.close()


def main():
    checks = Checks()
    testd = Testd(sys.argv[1])
    begin, events = every_record_is_one_event(testd, checks)
    a_stream_resumes_where_it_was(testd, checks, begin, events)
    a_busy_reader_is_asked_again(testd, checks)
    what_is_too_old_or_too_new_is_reset(testd, checks)
    resuming_while_others_act_loses_nothing(testd, checks)
    a_new_day_makes_yesterday_too_old(testd, checks)
    testd.json("POST", "/api/v1/windows/01/open")
    who_takes_nothing_is_dropped(testd, checks)
    an_idle_stream_is_pinged(testd, checks)
    checks.check(testd.end() == 0, "api_testd ended badly")
    return checks.end()


sys.exit(main())
