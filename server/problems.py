"""Everything that can go wrong on purpose: one base and one catalogue (RFC 9457 problem+json).

Each problem has a Japanese and an English text. The reply carries both; `title` and `detail` are in the
language the client asked for, Japanese unless it prefers English. No name, answer or address may ever stand
in a member.
"""

from typing import Any, ClassVar

CATALOGUE: dict[str, type["Problem"]] = {}


class Problem(Exception):
    """Raised by services, answered by the one handler. `members` are extra facts, `errors` what is wrong per
    field.
    """

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "internal-error"
    title: ClassVar[str] = "Something went wrong on the server"
    title_ja: ClassVar[str] = "サーバーで問題が起きました"
    detail: ClassVar[str] = "Nothing was saved by this request. It is safe to try again."
    detail_ja: ClassVar[str] = "この操作は保存されていません。もう一度お試しください。"

    def __init__(self, about: str = "", **members: Any) -> None:
        super().__init__(about or self.slug)
        self.about = about
        self.members = members

    def __init_subclass__(cls) -> None:
        known = CATALOGUE.setdefault(cls.slug, cls)
        if known.__qualname__ != cls.__qualname__:
            raise TypeError(f"two problems share the slug {cls.slug}")


CATALOGUE[Problem.slug] = Problem


class BadRequest(Problem):
    status, slug, title, title_ja = (
        400,
        "bad-request",
        "The request cannot be read",
        "リクエストを読み取れません",
    )
    detail = "The request is not of the form the server expects."
    detail_ja = "サーバーが受け取れる形になっていません。"


class BadBody(Problem):
    status, slug, title, title_ja = (
        400,
        "bad-body",
        "The body is not acceptable JSON",
        "本文のJSONを受け取れません",
    )
    detail = (
        "The body must be one JSON object: UTF-8, no NUL, no NaN, at most 16 levels, integers within 2^53."
    )
    detail_ja = "本文はJSONオブジェクト1つで、UTF-8、NUL・NaNなし、16階層以内、整数は2^53以内にしてください。"


class BodyTooLarge(Problem):
    status, slug, title, title_ja = 413, "body-too-large", "The body is too large", "本文が大きすぎます"
    detail = "At most 8 MiB, and 16 MiB when unpacked. Send the batch in halves."
    detail_ja = "8 MiB(展開後16 MiB)までです。半分に分けて送ってください。"


class Invalid(Problem):
    status, slug, title, title_ja = (
        422,
        "invalid",
        "Some fields are not acceptable",
        "受け取れない項目があります",
    )
    detail = "See errors: what is wrong, per field."
    detail_ja = "項目ごとの理由は errors にあります。"


class LoginRequired(Problem):
    status, slug, title, title_ja = 401, "login-required", "Please sign in", "ログインしてください"
    detail = "The session is missing or has ended. What is not yet sent stays on the tablet."
    detail_ja = "ログインしていないか、期限が切れました。未送信の記録は端末に残っています。"


class LoginFailed(Problem):
    status, slug, title, title_ja = (
        401,
        "login-failed",
        "Login or passphrase is wrong",
        "IDまたはパスワードが合いません",
    )
    detail = "Check both and try again. tries_left says how often before a pause."
    detail_ja = "もう一度お確かめください。tries_left は待ち時間になるまでの残り回数です。"


class LoginWait(Problem):
    status, slug, title, title_ja = (
        429,
        "login-wait",
        "Too many failed logins",
        "間違いが続いたため、しばらくお待ちください",
    )
    detail = "Wait wait_s seconds and try again."
    detail_ja = "wait_s 秒後にもう一度お試しください。"


class NotAllowed(Problem):
    status, slug, title, title_ja = (
        403,
        "not-allowed",
        "Your account may not do this",
        "この操作の権限がありません",
    )
    detail = "Ask your coordinator whether you need another role."
    detail_ja = "必要な場合は担当者(企画・調整)にご相談ください。"


class CrossSite(Problem):
    status, slug, title, title_ja = (
        403,
        "cross-site",
        "The request came from another site",
        "別のサイトからの操作です",
    )
    detail = "Changes are accepted from Kayoi's own pages only."
    detail_ja = "変更はかよいの画面からだけ受け付けます。"


class UnknownHost(Problem):
    status, slug, title, title_ja = (
        421,
        "unknown-host",
        "This server has another address",
        "サーバーの宛先が違います",
    )
    detail = "The host name is not the one this server was set up with (PUBLIC_URL)."
    detail_ja = "設定された公開アドレス(PUBLIC_URL)と異なるホスト名です。"


class NotFound(Problem):
    status, slug, title, title_ja = 404, "not-found", "There is nothing here", "見つかりません"
    detail = "It does not exist, or it belongs to an area you do not work in."
    detail_ja = "存在しないか、担当外の地区のものです。"


class MethodNotAllowed(Problem):
    status, slug, title, title_ja = (
        405,
        "method-not-allowed",
        "This cannot be done here",
        "この操作はここではできません",
    )
    detail = "The address exists but does not take this HTTP method."
    detail_ja = "このアドレスでは使えないHTTPメソッドです。"


class NotAcceptableEncoding(Problem):
    status, slug, title, title_ja = (
        415,
        "unsupported-encoding",
        "Unknown content encoding",
        "対応していない圧縮形式です",
    )
    detail = "Send plain JSON or gzip."
    detail_ja = "圧縮なし、またはgzipで送ってください。"


class FeedReset(Problem):
    status, slug, title, title_ja = 409, "feed-reset", "The server was restored", "サーバーが復元されました"
    detail = "Send every kept operation again, then pull from the start of the new epoch."
    detail_ja = "端末にある記録をもう一度送り、そのあと最初から受信し直します。自動で行われます。"


class WriterUnknown(Problem):
    status, slug, title, title_ja = (
        409,
        "writer-unknown",
        "Unknown writer",
        "この端末の書き込み番号を確認できません",
    )
    detail = "Neither the number nor the certificate proves this writer. Sign in again; nothing is lost."
    detail_ja = "番号も証明も確認できません。もう一度ログインしてください。記録は失われません。"


class ProtocolUnknown(Problem):
    status, slug, title, title_ja = (
        400,
        "protocol-unknown",
        "Unknown protocol version",
        "通信の版が合いません",
    )
    detail = "This server speaks protocol 1."
    detail_ja = "このサーバーの通信規約は第1版です。アプリを更新してください。"


class ImportUnreadable(Problem):
    status, slug, title, title_ja = (
        422,
        "import-unreadable",
        "Not readable as a register",
        "名簿を読み取れません",
    )
    detail = "See rule, and row and field where there are any; docs/imports.md says what to do about each."
    detail_ja = "理由は rule、行は row、欄は field です。直し方は docs/imports.md にあります。"


class SpreadsheetUnreadable(Problem):
    status, slug, title, title_ja = (
        422,
        "spreadsheet-unreadable",
        "Not readable as a spreadsheet",
        "表計算のファイルとして読み取れません",
    )
    detail = "See rule: empty, not-xlsx (save it as .xlsx), too-large or too-slow (4 MiB, 2,000 rows)."
    detail_ja = "理由は rule です。.xlsx で保存してください。4 MiB・2,000行までです。"


class FormState(Problem):
    status, slug, title, title_ja = 409, "form-state", "The form is at another step", "質問票の段階が違います"
    detail = "state says where this version stands; somebody may have taken a step meanwhile. Read it again."
    detail_ja = "いまの段階は state です。ほかの人が先に進めたのかもしれません。読み直してください。"


class FileTooLarge(Problem):
    status, slug, title, title_ja = 413, "file-too-large", "The file is too large", "ファイルが大きすぎます"
    detail = "At most 32 MiB and 100,000 rows. Send it in parts that hold some of the people only."
    detail_ja = "32 MiB・10万行までです。一部の方だけのファイルに分けて送ってください。"


class ImportState(Problem):
    status, slug, title, title_ja = (
        409,
        "import-state",
        "The import is at another step",
        "取り込みの段階が違います",
    )
    detail = "state says where it stands; another file of the same source may have come first. Read it again."
    detail_ja = "いまの段階は state です。同じ取り込み元の別の名簿が先に進んだのかもしれません。"


class StorageFull(Problem):
    status, slug, title, title_ja = (
        507,
        "storage-full",
        "The server's disk is full",
        "サーバーの容量が足りません",
    )
    detail = "Nothing was saved by this request. What is not yet sent stays on the tablet."
    detail_ja = "この操作は保存されていません。未送信の記録は端末に残っています。"


class Busy(Problem):
    status, slug, title, title_ja = 503, "busy", "The server is busy", "サーバーが混み合っています"
    detail = "Nothing was saved by this request. Try again in a moment."
    detail_ja = "この操作は保存されていません。少し待ってからもう一度お試しください。"


class AppNotBuilt(Problem):
    status, slug, title, title_ja = (
        503,
        "app-not-built",
        "The app is not built",
        "アプリがまだ組み立てられていません",
    )
    detail = "Run `make run`, or `npm run build` in pwa/. The API itself works."
    detail_ja = "`make run`、または pwa/ で `npm run build` を実行してください。APIは動いています。"


class NotReady(Problem):
    status, slug, title, title_ja = (
        503,
        "not-ready",
        "The server is not ready",
        "サーバーの準備ができていません",
    )
    detail = (
        "The database does not answer or is not migrated (`kayoi migrate`), or the master key cannot be read."
    )
    detail_ja = "データベースに接続できないか移行前(`kayoi migrate`)、または鍵ファイルを読めません。"
