"""The public destinations as 公共施設一覧 of the 自治体標準オープンデータセット (定義書A), for others to use."""

import csv
import io
from datetime import time

from knowledge.csv_safety import harmless
from knowledge.data_files import ProfileFiles
from knowledge.destinations import Destination
from knowledge.hours import DayKind, OfficeHours
from knowledge.hours_writing import write_hours
from knowledge.opendata.opening import LETTERS
from knowledge.profile import read_profile
from knowledge.workbook.hours_words import hours_in_japanese

COLUMNS = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_通称", "所在地_連結表記", "所在地_都道府県",
    "所在地_市区町村", "緯度", "経度", "電話番号", "連絡先メールアドレス", "郵便番号", "団体名", "利用可能曜日",
    "開始時間", "終了時間", "利用可能日時特記事項", "説明", "URL", "備考",
)  # fmt: skip
LETTER_OF = {day: letter for letter, day in LETTERS.items()}


def write_open_data(files: ProfileFiles) -> bytes:
    """Return what residents may be shown, as CSV for spreadsheets (UTF-8 with BOM, formulas made harmless)."""
    profile = read_profile(files)
    town = profile.municipality
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for destination in profile.offered:
        row = {
            "地方公共団体名": town.name,
            "所在地_都道府県": town.prefecture,
            "所在地_市区町村": town.name,
            **_row(destination),
        }
        writer.writerow({title: harmless(cell) for title, cell in row.items()})
    return out.getvalue().encode("utf-8-sig")


def _row(destination: Destination) -> dict[str, str]:
    place = destination.place
    return {
        "ID": destination.id,
        "名称": destination.name,
        "名称_通称": destination.aliases[0] if destination.aliases else "",
        "所在地_連結表記": destination.address,
        "緯度": "" if place.latitude is None else str(place.latitude),
        "経度": "" if place.longitude is None else str(place.longitude),
        "電話番号": destination.phone,
        "連絡先メールアドレス": destination.email,
        "郵便番号": place.postal_code,
        "団体名": destination.organisation,
        "説明": destination.description,
        "URL": destination.url,
        **(_hours(destination.hours) if destination.hours else {}),
    }


def _hours(hours: OfficeHours) -> dict[str, str]:
    """Return days and one span where that says it all; whatever is more stands as a remark in Japanese."""
    clocks = {(span.opens, span.closes) for span in hours.spans}
    if len(clocks) != 1 or hours.closed or hours.special:
        remark = hours_in_japanese(write_hours(hours))
        return {**_span(hours, clocks), "利用可能日時特記事項": remark}
    return _span(hours, clocks)


def _span(hours: OfficeHours, clocks: set[tuple[time, time]]) -> dict[str, str]:
    if len(clocks) != 1:
        return {}
    days = {span.day for span in hours.spans}
    first = hours.spans[0]
    closes = "24:00" if first.closes.microsecond else first.closes.isoformat("minutes")
    return {
        "利用可能曜日": "".join(LETTER_OF[day.value] for day in DayKind if day in days),
        "開始時間": first.opens.isoformat("minutes"),
        "終了時間": closes,
    }
