"""The PDF of a sheet holds every sign, on as many pages as it needs, and is a file that readers can read."""

import re
import zlib

from bot.pdf import Block, lines_of, write_pdf

MEMO = "".join(f"{n}番目の文です。庭の草、𠮷田さんの家、ABC、0999-00-1000。" for n in range(150))[:5_000]


def shown(pdf: bytes) -> list[str]:
    """Return the text of each page as it is drawn."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    return [
        "".join(
            bytes.fromhex(found.decode()).decode("utf-16-be")
            for found in re.findall(rb"<([0-9A-F]*)> Tj", zlib.decompress(stream))
        )
        for stream in streams
    ]


def test_a_memo_of_five_thousand_characters_is_there_to_the_last_sign() -> None:
    pages = shown(write_pdf("つなぎシート", [Block("見出し", 16), Block(MEMO, 11)], foot="{page}/{pages}"))
    assert len(pages) > 2
    whole = "".join(page.removesuffix(f"{n}/{len(pages)}") for n, page in enumerate(pages, start=1))
    assert whole == "見出し" + MEMO


def test_the_table_of_objects_points_at_each() -> None:
    pdf = write_pdf("x", [Block("一"), Block("二")], foot="{page}/{pages}")
    table = int(pdf.rpartition(b"startxref\n")[2].partition(b"\n")[0])
    places = [int(line[:10]) for line in pdf[table:].split(b"\n") if line.endswith(b" 00000 n ")]
    assert all(pdf[place:].startswith(b"%d 0 obj" % number) for number, place in enumerate(places, start=1))


def test_no_line_begins_with_a_closing_sign_and_none_is_wider_than_the_page() -> None:
    lines = lines_of("あ" * 43 + "。" + "い" * 100 + "」", 11)
    assert not [line for line in lines[1:] if line[0] in "。、」"]
    assert max(len(line) for line in lines) <= 45


def test_control_signs_leave_no_trace_and_line_breaks_stay() -> None:
    assert lines_of("一\x00\x1b\r\n二", 11) == ("一", "二")
