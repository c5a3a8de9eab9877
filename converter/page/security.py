"""Which requests the page answers, and the headers of its responses."""

from __future__ import annotations

import hmac
from typing import Final, NamedTuple

from flask import Request, Response

TOKEN_HEADER: Final = "X-MVG-Token"  # noqa: S105 -- the name of a header
MAX_REQUEST_BYTES: Final = 1 << 20
CSP: Final = "; ".join(
    (
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src data:",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)  # fmt: skip
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), clipboard-read=(self), clipboard-write=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Access(NamedTuple):
    """What a request must show: the port of this server and the token of this run."""

    port: int
    token: str

    @property
    def host(self) -> str:
        """The only value of the header `Host`; a name that resolves to this machine is another (DNS rebinding)."""
        return f"127.0.0.1:{self.port}"


def is_allowed(request: Request, access: Access) -> bool:
    """Whether a request passes the checks of its path: the page, its script and style, or a call with note text."""
    headers = request.headers
    if headers.get("Host") != access.host:
        return False
    if request.path == "/":
        # The page is opened in a tab: not framed, not fetched. The redirect file makes it `cross-site`.
        return headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
    if headers.get("Sec-Fetch-Site") != "same-origin":
        return False
    if not request.path.startswith("/api/"):
        return True
    has_token = hmac.compare_digest(headers.get(TOKEN_HEADER, "").encode(), access.token.encode())
    is_of_page = headers.get("Origin") == f"http://{access.host}"
    return has_token and is_of_page and headers.get("Content-Type") == "application/json"


def protect(response: Response) -> Response:
    """Adds the headers that keep the response out of caches, frames and other origins."""
    response.headers.update(HEADERS)
    return response
