#!/usr/bin/env python3
"""Does ALSA get exactly the clips, one after the other? judge_sound.py SAY_CLIPS FOLDER: the driver
plays to ALSA's own "file" plugin, configured here alone, and every sample is compared with the clips
as Python's wave module reads them."""
import array
import os
import subprocess
import sys
import tempfile
import wave

CONFIG = """
pcm.capture {{ type file slave.pcm "nothing" file "{file}" format "raw" }}
pcm.nothing {{ type null }}
"""
# Stands for a card: takes 200 ms of sound every 20 ms, and not at once whatever comes.
SLOW = """
import sys, time
with open(sys.argv[1], "wb", buffering=0) as out:
    while part := sys.stdin.buffer.read(8820):
        out.write(part)
        time.sleep(0.02)
"""
CHIME_PAUSE_S, PAUSE_S = 0.25, 0.04
PHRASE = "qing A 0 yao 2 hao dao 6 hao chuangkou".split()


def samples(folder, name):
    with wave.open(os.path.join(folder, name + ".wav")) as clip:
        assert (clip.getnchannels(), clip.getsampwidth()) == (1, 2)
        return clip.getframerate(), array.array("h", clip.readframes(clip.getnframes()))


def expected(folder, words, volume):
    out = array.array("h")
    for word in words:
        rate, clip = samples(folder, word)
        out.extend(int(sample * volume / 100) for sample in clip)
        pause = CHIME_PAUSE_S if word == "chime" else PAUSE_S
        out.extend([0] * int(rate * pause))
    return out


def say(program, folder, volume, words, device="capture", slow=False):
    with tempfile.TemporaryDirectory() as place:
        config, out = os.path.join(place, "asoundrc"), os.path.join(place, "out.raw")
        card = out
        if slow:
            script = os.path.join(place, "slow.py")
            with open(script, "w") as file:
                file.write(SLOW)
            card = f"|{sys.executable} {script} {out}"
        with open(config, "w") as file:
            file.write(CONFIG.format(file=card))
        done = subprocess.run([program, device, folder, str(volume), *words], stdout=subprocess.PIPE,
                              check=True, env={**os.environ, "ALSA_CONFIG_PATH": config}, timeout=30)
        heard = array.array("h")
        if os.path.exists(out):
            with open(out, "rb") as file:
                heard.frombytes(file.read())
        return done.stdout.decode().split("\n")[:-1], heard


def main():
    program, folder = sys.argv[1:]
    for volume in (100, 37):
        words = ["chime", *PHRASE]
        told, heard = say(program, folder, volume, words)
        assert told == ["ok: ok", "spoken"], told
        wanted = expected(folder, words, volume)
        assert heard == wanted, f"{len(heard)} samples instead of {len(wanted)}, or other ones"
        print(f"volume {volume}: {len(heard)} samples as they should be")
    told, heard = say(program, folder, 100, ["qing", "no-such-clip", "hao"])
    assert told == ["ok: ok", "degraded: clip_missing no-such-clip", "spoken"] or \
        told == ["ok: ok", "spoken"], told
    assert heard == expected(folder, ["qing", "hao"], 100)
    words = ["chime", *PHRASE * 3]
    told, heard = say(program, folder, 100, words[:40] + ["leave"], slow=True)
    assert told == ["ok: ok"], told
    wanted = expected(folder, words[:40], 100)
    assert 0 < len(heard) < len(wanted) and heard == wanted[:len(heard)], (len(heard), len(wanted))
    print(f"closed after {len(heard)} of {len(wanted)} samples")
    told, heard = say(program, folder, 100, words[:40] + ["stop"], slow=True)
    assert told == ["ok: ok", "not spoken"], told
    assert 0 < len(heard) < len(wanted) / 2 and heard == wanted[:len(heard)], (len(heard), len(wanted))
    print(f"cut off after {len(heard)} of {len(wanted)} samples")
    told, heard = say(program, folder, 80, [*PHRASE, "half"])
    assert told == ["ok: ok", "spoken"] and heard == expected(folder, PHRASE, 40), told
    told, heard = say(program, folder, 100, PHRASE, device="no-such-device")
    assert told == ["lost: no_device"] and len(heard) == 0, told
    return 0


sys.exit(main())
