"""Open-data lists made from the published layouts, clean and dirty on purpose. Nothing in them exists."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from openpyxl import Workbook

H4 = ("都道府県コード又は市区町村コード", "NO", "都道府県名", "市区町村名")
G4 = ("住所", "方書", "緯度", "経度")
NEW_HEAD = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字", "名称_通称", "POIコード",
    "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "所在地_都道府県", "所在地_市区町村", "所在地_町字",
    "所在地_番地以下", "建物名等(方書)", "緯度", "経度", "高度の種別", "高度の値", "電話番号", "内線番号",
    "連絡先メールアドレス", "連絡先FormURL", "連絡先備考（その他、SNSなど）", "郵便番号", "法人番号", "団体名",
)  # fmt: skip
HOURS = ("利用可能曜日", "開始時間", "終了時間", "利用可能日時特記事項")

OLD_FACILITY = (
    *H4, "名称", "名称_カナ", "名称_通称", "POIコード", *G4, "電話番号", "内線番号", "法人番号", "団体名", *HOURS,
    "説明", "バリアフリー情報", "URL", "備考",
)  # fmt: skip
OLD_CARE = (
    *H4, "介護サービス事業所名称", "介護サービス事業所名称_カナ", "実施サービス", *G4, "電話番号", "内線番号",
    "FAX番号", "法人番号", "法人の名称", "事業所番号", "利用可能曜日", "利用可能曜日特記事項", "定員", "URL", "備考",
)  # fmt: skip
OLD_HOSPITAL = (
    *H4, "名称", "名称_カナ", "医療機関の種類", *G4, "電話番号", "内線番号", "FAX番号", "法人番号", "法人の名称",
    "医療機関コード", "診療曜日", "診療開始時間", "診療終了時間", "診療日時特記事項", "時間外における対応", "診療科目",
    "病床数", "URL", "備考",
)  # fmt: skip
OLD_PRESCHOOL = (
    *H4, "名称", "名称_カナ", "種別", *G4, "アクセス方法", "駐車場情報", "電話番号", "内線番号", "FAX番号", "法人番号",
    "団体名", "認可等年月日", "収容定員", "受入年齢", *HOURS, "一時預かりの有無", "URL", "備考",
)  # fmt: skip
NEW_FACILITY = (
    *NEW_HEAD,
    *HOURS,
    "アクセス方法",
    "駐車場情報",
    "説明",
    "URL",
    "画像",
    "画像_ライセンス",
    "備考",
)
NEW_CARE = (
    *NEW_HEAD, "介護サービス事業所名称", "実施サービス", "FAX番号", "法人の名称", "事業所番号", "利用可能曜日",
    "利用可能曜日特記事項", "定員", "URL", "備考",
)  # fmt: skip
NEW_HOSPITAL = (
    *NEW_HEAD, "医療機関の種類", "診療曜日", "診療開始時間", "診療終了時間", "診療日時特記事項", "時間外における対応",
    "診療科目", "病床数", "災害拠点分類", "状況", "医療機関コード", "法人の名称", "URL", "備考",
)  # fmt: skip
NEW_PRESCHOOL = (
    *NEW_HEAD, "種別", "アクセス方法", "駐車場情報", "収容定員", "受入年齢", *HOURS, "一時預かりの有無",
    "病児保育の有無", "URL", "備考",
)  # fmt: skip
NATIONAL_CARE = (
    "都道府県コード又は市町村コード", "No", "都道府県名", "市区町村名", "事業所名", "事業所名カナ", "サービスの種類",
    "住所", "方書（ビル名等）", "緯度", "経度", "電話番号", "FAX番号", "法人番号", "法人の名称", "事業所番号",
    "利用可能曜日", "利用可能曜日特記事項", "定員", "URL",
    "高齢者の方と障害者の方が同時一体的に利用できるサービス", "介護保険の通常の指定基準を満たしている",
    "障害福祉の通常の指定基準を満たしている", "備考",
)  # fmt: skip
B_FACILITY_FILE = (
    "施設_ID", "施設_名称", "施設_POIコード", "住所_連結表記", "住所_都道府県", "住所_市区町村（郡）", "住所_市区町村",
    "住所_町字", "住所_町字ID", "住所_番地以下", "住所_建物名等(方書)", "連絡先_郵便番号", "連絡先_電話番号",
    "住所_緯度", "住所_経度", "施設_サービス曜日", "施設_開始時刻", "施設_終了時刻", "施設_日時備考", "施設_URL",
)  # fmt: skip
B_PRESCHOOL = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "施設_ID", "名称", "種別", "収容定員", "受入年齢",
    "一時預かりの有無", "病児保育の有無", "備考",
)  # fmt: skip

COMMON = {
    "都道府県名": "架空県",
    "市区町村名": "ほおずき市",
    "所在地_都道府県": "架空県",
    "所在地_市区町村": "ほおずき市",
    "都道府県コード又は市区町村コード": "392014",
    "全国地方公共団体コード": "392014",
    "都道府県コード又は市町村コード": "392014",
}
FACILITY = {
    **COMMON, "NO": "1", "ID": "0000000001", "名称": "ほおずき児童館", "住所": "架空県ほおずき市本町1-1",
    "所在地_連結表記": "架空県ほおずき市本町1-1", "緯度": "32.7", "経度": "133.9", "電話番号": "0999-20-0001",
    "利用可能曜日": "月火水木金", "開始時間": "09:00", "終了時間": "17:00", "説明": "子どもが遊べる場所です。",
    "URL": "https://example.jp/jido",
}  # fmt: skip
CARE = {
    **COMMON, "NO": "1", "No": "3990000001", "ID": "0000000001", "名称": "デイサービスあかり",
    "介護サービス事業所名称": "デイサービスあかり", "事業所名": "デイサービスあかり", "実施サービス": "通所介護",
    "サービスの種類": "通所介護", "住所": "架空県ほおずき市朝凪町2-2", "所在地_連結表記": "架空県ほおずき市朝凪町2-2",
    "緯度": "32.67", "経度": "133.91", "電話番号": "0999-20-0002", "FAX番号": "0999-20-0003",
    "法人の名称": "社会福祉法人あかり", "事業所番号": "3990000001", "利用可能曜日": "月火水木金土", "定員": "25",
}  # fmt: skip
HOSPITAL = {
    **COMMON, "NO": "1", "ID": "0000000001", "名称": "みなと医院", "医療機関の種類": "診療所",
    "住所": "架空県ほおずき市浜町3-3", "所在地_連結表記": "架空県ほおずき市浜町3-3", "緯度": "32.68", "経度": "133.91",
    "電話番号": "0999-20-0004", "医療機関コード": "3910000001", "診療曜日": "月火水金", "診療開始時間": "9:00",
    "診療終了時間": "18:00", "診療科目": "内科;小児科", "病床数": "0", "URL": "https://example.jp/minato",
}  # fmt: skip
PRESCHOOL = {
    **COMMON, "NO": "1", "ID": "0000000001", "名称": "ひまわり保育園", "種別": "認可保育所",
    "住所": "架空県ほおずき市緑丘4-4", "所在地_連結表記": "架空県ほおずき市緑丘4-4", "緯度": "32.72", "経度": "133.88",
    "電話番号": "0999-20-0005", "収容定員": "90", "受入年齢": "0歳～5歳", "利用可能曜日": "月～土",
    "開始時間": "07:30", "終了時間": "18:30", "一時預かりの有無": "有", "病児保育の有無": "無",
}  # fmt: skip

LAYOUTS: Mapping[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "old facility": (OLD_FACILITY, FACILITY),
    "old care": (OLD_CARE, CARE),
    "old hospital": (OLD_HOSPITAL, HOSPITAL),
    "old preschool": (OLD_PRESCHOOL, PRESCHOOL),
    "new facility": (NEW_FACILITY, FACILITY),
    "new care": (NEW_CARE, CARE),
    "new hospital": (NEW_HOSPITAL, HOSPITAL),
    "new preschool": (NEW_PRESCHOOL, PRESCHOOL),
    "national care": (NATIONAL_CARE, CARE),
}


def text_of(header: Sequence[str], *rows: Mapping[str, str], newline: str = "\r\n") -> str:
    """Return a list as CSV text."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", extrasaction="ignore", lineterminator=newline)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def csv_of(header: Sequence[str], *rows: Mapping[str, str], encoding: str = "utf-8-sig") -> bytes:
    """Return a list as bytes."""
    return text_of(header, *rows).encode(encoding)


def xlsx_of(header: Sequence[str], *rows: Mapping[str, object]) -> bytes:
    """Return a list as a workbook, as some towns publish it under the name of a CSV file."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Sheet1")
    page.append(list(header))
    for row in rows:
        page.append([row.get(title) for title in header])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def many(count: int) -> Iterable[Mapping[str, str]]:
    """Yield care services with names, numbers and places of their own, some with dirt that can be mended."""
    for number in range(count):
        dirt = {"電話番号": f"999{number % 1_000_000:06}"} if number % 10 == 0 else {}
        yield {
            **CARE,
            "ID": str(number),
            "名称": f"デイサービス第{number}",
            "介護サービス事業所名称": f"デイサービス第{number}",
            "事業所番号": f"39{number:08}",
            "住所": f"架空県ほおずき市朝凪町{number}",
            **dirt,
        }
