"""Why a place could not be asked, in words for who must repair it, and never with a secret.

What the libraries say is not passed on: their messages carry signed queries and whole requests.
"""

from __future__ import annotations

from dataclasses import dataclass


class Unreachable(Exception):
    """The place did not answer, or not to us; what it holds is unknown, which is not `nothing`."""


class LeftTls(Exception):
    """A web server answered with an address that anybody on the way can read and change."""


@dataclass(frozen=True)
class Trouble:
    """What failed and what to do; `may_pass` where asking again can help."""

    what: str
    remedy: str
    may_pass: bool = False

    @property
    def is_absence(self) -> bool:
        return self == NOT_THERE


NOT_THERE = Trouble("has no such folder or file", "look at the path in sources.yaml")
_KEYS = "look at AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE or ~/.aws"
_NO_ANSWER = Trouble("did not answer in time", "look whether the host is up and reachable", True)
_REFUSED = Trouble(
    "refused the connection", "look at host and port (AWS_ENDPOINT_URL for s3)", True
)
# By the name of an error's class, so that nobody imports a library for a place that is not asked.
_BY_CLASS = {
    "NoCredentialsError": Trouble("needs credentials and none were found", _KEYS),
    "PartialCredentialsError": Trouble("needs credentials and half of them were found", _KEYS),
    "ProfileNotFound": Trouble("needs a profile that ~/.aws does not have", "look at AWS_PROFILE"),
    "ConnectTimeoutError": _NO_ANSWER,
    "ReadTimeoutError": _NO_ANSWER,
    "EndpointConnectionError": _REFUSED,
    "ClientConnectorCertificateError": Trouble(
        "has a certificate that is not trusted",
        "have it renewed, or name your authority's file in SSL_CERT_FILE",
    ),
    "LeftTls": Trouble("sends us on to an address without TLS", "ask its owner"),
    "TooManyRedirects": Trouble("sends us round in circles", "ask its owner"),
    "ClientConnectorSSLError": Trouble("does not speak TLS there", "look at host and port"),
    "ClientConnectorDNSError": Trouble("has an unknown host name", "look at the host's name"),
    "gaierror": Trouble("has an unknown host name", "look at the host's name"),
    "HostKeyNotVerifiable": Trouble(
        "showed a host key that ~/.ssh/known_hosts does not have",
        "ask its owner for the fingerprint, compare it, and add the key there (ssh-keyscan)",
    ),
    "PermissionDenied": Trouble(
        "refused the login", "look at the user in ~/.ssh/config and at the keys of your SSH agent"
    ),
    "NoSuchBucket": Trouble("has no such bucket", "look at the bucket's name and AWS_ENDPOINT_URL"),
    "SFTPPermissionDenied": Trouble("does not let us read there", "ask its owner for read access"),
    "SFTPNoSuchFile": NOT_THERE,
    "SFTPNoSuchPath": NOT_THERE,
    "FileNotFoundError": NOT_THERE,
    "ConnectionRefusedError": _REFUSED,
    "TimeoutError": _NO_ANSWER,
    "FSTimeoutError": _NO_ANSWER,
    "ServerTimeoutError": _NO_ANSWER,
    "ClientPayloadError": Trouble("broke off while it sent", "run again", True),
    "ResponseStreamingError": Trouble("broke off while it sent", "run again", True),
    "IncompleteReadError": Trouble("broke off while it sent", "run again", True),
    "ConnectionLost": Trouble("broke off the connection", "run again", True),
    "SFTPConnectionLost": Trouble("broke off the connection", "run again", True),
    "ServerDisconnectedError": Trouble("broke off the connection", "run again", True),
    "ClientOSError": Trouble("broke off the connection", "run again", True),
    "ConnectionError": Trouble("broke off the connection", "run again", True),
    "ClientConnectorError": _REFUSED,
    "PermissionError": Trouble("does not let us read there", "ask its owner for read access"),
}


def trouble_of(error: BaseException) -> Trouble:
    """What the error and those behind it mean; the innermost that is known says most."""
    chain: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in chain:
        chain.append(link)
        link = link.__cause__
    for each in reversed(chain):
        # fsspec says `not found` of a web page whatever befell it; only what lies behind tells.
        if isinstance(each, FileNotFoundError) and each is not chain[-1]:
            continue
        if found := _answered(each) or _named(each):
            return found
    kind = type(chain[-1]).__name__
    return Trouble(f"failed ({kind})", "look at the address in sources.yaml")


def _named(error: BaseException) -> Trouble | None:
    return next(
        (_BY_CLASS[c.__name__] for c in type(error).__mro__ if c.__name__ in _BY_CLASS), None
    )


def _answered(error: BaseException) -> Trouble | None:
    """What a web server or S3 answered: its status or its code, which are no secrets."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        code = str(response.get("Error", {}).get("Code", ""))
        status = int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        if code == "NoSuchBucket":
            return _BY_CLASS[code]
        if status in (401, 403):
            return Trouble(f"refused the credentials ({code})", _KEYS)
    else:
        code, status = "", getattr(error, "status", None) or 0
        if status in (401, 403):
            return Trouble(f"refused to answer ({status})", "look at the entry in ~/.netrc")
    if status == 404:
        return NOT_THERE
    if status >= 400:
        return Trouble(
            f"answered {code or status}", "ask its owner", status >= 500 or status == 429
        )
    return None
