"""`python -m training.corpora.espeak_process`: eSpeak NG in a separate process.

Reads requests as JSON lines and responds to each with one JSON line. eSpeak's output depends on what the process has
spoken before, so every utterance is spoken by a fork that has spoken nothing yet. eSpeak NG is GPL-3; it is used
through this pipe only.
"""

import base64
import ctypes
import json
import os
import sys
from typing import Any, Final

import espeakng_loader

OUTPUT_SYNCHRONOUS: Final = 2
PHONEMES_IN_IPA: Final = 1 | 2 | 0x8000
UTF8: Final = 1
SEED: Final = ctypes.c_long(1)
PHONEME_EVENT: Final = 7
PARAMETERS: Final = {"speed": 1, "volume": 2, "pitch": 3, "range": 4}


class _Name(ctypes.Union):
    _fields_ = [("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8)]


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Name),
    ]


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.POINTER(_Event))


def synthesize(request: dict[str, Any]) -> dict[str, Any]:
    """Speak `text` with `voice` and the `PARAMETERS` given; return rate, 16-bit samples and phonemes."""
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    rate = library.espeak_Initialize(OUTPUT_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), PHONEMES_IN_IPA)
    library.espeak_ng_SetRandSeed(SEED)  # else the clock is the seed, and some voices vary
    if library.espeak_SetVoiceByName(request["voice"].encode()) != 0:
        return {"error": f"eSpeak NG has no voice {request['voice']!r}"}
    for name, number in PARAMETERS.items():
        if name in request:
            library.espeak_SetParameter(number, request[name], 0)
    samples, phonemes = bytearray(), list[tuple[str, int]]()

    def collect(wave: int | None, count: int, events: Any) -> int:
        if wave and count > 0:
            samples.extend(ctypes.string_at(wave, 2 * count))
        phonemes.extend(_phonemes(events))
        return 0

    callback = _Callback(collect)
    library.espeak_SetSynthCallback(callback)
    text = request["text"].encode() + b"\0"
    library.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 1, 0, UTF8, None, None)
    library.espeak_Synchronize()
    return {"rate": rate, "samples": base64.b64encode(samples).decode(), "phonemes": phonemes}


def _phonemes(events: Any) -> list[tuple[str, int]]:
    phonemes = []
    for event in events:
        if event.type == 0:
            break
        if event.type == PHONEME_EVENT:
            phonemes.append((event.id.string.decode(errors="ignore"), event.sample))
    return phonemes


def _main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            sys.stdout.write(json.dumps(synthesize(json.loads(line))) + "\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(child, 0)


if __name__ == "__main__":
    _main()
