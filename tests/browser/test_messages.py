"""What the server sends: nothing that a browser must have kept, which may have forgotten it."""

from collections.abc import Callable

from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.browser.chromium import Visitor
from tests.browser.hands import drawn

Arrive = Callable[..., Visitor]


def test_no_message_stands_for_an_earlier_one(arrive: Arrive) -> None:
    visitor = arrive()
    frames: list[bytes | str] = []
    visitor.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda data: frames.append(data))
    )
    visitor.page.reload()
    page = drawn(visitor)
    # The surface is drawn, and is the same when the page is drawn anew.
    page.locator(".st-key-model-open label").first.click()
    page.get_by_test_id("gradviz-editor").wait_for()
    page.locator(".st-key-model-open label").first.click()
    expect(page.get_by_test_id("gradviz-editor")).to_have_count(0)
    messages = [ForwardMsg.FromString(data) for data in frames if isinstance(data, bytes)]
    assert any(len(data) > 50_000 for data in frames)
    assert not [message for message in messages if message.ref_hash]
