"""Runs a hall for a scenario test: the daemon and the simulated devices in a folder of their own, on
free loopback ports. Waits for events, never for time to pass. What a scenario means is in the
scenario's own file."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77


def build_dir():
    """The build tree under test: from ctest, else debug."""
    return pathlib.Path(os.environ.get("JIAOHAO_BUILD", ROOT / "build" / "debug"))


def program(name):
    for folder in ("firmware/app", "tests", "ui/kiosk", "ui/ctl"):
        path = build_dir() / folder / name
        if path.exists():
            return str(path)
    sys.exit(f"{name} is not built in {build_dir()}")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(condition, seconds=10.0, what="the condition"):
    """Ask until it is true (its value is returned) or fail; scaled by JIAOHAO_SLOW on slow machines."""
    end = time.monotonic() + seconds * float(os.environ.get("JIAOHAO_SLOW", "1"))
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come true within {seconds} s")
        time.sleep(0.01)


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


class Client:
    """One keep-alive connection; reconnects when the server went away."""

    def __init__(self, port, timeout=15):
        self.port, self.timeout, self.connection = port, timeout, None

    def request(self, method, path, body=None, key=None, headers=None):
        fields = dict(headers or {})
        if key:
            fields["Idempotency-Key"] = key
        data = None
        if body is not None:
            data = json.dumps(body)
            fields["Content-Type"] = "application/json"
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port,
                                                         timeout=self.timeout)
        try:
            self.connection.request(method, path, data, fields)
            reply = self.connection.getresponse()
            return Answer(reply.status, reply.headers, reply.read())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def get(self, path):
        """Asked again when the server had closed the idle connection."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            if self.connection:
                return self.request("GET", path)
        return self.request("GET", path)

    def post(self, path, body=None, key=None):
        return self.request("POST", path, body, key)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


class Process:
    """A child of ours: its output goes to a file that is shown when a test fails."""

    def __init__(self, name, arguments, log, env=None):
        self.name, self.log = name, log
        self.file = open(log, "ab")
        self.child = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=self.file,
                                      stderr=self.file, env=env, start_new_session=True)

    @property
    def pid(self):
        return self.child.pid

    def running(self):
        return self.child.poll() is None

    def send(self, number):
        if self.running():
            os.kill(self.child.pid, number)

    def stop(self, number=signal.SIGTERM, seconds=15):
        """Send the signal, wait; the exit status."""
        self.send(number)
        try:
            status = self.child.wait(seconds)
        except subprocess.TimeoutExpired:
            os.kill(self.child.pid, signal.SIGKILL)
            status = self.child.wait()
            raise AssertionError(f"{self.name} did not stop within {seconds} s") from None
        finally:
            self.file.close()
        return status


class Hall:
    """hall-sim and jiaohaod for one hall. Use it in `with`."""

    def __init__(self, hall=None, board=None, hall_text=None, board_text=None, clock=None, rate=1,
                 make_board_options=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="jiaohao-"))
        self.hall_file = self.folder / "hall.yaml"
        self.board_file = self.folder / "board.yaml"
        self.data = self.folder / "data"
        text = hall_text or pathlib.Path(hall or ROOT / "firmware/halls/demo.yaml").read_text()
        self.hall_file.write_text(text)
        if board_text is None and board is None:
            board_text = subprocess.run(
                [sys.executable, str(ROOT / "boards/sim/make_board.py"), "--hall",
                 str(self.hall_file), "--dir", str(self.folder / "lines"), *make_board_options],
                check=True, capture_output=True, text=True).stdout
        if callable(board_text):
            board_text = board_text(self.folder / "lines")
        self.board_file.write_text(board_text or pathlib.Path(board).read_text())
        (self.folder / "lines").mkdir(exist_ok=True)
        self.clock, self.rate = clock, rate
        self.port, self.sim_port = free_port(), free_port()
        self.daemon = self.simulator = None
        self.api, self.sim = Client(self.port), Client(self.sim_port)

    def __enter__(self):
        self.start_simulator()
        self.start_daemon()
        return self

    def __exit__(self, kind, value, trace):
        problems = []
        for process in (self.daemon, self.simulator):
            if process and process.running():
                try:
                    status = process.stop()
                    if status != 0:
                        problems.append(f"{process.name} ended with {status}")
                except AssertionError as problem:
                    problems.append(str(problem))
        if kind is not None or problems:
            for name in ("daemon.log", "simulator.log"):
                path = self.folder / name
                if path.exists():
                    lines = path.read_text(errors="replace").splitlines()
                    print(f"--- {name} ({len(lines)} lines), the last 60", file=sys.stderr)
                    print("\n".join(lines[-60:]), file=sys.stderr)
        if kind is None and problems:
            raise AssertionError("; ".join(problems))
        if kind is None and not os.environ.get("JIAOHAO_KEEP"):
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            print(f"kept: {self.folder}", file=sys.stderr)
        return False

    def start_simulator(self):
        arguments = [program("hall-sim"), "--board", str(self.board_file), "--listen",
                     f"127.0.0.1:{self.sim_port}", "--clock-rate", str(self.rate)]
        if self.clock:
            arguments += ["--clock", self.clock]
        self.simulator = Process("hall-sim", arguments, self.folder / "simulator.log")
        until(lambda: self.simulator_answers(), 20, "hall-sim's first answer")

    def simulator_answers(self):
        assert self.simulator.running(), "hall-sim ended at its start"
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.sim.get("/sim/devices").status == 200
        return False

    def daemon_arguments(self):
        arguments = [program("jiaohaod"), "--hall", str(self.hall_file), "--board",
                     str(self.board_file), "--data", str(self.data), "--listen",
                     f"127.0.0.1:{self.port}"]
        if self.clock:
            arguments += ["--clock", self.clock]
        if self.rate != 1:
            arguments += ["--clock-rate", str(self.rate)]
        return arguments

    def start_daemon(self, wait_devices=True):
        """Returns the seconds from exec to the first answer."""
        begin = time.monotonic()
        self.daemon = Process("jiaohaod", self.daemon_arguments(), self.folder / "daemon.log")
        until(self.daemon_answers, 30, "the daemon's first answer")
        first = time.monotonic() - begin
        until(lambda: self.api.get("/api/v1/hall").status == 200 and
              self.api.get("/api/v1/hall").json.get("services"), 10, "a loaded hall")
        if wait_devices:
            # A box that is never asked is unheard until somebody presses a key.
            until(lambda: all(device["health"] != "starting" or
                              device["detail"].startswith("unheard")
                              for device in self.devices()), 30, "every device heard of")
        return first

    def daemon_answers(self):
        assert self.daemon.running(), "the daemon ended at its start"
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.api.get("/healthz").status in (200, 503)
        return False

    def kill_daemon(self):
        self.daemon.send(signal.SIGKILL)
        self.daemon.child.wait()
        self.daemon.file.close()
        self.api.close()

    def restart_daemon(self, wait_devices=True):
        if self.daemon.running():
            self.daemon.stop()
        self.api.close()
        return self.start_daemon(wait_devices)

    # --- the API, in the words of a scenario

    def issue(self, service, kiosk=None, key=None, **more):
        body = {"service": service, **more}
        if kiosk:
            body["kiosk"] = kiosk
        answer = self.api.post("/api/v1/tickets", body, key)
        assert answer.status == 201, answer
        return answer.json

    def ticket(self, identity):
        return self.api.get(f"/api/v1/tickets/{identity}").json

    def window(self, number):
        return self.api.get(f"/api/v1/windows/{number}").json

    def act(self, number, verb, body=None, key=None):
        return self.api.post(f"/api/v1/windows/{number}/{verb}", body, key)

    def devices(self):
        return self.api.get("/api/v1/devices").json["devices"]

    def device(self, name):
        return next(device for device in self.devices() if device["name"] == name)

    def metric(self, name):
        """A number of /metrics: its name without "jiaohao_", with its labels."""
        text = self.api.get("/metrics").body.decode()
        return next(float(line.rpartition(" ")[2]) for line in text.splitlines()
                    if line.startswith(f"jiaohao_{name} "))

    # --- the simulators

    def sim_device(self, name):
        return self.sim.get(f"/sim/devices/{name}").json

    def press(self, name, key):
        answer = self.sim.post(f"/sim/devices/{name}/press", {"key": key})
        assert answer.status == 200, answer

    def set(self, name, **what):
        answer = self.sim.post(f"/sim/devices/{name}/set", what)
        assert answer.status == 200, answer

    def fault(self, name, **what):
        answer = self.sim.post(f"/sim/devices/{name}/fault", what)
        assert answer.status == 200, answer

    # --- the journal, read beside the daemon

    def ask_journal(self, sql, *values):
        with contextlib.closing(sqlite3.connect(f"file:{self.data}/journal.db?mode=ro",
                                                uri=True)) as journal:
            return journal.execute(sql, values).fetchall()
