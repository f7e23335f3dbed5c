#!/usr/bin/env python3
"""Clients that mean no good, or are broken: each is answered or cut off, and the others never notice.

test_api_attacks.py API_TESTD TREE."""

import json
import socket
import sys
import threading
import time

from api_client import Checks, Testd

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"  # 34 bytes


def exchange(testd, data, timeout=20, half_close=False):
    """Sends @p data, reads until the server closes or nothing comes for a moment."""
    connection = testd.socket()
    connection.settimeout(timeout)
    answer = b""
    try:
        connection.sendall(data)
        if half_close:
            connection.shutdown(socket.SHUT_WR)
        while True:
            part = connection.recv(65536)
            if part == b"":
                break
            answer += part
    except (ConnectionResetError, BrokenPipeError):
        answer += b"<reset>"
    except TimeoutError:
        answer += b"<open>"
    connection.close()
    return answer


def well(testd, checks, what):
    began = time.monotonic()
    status, _ = testd.json("GET", "/healthz")
    checks.check(status == 200 and time.monotonic() - began < 2, f"the server is unwell after {what}")


def framing_is_read_in_one_way_only(testd, checks):
    post = b"POST /api/v1/windows/01/next HTTP/1.1\r\nHost: x\r\n"
    bad = {
        "CL and TE": post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + GET,
        "two CL": post + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}" + GET,
        "TE not chunked": post + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + GET,
        "CL with a sign": post + b"Content-Length: +2\r\n\r\n{}" + GET,
        "CL negative": post + b"Content-Length: -2\r\n\r\n{}" + GET,
        "CL no number": post + b"Content-Length: 2x\r\n\r\n{}" + GET,
        "GET with a body": b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 34\r\n\r\n" + GET,
        "GET with chunks": b"GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + GET,
        "two hosts": b"GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + GET,
        "chunk size no number": post + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n" + GET,
        "chunk size negative": post + b"Transfer-Encoding: chunked\r\n\r\n-2\r\n{}\r\n0\r\n\r\n" + GET,
        "header without colon": b"GET /healthz HTTP/1.1\r\nHost x\r\n\r\n" + GET,
        "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        "no version": b"GET /healthz\r\n\r\n",
    }
    for what, data in bad.items():
        answer = exchange(testd, data, timeout=3)
        first = answer.split(b"\r\n")[0]
        # refused, closed, and the second request in it was never read
        checks.check(answer.count(b"HTTP/1.") <= 1 and b"<open>" not in answer, f"{what}: {answer[:200]}")
        checks.check(not first.startswith(b"HTTP/1.1 2"), f"{what}: {first}")
        well(testd, checks, what)
    windows = testd.json("GET", "/api/v1/windows")[1]["windows"]
    checks.check(all(window["state"] == "closed" for window in windows), "one of them was acted on")


def big_things_are_refused(testd, checks):
    post = b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\n"
    fits = b'{"service":"RE1"' + b" " * (65536 - 17) + b"}"
    answer = exchange(testd, post + b"Connection: close\r\nContent-Length: 65536\r\n\r\n" + fits)
    checks.check(answer.startswith(b"HTTP/1.1 201"), f"64 KiB: {answer[:80]}")
    answer = exchange(testd, post + b"Content-Length: 65537\r\n\r\n" + fits + b" ")
    checks.check(b"HTTP/1.1 413" in answer, f"64 KiB and 1: {answer[:80]}")
    chunk = b"1000\r\n" + b" " * 4096 + b"\r\n"
    answer = exchange(testd, post + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 17 + b"0\r\n\r\n")
    checks.check(b"HTTP/1.1 413" in answer or b"<reset>" in answer, f"chunks: {answer[:80]}")
    for what, data in (("a header", b"GET /healthz HTTP/1.1\r\nX: " + b"x" * 9000 + b"\r\n\r\n"),
                       ("many headers", b"GET /healthz HTTP/1.1\r\n" + b"X: y\r\n" * 3000 + b"\r\n"),
                       ("a path", b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\n\r\n")):
        answer = exchange(testd, data, timeout=3)
        checks.check(b" 200 " not in answer and b"<open>" not in answer, f"{what}: {answer[:80]}")
    nested = b"[" * 60000
    answer = exchange(testd, post + b"Connection: close\r\nContent-Length: 60000\r\n\r\n" + nested)
    checks.check(answer.startswith(b"HTTP/1.1 400") and b'"line":1' in answer, f"nested: {answer[:120]}")
    well(testd, checks, "big things")


def memory(testd):
    text = testd.ask("GET", "/metrics")[2].decode()
    return float(text.split("\njiaohao_resident_memory_bytes ")[1].split()[0])


def floods_stay_in_bounds(testd, checks):
    """64 MB into a body, an endless chunk header, and into an event stream: memory stays, they end."""
    before = memory(testd)
    for what, head in (
        ("body", b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 67108864\r\n\r\n"),
        ("chunk size", b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"),
        ("stream", b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n"),
    ):
        connection = testd.socket()
        connection.settimeout(0.5)
        sent = 0
        try:
            connection.sendall(head)
            while sent < 64 << 20:
                sent += connection.send(b"1" * 65536)
        except OSError:
            pass
        grown = memory(testd) - before
        checks.check(grown < 8 << 20, f"{what}: {sent} bytes sent, memory grew by {grown}")
        # a stream's client may say what it likes, nobody keeps it
        checks.check(what != "stream" or sent == 64 << 20, f"{what}: {sent} bytes were taken")
        connection.close()
        well(testd, checks, what)


def pipelined_requests_are_answered_in_order(testd, checks):
    requests = b"".join(
        f"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n".encode()
        + json.dumps({"service": service}, separators=(",", ":")).encode()
        for service in ("RE1", "RE2", "PS1", "RE1")
    )
    answer = exchange(testd, requests + GET.replace(b"Host: x", b"Host: x\r\nConnection: close"))
    order = [answer.find(f'"service":"{s}"'.encode()) for s in ("RE1", "RE2", "PS1")]
    checks.check(answer.count(b"HTTP/1.1 201") == 4 and answer.count(b"HTTP/1.1 200") == 1, answer[:300])
    checks.check(order == sorted(order) and -1 not in order, f"order {order}")
    # drop by drop, still one request
    connection = testd.socket()
    for byte in GET:
        connection.sendall(bytes([byte]))
    checks.check(connection.recv(65536).startswith(b"HTTP/1.1 200"), "byte by byte")
    connection.close()


def half_closed_clients_get_their_answer(testd, checks):
    body = b'{"service":"RE1"}'
    post = b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n" + body
    for what, data in (("GET", GET), ("POST", post)):
        for _ in range(20):
            answer = exchange(testd, data, half_close=True)
            if not answer.startswith(b"HTTP/1.1 20"):
                checks.check(False, f"{what}: {answer[:80]}")
                break
        else:
            checks.check(True, what)
    hall = exchange(testd, b"GET /api/v1/hall HTTP/1.1\r\nHost: x\r\n\r\n", half_close=True)
    checks.check(hall.startswith(b"HTTP/1.1 200"), hall[:80])


def clients_that_vanish_leave_nothing(testd, checks):
    before = testd.json("GET", "/api/v1/hall")[1]["waiting"]
    testd.order("hold")
    for _ in range(30):  # gone before their answer
        connection = testd.socket()
        connection.sendall(b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n"
                           b'{"service":"RE1"}')
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        connection.close()
    well(testd, checks, "vanished clients")
    testd.order("release")
    after = testd.json("GET", "/api/v1/hall")[1]["waiting"]
    checks.check(0 <= after - before <= 30, f"{before} → {after}")
    for _ in range(50):
        connection = testd.socket()
        connection.sendall(b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
        connection.recv(1000)
        connection.close()
    deadline = time.monotonic() + 5
    while True:
        text = testd.ask("GET", "/metrics")[2].decode()
        streams = text.split("\njiaohao_streams ")[1].split()[0]
        if streams == "0" or time.monotonic() > deadline:
            break
    checks.check(streams == "0", f"{streams} streams are left")


def the_257th_connection_takes_an_idle_place(testd, checks):
    idle = []
    for _ in range(256):
        connection = testd.socket()
        connection.sendall(GET)
        idle.append(connection)
    for connection in idle:
        connection.recv(65536)
    well(testd, checks, "256 idle connections")
    first = idle[0].recv(100)
    checks.check(first == b"", "the longest idle one went")
    idle[-1].sendall(GET)
    checks.check(idle[-1].recv(100).startswith(b"HTTP/1.1 200"), "the newest one stayed")
    for connection in idle:
        connection.close()


def when_all_are_busy_it_is_said(testd, checks):
    busy = []
    testd.order("hold")
    for _ in range(256):
        connection = testd.socket()
        connection.sendall(b"POST /api/v1/windows/06/next HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        busy.append(connection)
    answer = b""
    for _ in range(50):  # they were sent, but may not all have been read yet
        answer = exchange(testd, GET, timeout=2)
        if answer.startswith(b"HTTP/1.1 503"):
            break
    checks.check(answer.startswith(b"HTTP/1.1 503"), f"the 257th: {answer[:80]}")
    testd.order("release")
    answers = [connection.recv(65536) for connection in busy]
    statuses = {answer[9:12] for answer in answers}
    checks.check(statuses <= {b"200", b"204", b"409"}, f"not all were answered: {statuses}")
    for connection in busy:
        connection.close()
    well(testd, checks, "256 busy connections")


def drips_are_cut_off_after_ten_seconds(testd, checks):
    """A header line a second keeps evhttp's own time-out away for ever; also drops of a body."""
    ends = {}

    def drip(what, head, drop):
        connection = testd.socket()
        began = time.monotonic()
        try:
            connection.sendall(head)
            connection.settimeout(0.5)
            while time.monotonic() < began + 15:
                connection.sendall(drop)
                try:
                    if connection.recv(1000) == b"":
                        break
                except TimeoutError:
                    pass
        except OSError:
            pass
        ends[what] = time.monotonic() - began
        connection.close()

    drips = [
        threading.Thread(target=drip, args=("headers", b"GET /healthz HTTP/1.1\r\n", b"X: y\r\n")),
        threading.Thread(target=drip, args=(
            "body", b"POST /api/v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n", b" ")),
        threading.Thread(target=drip, args=("first line", b"GET /", b"x")),
        threading.Thread(target=drip, args=(
            "lingering", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", b" ")),
        # the second request's first byte comes together with the first request
        threading.Thread(target=drip, args=("pipelined", GET + b"G", b"")),
    ]
    for thread in drips:
        thread.start()
    well(testd, checks, "the first drops")
    for thread in drips:
        thread.join()
    for what, seconds in ends.items():
        checks.check(9 < seconds < 12, f"{what}: cut off after {seconds:.1f} s")
    text = testd.ask("GET", "/metrics")[2].decode()
    timed_out = int(float(text.split("\njiaohao_http_timed_out_total ")[1].split()[0]))
    checks.check(timed_out >= 5, f"{timed_out} timed out")


def a_key_survives_a_restart(testd, checks):
    """The key that names commands is as old as the installation: another process hashes alike."""
    names = sorted(path.name for path in testd.keys.iterdir())
    content = {name: (testd.keys / name).read_bytes() for name in names}
    checks.check(testd.stop() == 0, "api_testd ended badly")
    testd.start()
    headers = {"Idempotency-Key": "k"}
    testd.json("POST", "/api/v1/tickets", {"service": "RE1"}, headers)
    checks.check(all((testd.keys / name).read_bytes() == content[name] for name in names), names)
    checks.check(not [p for p in testd.keys.iterdir() if p.name.startswith(".new")], "left over")


def main():
    checks = Checks()
    testd = Testd(sys.argv[1])
    framing_is_read_in_one_way_only(testd, checks)
    big_things_are_refused(testd, checks)
    pipelined_requests_are_answered_in_order(testd, checks)
    half_closed_clients_get_their_answer(testd, checks)
    clients_that_vanish_leave_nothing(testd, checks)
    the_257th_connection_takes_an_idle_place(testd, checks)
    when_all_are_busy_it_is_said(testd, checks)
    floods_stay_in_bounds(testd, checks)
    drips_are_cut_off_after_ten_seconds(testd, checks)
    a_key_survives_a_restart(testd, checks)
    checks.check(testd.end() == 0, "api_testd ended badly")
    return checks.end()


sys.exit(main())
