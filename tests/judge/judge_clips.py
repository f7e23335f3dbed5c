#!/usr/bin/env python3
"""Do the stand-in clips say what they stand for? judge_clips.py LIST FOLDER: espeak-ng's phonemes of a
clip's Chinese text, which it looks up in its own dictionary, must be those of the pinyin the clip was
made from; and a whole call, read at once, has the phonemes of its clips in a row, in each language."""
import array
import os
import re
import subprocess
import sys
import wave

VOICE = "cmn-latn-pinyin"  # espeak-ng 1.51's "cmn" reads Chinese as English (espeak-ng #1044)
# Known to be right, tone sandhi included.
CALL = "零幺二号，到三号窗口"
CALL_PHONEMES = "l'i35N j'Au55 '@r51 X'Au51 t'Au51 s'a55n X'Au51 ts.hw'A55N kh'ou214"
CALL_CLIPS = "0 yao 2 hao dao 3 hao chuangkou".split()
# The other languages, read as one sentence by espeak-ng, and their clips.
OTHERS = {
    "en-us": ("zero one two, please go to window twenty one", "en-0 en-1 en-2 en-go en-20 en-1".split()),
    "ug": ("نۆل بىر ئىككى نومۇر، يىگىرمە بىر نومۇرلۇق كۆزنەككە كېلىڭ",
           "ug-0 ug-1 ug-2 ug-number ug-20 ug-1 ug-go".split()),
}


def phonemes(text, voice=VOICE):
    out = subprocess.run(["espeak-ng", "-q", "-x", "-v", voice, text], stdout=subprocess.PIPE, check=True)
    return out.stdout.decode().replace("_|", " ").replace("_:", " ").split()


def bare(words):
    """Without stress, which a word has less of inside a sentence."""
    return [re.sub("[',%=]", "", word) for word in words]


def main():
    clips_list, folder = sys.argv[1:]
    clips = {}
    with open(clips_list, encoding="utf-8") as file:
        for line in file:
            name, language, text, pinyin = line.rstrip("\n").split("\t")
            clips[name] = (text, pinyin, language)
    for name, (text, pinyin, language) in clips.items():
        if language == "zh" and not "A" <= name <= "Z":
            assert phonemes(text) == phonemes(pinyin), f"{name}: {text} is not read {pinyin}"
    in_a_row = [phoneme for name in CALL_CLIPS for phoneme in phonemes(clips[name][1])]
    assert in_a_row == CALL_PHONEMES.split(), in_a_row
    assert phonemes(CALL) == CALL_PHONEMES.split(), phonemes(CALL)
    for voice, (sentence, names) in OTHERS.items():
        in_a_row = [phoneme for name in names for phoneme in phonemes(clips[name][0], voice)]
        assert bare(in_a_row) == bare(phonemes(sentence, voice)), (voice, in_a_row)
    for name in [*clips, "chime"]:
        with wave.open(os.path.join(folder, name + ".wav")) as clip:
            seconds = clip.getnframes() / clip.getframerate()
            samples = array.array("h", clip.readframes(clip.getnframes()))
        loudness = (sum(s * s for s in samples) / len(samples)) ** 0.5
        longest = 1.5 if name not in clips or clips[name][2] == "zh" else 4
        assert 0.08 < seconds < longest, f"{name} lasts {seconds:.2f} s"
        assert loudness > 1500 and max(map(abs, samples)) < 32767, f"{name}: loudness {loudness:.0f}"
    print(f"{len(clips)} clips and the chime")
    return 0


sys.exit(main())
