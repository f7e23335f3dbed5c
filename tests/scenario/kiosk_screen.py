"""A kiosk on an X server of its own, seen and touched from outside: what stands on the screen is read
by tesseract, QR codes by zbarimg, touches come from xdotool or, where time is measured, from XTest."""

import contextlib
import ctypes
import os
import pathlib
import re
import shutil
import subprocess
import time

from harness import Process, program

WIDTH, HEIGHT = 1080, 1920
SHRINK = 0.6
SLOW = float(os.environ.get("JIAOHAO_SLOW", "1"))
HEADER, MARGIN = 240, 56
BLUE = bytes((0x73, 0x3C, 0x12))  # of a key, as it lies in memory
TOOLS = ("Xvfb", "xdotool", "import", "convert", "tesseract", "zbarimg")


def missing_tool():
    """The first tool that is not installed, or None."""
    for tool in TOOLS:
        if not shutil.which(tool):
            return tool
    languages = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True)
    return None if "chi_sim" in languages.stdout else "tesseract's chi_sim"


class XImage(ctypes.Structure):
    """The first fields of Xlib's XImage (X11/Xlib.h)."""
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.c_void_p), ("byte_order", ctypes.c_int),
                ("bitmap_unit", ctypes.c_int), ("bitmap_bit_order", ctypes.c_int),
                ("bitmap_pad", ctypes.c_int), ("depth", ctypes.c_int),
                ("bytes_per_line", ctypes.c_int), ("bits_per_pixel", ctypes.c_int)]


class Display:
    """Pixels and touches without a process in between."""

    def __init__(self, name):
        self.x = ctypes.CDLL("libX11.so.6")
        self.test = ctypes.CDLL("libXtst.so.6")
        self.x.XOpenDisplay.restype = ctypes.c_void_p
        self.x.XDefaultRootWindow.restype = ctypes.c_ulong
        self.x.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
        self.x.XGetImage.restype = ctypes.POINTER(XImage)
        self.x.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_int] * 2 + \
            [ctypes.c_uint] * 2 + [ctypes.c_ulong, ctypes.c_int]
        self.x.XDestroyImage.argtypes = [ctypes.POINTER(XImage)]
        self.x.XSync.argtypes = [ctypes.c_void_p, ctypes.c_int]
        self.test.XTestFakeMotionEvent.argtypes = [ctypes.c_void_p] + [ctypes.c_int] * 3 + \
            [ctypes.c_ulong]
        self.test.XTestFakeButtonEvent.argtypes = [ctypes.c_void_p, ctypes.c_uint, ctypes.c_int,
                                                   ctypes.c_ulong]
        self.display = self.x.XOpenDisplay(name.encode())
        assert self.display, f"no display {name}"
        self.root = self.x.XDefaultRootWindow(self.display)

    def pixels(self, x, y, width, height):
        image = self.x.XGetImage(self.display, self.root, x, y, width, height, 0xFFFFFFFF, 2)
        size = image.contents.bytes_per_line * image.contents.height
        data = ctypes.string_at(image.contents.data, size)
        self.x.XDestroyImage(image)
        return data

    def move(self, x, y):
        self.test.XTestFakeMotionEvent(self.display, -1, x, y, 0)
        self.x.XSync(self.display, 0)

    def button(self, down):
        self.test.XTestFakeButtonEvent(self.display, 1, int(down), 0)
        self.x.XSync(self.display, 0)


class Kiosk:
    """Use it in `with`."""

    def __init__(self, port, folder, kiosk="K1", language="zh"):
        self.folder = pathlib.Path(folder)
        self.arguments = [program("jiaohao-kiosk"), "--server", f"127.0.0.1:{port}", "--kiosk",
                          kiosk, "--language", language]
        self.server = self.process = None
        self.pictures = 0

    def __enter__(self):
        read, write = os.pipe()
        # "-terminate": it also ends by itself when its last client is gone, whatever becomes of us.
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-terminate", "-screen", "0",
             f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"], pass_fds=[write],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(write)
        try:
            with os.fdopen(read) as pipe:
                self.start(f":{pipe.readline().strip()}")
        except BaseException:
            self.stop_server()
            raise
        return self

    def start(self, display):
        # SDL opens D-Bus for the screen saver; libdbus keeps a little of it for ever.
        suppressions = self.folder / "lsan.txt"
        suppressions.write_text("leak:libdbus-1\n")
        self.env = {**os.environ, "DISPLAY": display, "SDL_VIDEODRIVER": "x11",
                    "LSAN_OPTIONS": f"suppressions={suppressions}:print_suppressions=0"}
        self.display = Display(display)
        self.process = Process("jiaohao-kiosk", self.arguments, self.folder / "kiosk.log",
                               env=self.env)

    def stop_server(self):
        self.server.terminate()
        self.server.wait()

    def __exit__(self, kind, value, trace):
        status = 0
        try:
            if kind is not None:
                with contextlib.suppress(Exception):
                    self.picture("last")
                with contextlib.suppress(OSError):
                    print((self.folder / "kiosk.log").read_text(errors="replace")[-4000:])
            if self.process.running():
                status = self.process.stop()
            else:
                status = self.process.child.returncode
        finally:
            self.stop_server()
        if kind is None:
            assert status == 0, f"jiaohao-kiosk ended with {status}"
        return False

    def picture(self, name=None):
        """The screen as a PNG; its path. A named one is kept for people."""
        path = self.folder / (f"screen-{name}.png" if name else "screen.png")
        subprocess.run(["import", "-window", "root", str(path)], check=True, env=self.env)
        return path

    def words(self, languages="chi_sim"):
        """What stands on the screen: (text without spaces, x, y of its middle) line by line."""
        picture = self.picture()
        # Tesseract reads screen type best when it is as small as print.
        page = self.folder / "screen-page.png"
        subprocess.run(["convert", str(picture), "-colorspace", "Gray", "-resize", f"{SHRINK:.0%}",
                        str(page)], check=True)
        yield from self.lines(page, languages)
        yield from self.keys(picture, languages)

    def keys(self, picture, languages):
        """Words on blue or in a blue frame, which tesseract takes for a drawing in a whole page: the
        keys are found by their blue upper edges and read one by one."""
        screen = self.display.pixels(0, 0, WIDTH, HEIGHT)

        def blue(x, y):
            at = 4 * (y * WIDTH + x)
            return screen[at:at + 3] == BLUE

        found = []
        for left in (MARGIN, MARGIN + 500):
            x, y = left + 30, HEADER
            while y < HEIGHT - 60:
                y += 1
                if not blue(x, y) or blue(x, y - 1):
                    continue
                right = x
                while right < WIDTH - 1 and blue(right, y + 2):
                    right += 1
                # The lower edge: of a frame the next blue row, else where the blue ends.
                framed = not blue(x, y + 12)
                bottom = y + 12
                while bottom < HEIGHT - 1 and blue(x, bottom) != framed:
                    bottom += 1
                if right - x < 150 or bottom - y < 60:
                    continue
                part = self.folder / "screen-key.png"
                subprocess.run(["convert", str(picture), "-crop",
                                f"{right - x}x{bottom - y - 12}+{x}+{y + 6}", "+repage",
                                *([] if framed else ["-negate"]), str(part)], check=True)
                text = subprocess.run(["tesseract", str(part), "-", "-l", languages, "--psm", "7"],
                                      check=True, capture_output=True, text=True).stdout
                found.append((text.replace(" ", "").strip(), (x + right) // 2, (y + bottom) // 2))
                y = bottom + 4
        return found

    @staticmethod
    def lines(path, languages):
        """Tesseract's words joined by where they stand: its own lines break in odd places."""
        table = subprocess.run(
            ["tesseract", str(path), "-", "-l", languages, "--psm", "11", "tsv"],
            check=True, capture_output=True, text=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"}).stdout
        words = []
        for row in table.splitlines()[1:]:
            field = row.split("\t")
            if len(field) == 12 and field[11].strip():
                words.append((*(int(part) / SHRINK for part in field[6:10]), field[11].strip()))
        lines = []
        for x, y, w, h, text in sorted(words):
            middle = y + h / 2
            for line in lines:
                if abs(line["middle"] - middle) < max(20, 0.5 * h) and x - line["right"] < 130:
                    line["text"] += text
                    line["right"] = max(line["right"], x + w)
                    break
            else:
                lines.append({"text": text, "left": x, "right": x + w, "middle": middle})
        return [(line["text"].replace(" ", ""), int((line["left"] + line["right"]) / 2),
                 int(line["middle"])) for line in lines]

    def large_text(self, y, height):
        """One line of letters and digits that is too large for tesseract: read much smaller."""
        picture, small = self.picture(), self.folder / "screen-small.png"
        subprocess.run(["convert", str(picture), "-crop", f"{WIDTH - 160}x{height}+80+{y}",
                        "+repage", "-colorspace", "Gray", "-resize", "16%", "-bordercolor", "white",
                        "-border", "20", str(small)], check=True)
        return subprocess.run(
            ["tesseract", str(small), "-", "-l", "eng", "--psm", "7", "-c",
             "tessedit_char_whitelist=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"],
            check=True, capture_output=True, text=True).stdout.strip()

    def find(self, *wanted):
        """Where one of these texts stands (spaces do not count), or None."""
        for text, x, y in self.words("eng" if wanted[0] < "z" else "chi_sim"):
            if any(re.search(word.replace(" ", ""), text) for word in wanted):
                return x, y
        return None

    def wait_for(self, *wanted, seconds=30):
        end = time.monotonic() + seconds * SLOW
        while True:
            place = self.find(*wanted)
            if place:
                return place
            assert self.process.running(), "jiaohao-kiosk ended"
            if time.monotonic() > end:
                seen = " | ".join(text for text, _, _ in self.words())
                raise AssertionError(f"{wanted} is not on the screen, which says: {seen}")

    def tap(self, x, y, times=1):
        subprocess.run(["xdotool", "mousemove", str(x), str(y), "click", "--repeat", str(times),
                        "--delay", "40", "1"], check=True, env=self.env)

    def tap_key(self, wanted, seconds=30, left=None):
        """Touch a key by its word; quicker than reading the whole page, for screens that leave. One
        that left before this machine could read it has the text "left" by then."""
        end = time.monotonic() + seconds * SLOW
        while True:
            for text, x, y in self.keys(self.picture(), "chi_sim" if wanted > "z" else "eng"):
                if wanted in text:
                    self.tap(x, y)
                    return
            if left and self.find(left):
                return
            assert time.monotonic() < end, f"no key \"{wanted}\" on the screen"

    def tap_on(self, *wanted, times=1):
        self.tap(*self.wait_for(*wanted), times=times)

    def until_changed(self, area, before, seconds=10):
        """Poll the pixels of an area (x, y, width, height); the seconds until they differ."""
        begin = time.monotonic()
        while self.display.pixels(*area) == before:
            if time.monotonic() - begin > seconds:
                raise AssertionError(f"nothing changed in {area} within {seconds} s")
            time.sleep(0.0005)
        return time.monotonic() - begin

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mb(self):
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0.0
