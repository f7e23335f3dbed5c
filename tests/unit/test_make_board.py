#!/usr/bin/env python3
"""The simulated boards in boards/sim are what make_board.py writes today, and what it writes keeps
to its limits."""

import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAKE_BOARD = ROOT / "boards/sim/make_board.py"


def make(hall, *options):
    return subprocess.run([sys.executable, str(MAKE_BOARD), "--hall", str(hall), *options],
                          capture_output=True, text=True, check=False)


def hall_of(windows):
    """A hall file with so many windows, as far as make_board.py reads it."""
    file = tempfile.NamedTemporaryFile("w", suffix=".yaml")
    file.write(f"hall: {{id: h}}\nzones: [{{id: MF, kind: support}}]\n"
               "ticket: {window_format: \"{no:03d}\"}\nwindows:\n"
               f"  - {{range: [1, {windows}], zone: Z, services: [S]}}\n"
               "  - {no: \"999\", zone: MF}\n")
    file.flush()
    return file


class MakeBoard(unittest.TestCase):
    def test_committed_boards_are_up_to_date(self):
        for hall, board in (("demo", "board"), ("zhuzhou", "zhuzhou")):
            made = make(ROOT / f"firmware/halls/{hall}.yaml").stdout
            self.assertEqual(made, (ROOT / f"boards/sim/{board}.yaml").read_text(), board)

    def test_at_most_twelve_devices_a_bus_while_buses_last(self):
        for windows in (1, 4, 5, 63, 64):
            with hall_of(windows) as hall:
                board = make(hall.name).stdout
            self.assertEqual(board.count("driver: modbus-led"), windows)
            self.assertEqual(board.count("role: caller"), windows)
            self.assertEqual(board.count("role: evaluator"), windows)
            self.assertEqual(board.count("kind: rs485"), -(-windows // 4))
            self.assertNotIn("baud: 19200", board)
            self.assertNotIn("999", board)

    def test_onbon_displays_have_lines_of_their_own(self):
        with hall_of(9) as hall:
            board = make(hall.name, "--displays", "onbon-bx", "--panels").stdout
        self.assertEqual(board.count("driver: onbon-bx, role: display"), 9)
        self.assertEqual(board.count("driver: onbon-bx, role: panel"), 1)
        self.assertNotIn("modbus-led", board)
        cards = re.findall(r"port: (led-.),\n     address: (\d+)", board)
        self.assertEqual(len(set(cards)), 9, "each address once on its line")
        for line in {line for line, _ in cards}:
            self.assertEqual(board.count(f"name: {line}, kind: serial"), 1)

    def test_sixteen_buses_are_the_most(self):
        with hall_of(65) as hall:
            board = make(hall.name).stdout
        self.assertEqual(board.count("kind: rs485"), 16)
        self.assertIn("baud: 19200", board)
        addresses = re.findall(r"port: (rs485-.), address: (\d+)", board)
        self.assertEqual(len(addresses), 65 * 3)
        self.assertEqual(len(set(addresses)), 65 * 3, "each address once on its bus")
        self.assertTrue(all(1 <= int(address) <= 247 for _, address in addresses))

    def test_too_many_windows_are_refused(self):
        with hall_of(900) as hall:
            made = make(hall.name)
        self.assertNotEqual(made.returncode, 0)
        self.assertIn("found 900 windows, allowed are 672", made.stderr)

    def test_options(self):
        hall = ROOT / "firmware/halls/zhuzhou.yaml"
        board = make(hall, "--dir", "/x", "--kiosks", "2", "--baud", "38400",
                     "--clips", "/c").stdout
        self.assertIn("device: /x/printer-k2", board)
        self.assertIn("kiosk: K2", board)
        self.assertIn("baud: 38400", board)
        self.assertEqual(board.count("clips: /c"), 2)
        self.assertIn("line: /x/sound-floor-2", board)


if __name__ == "__main__":
    unittest.main()
