"""Encodings told from bytes."""

from __future__ import annotations

import pytest

from layers.errors import ReadError
from layers.io.text import check_encoding, decode, guess_encoding

SIMPLIFIED = "青石岭镇户厕改造台账，三格化粪池已通自来水，备注：无人居住\n" * 3
TRADITIONAL = "大湖鄉富興村，獅潭鄉永興村，竹山鎮延平里，東港鎮鎮海里\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_simplified_chinese_is_read_in_every_usual_encoding(encoding: str) -> None:
    text, found = decode(SIMPLIFIED.encode(encoding), None)
    assert text == SIMPLIFIED
    assert found.is_sure


@pytest.mark.parametrize("encoding", ["gbk", "big5"])
def test_traditional_chinese_is_told_apart_in_gbk_and_big5(encoding: str) -> None:
    text, _ = decode(TRADITIONAL.encode(encoding), None)
    assert text == TRADITIONAL


@pytest.mark.parametrize("text", ["Ñandú", "This test is ©\r\n", "Grüße aus Münster, señor"])
def test_western_text_is_read_but_marked_unsure(text: str) -> None:
    found = guess_encoding(text.encode("latin-1"))
    assert found.name == "cp1252"
    assert not found.is_sure


def test_the_encoding_given_goes_before_the_guess() -> None:
    assert decode("Ñ".encode("latin-1"), "latin-1")[0] == "Ñ"


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        decode(SIMPLIFIED.encode("gbk"), "utf-8", "台账.csv")
    assert caught.value.code == "read.encoding_does_not_fit"
    assert caught.value.file == "台账.csv"


def test_an_encoding_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        decode(b"a", "gb-nothing")
    assert caught.value.code == "read.unknown_encoding"


def test_a_sample_cut_inside_a_character_is_still_utf8() -> None:
    data = ("村" * 400_000).encode()
    assert guess_encoding(data[: (1 << 20) + 1]).name == "utf-8"


@pytest.mark.parametrize("name", ["uu", "zip", "rot13", "no such", "a\0b"])
def test_what_is_no_encoding_of_text_is_refused(name: str) -> None:
    """Python looks up ``uu`` and ``zip`` as codecs, but they decode no text."""
    with pytest.raises(ReadError) as caught:
        check_encoding(name)
    assert caught.value.code == "read.unknown_encoding"


@pytest.mark.parametrize(
    ("name", "meant"), [("UTF-16", "utf-16"), ("cp936", "gbk"), ("utf8", "utf-8")]
)
def test_other_names_of_an_encoding_are_known(name: str, meant: str) -> None:
    assert check_encoding(name) == meant
