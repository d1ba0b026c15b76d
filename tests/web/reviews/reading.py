"""What the tests of reviewing write, and how they read a page."""

from tests.web.people import Browser

LISTEN, EMPATHY, GATE = "listening.acknowledge", "empathy.validate", "gate.red-line"
SCRIPT = "<script>alert('复核')</script><b>粗</b>"
ESCAPED = "&lt;script&gt;alert(&#39;复核&#39;)&lt;/script&gt;&lt;b&gt;粗&lt;/b&gt;"


async def read(visitor: Browser, path: str, status: int = 200) -> str:
    """Return a page; it must have this status."""
    response = await visitor.get(path)
    assert response.status_code == status, response.text
    return response.text
