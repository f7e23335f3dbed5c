"""Starts api_testd and asks it: what the API's tests share."""

import http.client
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile


class Testd:
    """api_testd with a key directory of its own. `order` gives it an order and waits for its "ok"."""

    def __init__(self, program, address="127.0.0.1"):
        self.folder = tempfile.mkdtemp(prefix="jiaohao-api-")
        self.keys = pathlib.Path(self.folder) / "keys"
        self.program, self.address = program, address
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.program, str(self.keys), self.address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # what is freed must go back, or the memory of a sanitized build says nothing
            env={**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"},
        )
        first = self.process.stdout.readline().split()
        self.port = int(first[1]) if first[:1] == ["port"] else 0
        self.first = " ".join(first)

    def order(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        lines = []
        while True:
            answer = self.process.stdout.readline()
            if answer == "":
                raise SystemExit(f"api_testd ended at the order {line!r}")
            if answer == "ok\n":
                return lines
            lines.append(answer.rstrip("\n"))

    def stop(self):
        self.process.stdin.close()
        code = self.process.wait(20)
        self.process.stdout.close()
        return code

    def end(self):
        code = self.stop()
        shutil.rmtree(self.folder)
        return code

    def ask(self, method, path, body=None, headers=None, raw=None):
        """(status, headers, body bytes) over a connection of its own."""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=20)
        data = raw if raw is not None else json.dumps(body).encode() if body is not None else None
        connection.request(method, path, body=data, headers=headers or {})
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return answer.status, dict((k.lower(), v) for k, v in answer.getheaders()), content

    def json(self, method, path, body=None, headers=None):
        status, _, content = self.ask(method, path, body, headers)
        return status, json.loads(content) if content else None

    def socket(self):
        connection = socket.create_connection((self.address, self.port), timeout=20)
        return connection


class Stream:
    """One event stream. `next` waits for a whole event: (id, kind, data)."""

    def __init__(self, testd, path="/api/v1/events", headers=""):
        self.socket = testd.socket()
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n".encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        while self.file.readline() not in (b"\r\n", b""):
            pass
        self.text = b""
        self.comments = []

    def chunk(self):
        size = self.file.readline()
        if size in (b"", b"0\r\n"):
            return False
        self.text += self.file.read(int(size, 16))
        self.file.readline()
        return True

    def next(self):
        while True:
            while b"\n\n" not in self.text:
                if not self.chunk():
                    return None
            event, self.text = self.text.split(b"\n\n", 1)
            fields = {}
            for line in event.decode().split("\n"):
                name, _, value = line.partition(":")
                if name == "":
                    self.comments.append(value.strip())
                else:
                    fields[name] = value.removeprefix(" ")
            if "data" in fields:
                number = int(fields["id"]) if "id" in fields else None
                return number, fields.get("event"), json.loads(fields["data"])

    def close(self):
        self.file.close()
        self.socket.close()


class Checks:
    """Counts what was checked; `end` is the test's exit code."""

    def __init__(self):
        self.count = self.failures = 0

    def check(self, condition, what):
        self.count += 1
        if not condition:
            self.failures += 1
            frame = sys._getframe(1)
            print(f"{frame.f_code.co_filename}:{frame.f_lineno}: failed: {what}", file=sys.stderr)

    def end(self):
        print(f"{self.count} checks, {self.failures} failed")
        return 1 if self.failures or not self.count else 0
