"""Web push as it leaves the building: the real pywebpush against a receiver that decrypts and verifies."""

import json
import stat
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from server import clock
from server.config import Config
from server.notices import hosts, vapid
from server.notices.push import Message, Sender, today_message
from server.notices.service import check
from server.problems import Invalid
from tests.push_receiver import PushReceiver, push_receiver

DAY = "2026-11-21"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, database_url=f"sqlite:///{tmp_path / 'kayoi.db'}", push_loopback=True)


@pytest.fixture
def receiver():
    with push_receiver() as running:
        yield running


def message(count: int = 1) -> Message:
    return today_message(count, DAY, topic="VG9waWM", ttl_s=3600, base_url="")


def test_a_browser_can_read_the_reminder_and_it_says_only_how_many(
    config: Config, receiver: PushReceiver
) -> None:
    with Sender(config) as sender:
        assert sender.send(receiver.new_browser().subscription, message(3)).verdict == "sent"
    (delivery,) = receiver.deliveries
    assert delivery.payload == {
        "web_push": 8030,
        "notification": {
            "title": "本日の予定が3件あります",
            "lang": "ja",
            "dir": "ltr",
            "tag": f"today-{DAY}",
            "navigate": "/today",
        },
    }
    assert (delivery.headers["ttl"], delivery.headers["topic"]) == ("3600", "VG9waWM")
    assert delivery.vapid_key == vapid.public_key(config)
    assert abs(delivery.claims["exp"] - (clock.now() + timedelta(hours=1)).timestamp()) < 60
    assert len(json.dumps(delivery.payload).encode()) < 2048


def test_two_services_in_one_batch_each_get_a_token_made_for_them(config: Config) -> None:
    with push_receiver() as one, push_receiver() as other, Sender(config) as sender:
        for receiver in (one, other):
            assert sender.send(receiver.new_browser().subscription, message()).verdict == "sent"
        assert one.deliveries[0].claims["aud"] == one.url
        assert other.deliveries[0].claims["aud"] == other.url


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        *((status, "gone") for status in (404, 410)),
        *((status, "later") for status in (429, 500, 503)),
        *((status, "refused") for status in (400, 401, 403)),
        *((status, "failed") for status in (413, 307)),
    ],
)
def test_each_answer_of_a_push_service_has_its_consequence(
    config: Config, receiver: PushReceiver, status: int, verdict: str
) -> None:
    elsewhere = {"Location": receiver.url + "/elsewhere"} if status == 307 else {}
    receiver.answers = [(status, elsewhere)]
    with Sender(config) as sender:
        assert sender.send(receiver.new_browser().subscription, message()).verdict == verdict
    assert receiver.deliveries == []


def test_a_service_may_say_when_to_come_back_in_seconds_or_as_a_date(
    config: Config, receiver: PushReceiver
) -> None:
    at = format_datetime(clock.now() + timedelta(minutes=5), usegmt=True)
    receiver.answers = [
        (429, {"Retry-After": "120"}),
        (503, {"Retry-After": at}),
        (503, {"Retry-After": "soon"}),
    ]
    subscription = receiver.new_browser().subscription
    with Sender(config) as sender:
        waits = [sender.send(subscription, message()).retry_after_s for _ in range(3)]
    assert waits[0] == 120
    assert 290 <= waits[1] <= 300
    assert waits[2] == 0


def test_a_host_out_of_reach_costs_one_wait_for_the_whole_batch(config: Config) -> None:
    with push_receiver() as closed:
        browsers = [closed.new_browser().subscription for _ in range(3)]
    with Sender(config) as sender:
        assert [sender.send(browser, message()).verdict for browser in browsers] == ["later"] * 3
        assert len(sender._unreachable) == 1


def test_the_key_is_made_once_and_only_the_server_may_read_it(config: Config) -> None:
    first = vapid.public_key(config)
    assert first == vapid.public_key(config)
    assert stat.S_IMODE((config.data / "vapid.pem").stat().st_mode) == 0o600
    assert [path.name for path in config.data.iterdir()] == ["vapid.pem"]


def test_with_push_off_no_browser_is_asked_to_subscribe(config: Config) -> None:
    off = Config(data=config.data, database_url=config.database_url, push=False)
    assert vapid.public_key(off) is None
    assert list(config.data.iterdir()) == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/QAbc",
        "https://wns2-par02p.notify.windows.com/w/?token=abc",
    ],
)
def test_the_services_of_real_browsers_are_allowed(endpoint: str) -> None:
    assert hosts.is_allowed(endpoint, loopback=False)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://fcm.googleapis.com/fcm/send/abc",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilpush.apple.com/x",
        "https://user:pw@fcm.googleapis.com/x",
        "https://fcm.googleapis.com@169.254.169.254/x",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:5432/",
        "https://localhost/x",
        "https://[::1]/x",
        "file:///etc/passwd",
        "https://fcm.googleapis.com:99999/x",
        "https://fcm.googleapis.com/\r\nX: y",
        "",
    ],
)
def test_the_server_cannot_be_made_to_post_anywhere_else(
    endpoint: str, config: Config, receiver: PushReceiver
) -> None:
    assert not hosts.is_allowed(endpoint, loopback=False)
    keys = receiver.new_browser().subscription["keys"]
    strict = Config(data=config.data, database_url=config.database_url)
    with pytest.raises(Invalid) as refusal:
        check(strict, endpoint, keys["p256dh"], keys["auth"])
    assert list(refusal.value.members["errors"]) == ["endpoint"]
    with Sender(strict) as sender:
        assert sender.send({"endpoint": endpoint, "keys": keys}, message()).verdict == "gone"


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [("", ""), ("あ", "あ"), ("BAAA", "AAAA"), ("B" + "A" * 86, "A" * 22), ("*" * 87, "A" * 22)],
)
def test_keys_that_could_never_work_are_refused_when_she_subscribes(
    config: Config, receiver: PushReceiver, p256dh: str, auth: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        check(config, receiver.new_browser().endpoint, p256dh, auth)
    assert "keys.p256dh" in refusal.value.members["errors"]
