"""The Japanese words the phone shows of itself, apart from what bot and people write."""

from collections.abc import Mapping

PREVIEWS: Mapping[str, str] = {
    "sticker": "スタンプを送信しました",
    "image": "写真を送信しました",
    "video": "動画を送信しました",
    "audio": "音声メッセージを送信しました",
    "file": "ファイルを送信しました",
    "location": "位置情報を送信しました",
}
UNSENT = "メッセージの送信を取り消しました"
FOLLOWED = "友だちに追加しました"
BLOCKED = "ブロックしました"
UNBLOCKED = "ブロックを解除しました"
UNKNOWN_MESSAGE = "この端末では表示できないメッセージです"
