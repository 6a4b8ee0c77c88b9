"""What stands between browsers and the pages: a proxy may have put a path before all addresses, or taken it away again.

Knows paths; must never know what is shown at one.
"""

from starlette.types import ASGIApp, Receive, Scope, Send

from sync.clinic.web.visitor import ASKED_PATH, FRONT, Front


class InFront:
    """The application, with the path that browsers see before its own taken away, whether or not a proxy did."""

    def __init__(self, app: ASGIApp, front: Front) -> None:
        self._app, self._front = app, front

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; while it is answered, FRONT says where browsers find the pages."""
        FRONT.set(self._front)
        prefix = self._front.prefix
        if prefix and scope["type"] == "http" and f"{scope['path']}/".startswith(f"{prefix}/"):
            path = scope["path"].removeprefix(prefix) or "/"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        ASKED_PATH.set(scope.get("path", "/"))
        await self._app(scope, receive, send)
