"""In which language a message is written, as far as its letters and commonest words tell."""

import re

JAPANESE = "ja"
CHINESE = "zh"
UNKNOWN = "und"

_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_HAN = re.compile(r"[一-鿿]")
_LETTER = re.compile(r"[^\W\d_]")
_SCRIPTS = (
    ("my", re.compile(r"[က-႟]")),
    ("ne", re.compile(r"[ऀ-ॿ]")),
    ("ko", re.compile(r"[가-힣ᄀ-ᇿ]")),
    ("th", re.compile(r"[฀-๿]")),
)
# Characters that Japanese does not write, or hardly ever in short messages.
_CHINESE = re.compile(
    r"[们这个吗么说话钱时间饭没谁给让帮助还过来过对会你她您妈爸儿见车医电门问這個嗎麼說話錢飯沒誰給幫還對會媽爸見車醫電門問很的是了我谢謝请請]"
)
_COMMON_WORDS = {
    "en": "the i is are my me you and to a of in not can please help what where have need how thank thanks hello do",
    "vi": "toi tôi khong không la là cua của ban bạn va và o ở bi bị duoc được xin cho em anh chi chị con muon muốn",
    "tl": "ako ang ng mga sa na po hindi ko mo siya kami tulong kailangan salamat paano saan gusto walang wala may ay",
    "id": "saya yang tidak ada di ke dan itu ini apa bisa mau tolong anak kami terima kasih bagaimana dari untuk",
}
_WORDS = {language: frozenset(words.split()) for language, words in _COMMON_WORDS.items()}
_VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def has_kana(text: str) -> bool:
    """Tell whether a message holds kana, which no other language writes."""
    return _KANA.search(text) is not None


def language_of(plain: str) -> str:
    """Return an ISO 639 code for a message in lower case: `ja` without letters, `und` when it is none we know."""
    if has_kana(plain) or not _LETTER.search(plain):
        return JAPANESE
    for language, script in _SCRIPTS:
        if script.search(plain):
            return language
    if _HAN.search(plain):
        return CHINESE if _CHINESE.search(plain) else JAPANESE
    return _latin(plain)


def _latin(plain: str) -> str:
    if _VIETNAMESE.search(plain):
        return "vi"
    words = re.findall(r"[^\W\d_]+", plain)
    counts = {language: sum(word in common for word in words) for language, common in _WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] else UNKNOWN
