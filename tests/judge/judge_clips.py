#!/usr/bin/env python3
"""Do the stand-in clips say what they stand for? judge_clips.py LIST FOLDER: espeak-ng's phonemes of a
clip's Chinese text, which it looks up in its own dictionary, must be those of the pinyin the clip was
made from; and a whole call, read at once, has the phonemes of its clips in a row."""
import array
import os
import subprocess
import sys
import wave

VOICE = "cmn-latn-pinyin"  # espeak-ng 1.51's "cmn" reads Chinese as English (espeak-ng #1044)
# Known to be right, tone sandhi included.
CALL = "零幺二号，到三号窗口"
CALL_PHONEMES = "l'i35N j'Au55 '@r51 X'Au51 t'Au51 s'a55n X'Au51 ts.hw'A55N kh'ou214"
CALL_CLIPS = "0 yao 2 hao dao 3 hao chuangkou".split()


def phonemes(text):
    out = subprocess.run(["espeak-ng", "-q", "-x", "-v", VOICE, text], stdout=subprocess.PIPE, check=True)
    return out.stdout.decode().replace("_|", " ").replace("_:", " ").split()


def main():
    clips_list, folder = sys.argv[1:]
    clips = {}
    with open(clips_list, encoding="utf-8") as file:
        for line in file:
            name, text, pinyin = line.rstrip("\n").split("\t")
            clips[name] = (text, pinyin)
    for name, (text, pinyin) in clips.items():
        if not "A" <= name <= "Z":
            assert phonemes(text) == phonemes(pinyin), f"{name}: {text} is not read {pinyin}"
    in_a_row = [phoneme for name in CALL_CLIPS for phoneme in phonemes(clips[name][1])]
    assert in_a_row == CALL_PHONEMES.split(), in_a_row
    assert phonemes(CALL) == CALL_PHONEMES.split(), phonemes(CALL)
    for name in [*clips, "chime"]:
        with wave.open(os.path.join(folder, name + ".wav")) as clip:
            seconds = clip.getnframes() / clip.getframerate()
            samples = array.array("h", clip.readframes(clip.getnframes()))
        loudness = (sum(s * s for s in samples) / len(samples)) ** 0.5
        assert 0.08 < seconds < 1.5, f"{name} lasts {seconds:.2f} s"
        assert loudness > 1500 and max(map(abs, samples)) < 32767, f"{name}: loudness {loudness:.0f}"
    print(f"{len(clips)} clips and the chime")
    return 0


sys.exit(main())
