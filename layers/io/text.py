"""Text of unknown encoding, as Chinese offices write it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from functools import cache

from layers.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_BYTES = 1 << 20
_SCORED_BYTES = 1 << 17
_SURE_SCORE = 0.75
_FEW_CHARACTERS = 8
FALLBACK = "cp1252"


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """Name of an encoding and whether the bytes leave no real doubt about it."""

    name: str
    is_sure: bool


@cache
def _common_hanzi() -> frozenset[str]:
    """Return the frequent characters: GB 2312 level 1 (3,755) and Big5 level 1 (5,401)."""
    simplified = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    traditional = (bytes((row, cell)) for row in range(0xA4, 0xC7) for cell in trails)
    text = "".join(code.decode("gb2312", "ignore") for code in simplified)
    text += "".join(code.decode("big5", "ignore") for code in traditional)
    return frozenset(text)


_PUNCTUATION = frozenset("，。、；：？！“”‘’（）《》【】—…·°′″　～％㎡³²×①②③④⑤⑥⑦⑧⑨")


def _plausibility(data: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that are frequent ones, between 0 and 1."""
    text = data.decode(encoding, "replace")
    foreign = [character for character in text if ord(character) > 127]
    if not foreign:
        return 1.0
    common = _common_hanzi()
    good = sum(c in common or c in _PUNCTUATION or "\uff00" < c < "\uff5f" for c in foreign)
    return good / len(foreign)


def guess_encoding(data: bytes) -> Encoding:
    """Guess the encoding of text from its bytes.

    Byte order marks and valid UTF-8 settle it. Else GB 18030 and Big5 are
    weighed by the share of frequent Chinese characters that each would give;
    where neither reads well, a western single-byte encoding is taken and
    marked as unsure.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return Encoding(name=name, is_sure=True)
    sample = data[:_SAMPLE_BYTES]
    if sample.isascii() and b"\0" not in sample:
        return Encoding(name="utf-8", is_sure=True)
    wide = _unmarked_utf16(sample)
    if wide:
        return Encoding(name=wide, is_sure=True)
    if _is_utf8(sample):
        return Encoding(name="utf-8", is_sure=True)
    return _guess_chinese(sample)


def _unmarked_utf16(sample: bytes) -> str:
    pairs = max(len(sample) // 2, 1)
    if sample[1::2].count(0) > 0.3 * pairs:
        return "utf-16-le"
    return "utf-16-be" if sample[0::2].count(0) > 0.3 * pairs else ""


def _is_utf8(sample: bytes) -> bool:
    try:
        # A sample may end inside a character, which an incremental decoder forgives.
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _guess_chinese(sample: bytes) -> Encoding:
    sample = sample[:_SCORED_BYTES]
    names = ["gb18030", "big5hkscs"]
    # UTF-16 of Chinese without a mark has few zero bytes, but its line ends have.
    names += [
        name for mark, name in ((b"\n\0", "utf-16-le"), (b"\0\n", "utf-16-be")) if mark in sample
    ]
    scores = {name: _plausibility(sample, name) for name in names}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < _SURE_SCORE:
        return Encoding(name=FALLBACK, is_sure=False)
    foreign_bytes = sum(byte > 127 for byte in sample)
    other = max(score for name, score in scores.items() if name != best)
    is_sure = foreign_bytes >= _FEW_CHARACTERS and scores[best] - other > 0.1
    return Encoding(name=best, is_sure=is_sure)


def check_encoding(name: str, file: str = "") -> str:
    """Return the name of a known encoding; ReadError when there is none of that name.

    Python also knows codecs that are no encodings of text, such as ``uu`` and ``zip``;
    those refuse to decode.
    """
    try:
        b"a".decode(name)
        return codecs.lookup(name).name
    except UnicodeDecodeError:  # One byte is too short for UTF-16 and UTF-32.
        return codecs.lookup(name).name
    except (LookupError, ValueError) as error:  # ValueError: a zero byte in the name
        raise ReadError("read.unknown_encoding", file=file, encoding=name) from error


def decode(data: bytes, encoding: str | None, file: str = "") -> tuple[str, Encoding]:
    """Decode text with the encoding given, else with the guessed one.

    Raises
    ------
    ReadError
        When the encoding given is unknown or does not fit the bytes.
    """
    chosen = (
        Encoding(name=check_encoding(encoding, file), is_sure=True)
        if encoding
        else guess_encoding(data)
    )
    try:
        text = data.decode(chosen.name)
    except UnicodeDecodeError as error:
        if encoding:
            raise ReadError(
                "read.encoding_does_not_fit", file=file, encoding=encoding, position=error.start
            ) from error
        text = data.decode(chosen.name, "replace")
        chosen = Encoding(name=chosen.name, is_sure=False)
    return text.removeprefix("\ufeff"), chosen
