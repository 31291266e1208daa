"""What can go wrong around tablets and accounts: enrolment, proofs, lost tablets and their files, second
factors.
"""

from server.problems import Problem


class DeviceNotEnrolled(Problem):
    status, slug, title, title_ja = (
        403,
        "device-not-enrolled",
        "This tablet is not enrolled",
        "このタブレットは、まだ登録されていません",
    )
    detail = "Ask the coordinator for a code and enrol it first. What it keeps stays."
    detail_ja = "担当者に登録の番号をもらい、先に登録してください。中の記録は残っています。"


class AppNotInstalled(Problem):
    status, slug, title, title_ja = (
        403,
        "app-not-installed",
        "Real entry needs the installed app",
        "本番の入力は、ホーム画面のアプリだけでできます",
    )
    detail = "Add the app to the home screen and open it there. Office pages work in a browser tab too."
    detail_ja = "ホーム画面に加えて、そこから開いてください。役所の画面は、ブラウザーのままで使えます。"


class EnrolmentUnusable(Problem):
    status, slug, title, title_ja = (
        409,
        "enrolment-unusable",
        "This code does not work",
        "この番号は使えません",
    )
    detail = "It is mistyped, used already, or older than ten minutes. Ask for a new one."
    detail_ja = "入れまちがい、使用ずみ、または10分を過ぎています。新しい番号をもらってください。"


class DeviceProof(Problem):
    status, slug, title, title_ja = (
        401,
        "device-proof",
        "The tablet must show its key",
        "タブレットの確認が必要です",
    )
    detail = "Ask for a challenge, sign it with the tablet's key and send it. The app does this by itself."
    detail_ja = "アプリが自動で確認します。続かないときは、担当者に登録をやり直してもらってください。"


class DeviceLost(Problem):
    status, slug, title, title_ja = (
        403,
        "device-lost",
        "This tablet was reported lost",
        "このタブレットは紛失の届けが出ています",
    )
    detail = "Send what is unsent, then wipe it and say so. Nothing else is answered."
    detail_ja = "まだ届いていない分を送ってから、中を消します。担当者に連絡してください。"


class DeviceStolen(Problem):
    status, slug, title, title_ja = (
        403,
        "device-stolen",
        "This tablet was reported stolen",
        "このタブレットは盗難の届けが出ています",
    )
    detail = "Wipe it and say so. Nothing else is answered."
    detail_ja = "中を消します。担当者に連絡してください。"


class DeviceRetired(Problem):
    status, slug, title, title_ja = (
        403,
        "device-retired",
        "This tablet is no longer in use",
        "このタブレットは、もう使われていません",
    )
    detail = "Send what is unsent, then wipe it and say so. It can be enrolled again."
    detail_ja = "中を消します。また使うときは、担当者に登録してもらってください。"


class DeviceOwes(Problem):
    status, slug, title, title_ja = (
        409,
        "device-owes",
        "The tablet still owes work",
        "まだ届いていない記録があります",
    )
    detail = (
        "owed and drafts_open say how much, at its last contact. Let it send first, or keep its escrow file."
    )
    detail_ja = (
        "届いていない件数は owed、入力中は drafts_open です。先に送るか、控えファイルを取ってください。"
    )


class DeviceState(Problem):
    status, slug, title, title_ja = (
        409,
        "device-state",
        "The tablet is in another state",
        "タブレットの状態が変わっています",
    )
    detail = "It has been wiped, or somebody else decided meanwhile. Read the list again."
    detail_ja = "もう中が消えているか、ほかの人が先に変えました。一覧を読み直してください。"


class SessionOver(Problem):
    status, slug, title, title_ja = (
        409,
        "session-over",
        "This session is over",
        "この回は終わっています",
    )
    detail = "It has been closed, or its day has passed. Choose a session of today or later."
    detail_ja = "職員が終了したか、日が過ぎています。今日かこれからの回をえらんでください。"


class SecondFactor(Problem):
    status, slug, title, title_ja = (
        401,
        "second-factor",
        "A code is needed",
        "確認の番号を入れてください",
    )
    detail = "The code of your app, or a recovery code. Each is good once."
    detail_ja = "認証アプリの6けたの番号か、控えの番号を入れてください。どれも1回だけ使えます。"


class SecondFactorNeeded(Problem):
    status, slug, title, title_ja = (
        403,
        "second-factor-needed",
        "Set up a second factor first",
        "先に、確認の番号の設定が必要です",
    )
    detail = "Coordinators of this municipality sign in with a code as well. Nothing else is answered before."
    detail_ja = "この市町村の担当者は、ログインに確認の番号も使います。設定するまで、ほかの画面は開けません。"


class PassphraseChange(Problem):
    status, slug, title, title_ja = (
        403,
        "passphrase-change",
        "Choose a passphrase of your own first",
        "先に、自分のパスワードを決めてください",
    )
    detail = "You signed in with one that is good once. Nothing else is answered before."
    detail_ja = "いまのパスワードは1回だけのものです。決めるまで、ほかの画面は開けません。"


class AreasChanged(Problem):
    status, slug, title, title_ja = (
        409,
        "areas-changed",
        "The areas are not as they were shown",
        "地区が、確かめたときと変わっています",
    )
    detail = "Somebody moved or was registered meanwhile, or another reorganisation is under way. Look again."
    detail_ja = "その間に動いた方がいるか、ほかの編成替えの途中です。もう一度確かめてください。"


class OtherTown(Problem):
    status, slug, title, title_ja = (
        409,
        "other-town",
        "This code is for another town",
        "ほかの市町村の番号です",
    )
    detail = "It is not used up. Open that town on the sign-in screen first (towns), then use the code again."
    detail_ja = "番号はまだ使えます。ログインの画面でその市町村に切りかえて、もう一度使ってください。"


class TownNeeded(Problem):
    status, slug, title, title_ja = (
        409,
        "town-needed",
        "Which town?",
        "どの市町村で働くかを、選んでください",
    )
    detail = "Name and passphrase are right in several towns: towns. Say which in the header Kayoi-Town."
    detail_ja = "同じIDとパスワードの市町村が、いくつかあります(towns)。Kayoi-Town で1つ選びます。"


class LastCoordinator(Problem):
    status, slug, title, title_ja = (
        409,
        "last-coordinator",
        "Nobody would be left to administer",
        "担当者がいなくなってしまいます",
    )
    detail = "Give the right to somebody else first."
    detail_ja = "先に、ほかの職員を市町村全体の担当者にしてください。"


class EscrowUnreadable(Problem):
    status, slug, title, title_ja = (
        422,
        "escrow-unreadable",
        "This is no escrow file of Kayoi",
        "かよいの控えファイルではありません",
    )
    detail = "No part of it can be read: another file, cut off, or changed on the way. Choose the file again."
    detail_ja = (
        "読み取れる所がありません。ほかのファイルか、途中でこわれています。ファイルを選び直してください。"
    )


class EscrowOtherTenant(Problem):
    status, slug, title, title_ja = (
        409,
        "escrow-other-tenant",
        "This escrow file is of another municipality",
        "ほかの市町村の控えファイルです",
    )
    detail = "Nothing of it was taken in. Bring it to the municipality whose tablet made it."
    detail_ja = "取り込んでいません。このファイルを作ったタブレットの市町村で、取り込んでください。"


STANDING = {"lost": DeviceLost, "stolen": DeviceStolen, "retired": DeviceRetired}
ACTIONS = {"lost": "wipe-after-push", "stolen": "wipe", "retired": "wipe-after-push"}


def standing(state: str) -> Problem:
    """What a tablet in this state is told, and what it is to do."""
    return STANDING[state](action=ACTIONS[state])


HELD = {
    "device-proof": DeviceProof,
    "passphrase-change": PassphraseChange,
    "second-factor-needed": SecondFactorNeeded,
}
