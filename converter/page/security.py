"""Which requests the page answers, and the headers of its responses."""

from __future__ import annotations

import hmac
from collections.abc import Callable
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


Check = Callable[[Request, Access], bool]


def _has_host(request: Request, access: Access) -> bool:
    return request.headers.get("Host") == access.host


def _is_opened_by_user(request: Request, _: Access) -> bool:
    """The page itself is opened in a tab: not framed, not fetched. The redirect file makes it `cross-site`."""
    headers = request.headers
    return headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"


def _is_same_origin(request: Request, _: Access) -> bool:
    return request.headers.get("Sec-Fetch-Site") == "same-origin"


def _has_origin(request: Request, access: Access) -> bool:
    return request.headers.get("Origin") == f"http://{access.host}"


def _is_json(request: Request, _: Access) -> bool:
    return request.headers.get("Content-Type") == "application/json"


def _has_token(request: Request, access: Access) -> bool:
    return hmac.compare_digest(request.headers.get(TOKEN_HEADER, "").encode(), access.token.encode())


DOCUMENT_CHECKS: Final[tuple[Check, ...]] = (_has_host, _is_opened_by_user)
ASSET_CHECKS: Final[tuple[Check, ...]] = (_has_host, _is_same_origin)
CALL_CHECKS: Final[tuple[Check, ...]] = (_has_host, _is_same_origin, _has_origin, _is_json, _has_token)


def is_allowed(request: Request, access: Access) -> bool:
    """Whether a request passes the checks of its path: the page, its script and style, or a call with note text."""
    if request.path.startswith("/api/"):
        checks = CALL_CHECKS
    else:
        checks = DOCUMENT_CHECKS if request.path == "/" else ASSET_CHECKS
    return all(check(request, access) for check in checks)


def protect(response: Response) -> Response:
    """Adds the headers that keep the response out of caches, frames and other origins."""
    response.headers.update(HEADERS)
    return response
