# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The token endpoint and the check of access tokens, built on Authlib."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass
from typing import Any, cast

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.integrations.flask_oauth2.requests import FlaskOAuth2Request
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import ClientMixin, grants
from authlib.oauth2.rfc6749.errors import InvalidClientError
from authlib.oauth2.rfc6750 import BearerTokenGenerator
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Blueprint, Flask, Response, request
from joserfc import jwt
from joserfc.jwk import ECKey

from .seed import random_text
from .system import PhoneSystem

GRANT = "client_credentials"
# Where the issuer is in the environment of a request
ISSUER = "emulator.oauth"


class _UnauthorizedError(OAuth2Error):
    """Bad credentials, worded as the 3CX documentation shows it (RFC 6749 would say invalid_client)."""

    error = "unauthorized"
    description = "The request requires valid user authentication."
    status_code = 401


@dataclass(frozen=True)
class _Client(ClientMixin):
    client_id: str
    client_secret: str

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == self.client_secret

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_post"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == GRANT


class _ClientCredentials(grants.ClientCredentialsGrant):
    # The documentation names Basic but shows id and secret in the body, and so does every known client.
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]


class _Server(AuthorizationServer):
    def create_oauth2_request(self, _request: Any) -> FlaskOAuth2Request:
        # Authlib accepts nothing but https; like a phone system behind its own nginx, we trust the loopback interface.
        request.scheme = "https"
        return FlaskOAuth2Request(request)

    def handle_error_response(self, oauth_request: Any, error: OAuth2Error) -> Response:
        if isinstance(error, InvalidClientError):
            error = _UnauthorizedError()
        return cast("Response", super().handle_error_response(oauth_request, error))

    def handle_response(self, status: int, payload: Any, headers: Any) -> Response:
        response = Response(json.dumps(payload), status=status)
        response.headers.extend(headers)
        response.headers["Content-Type"] = "application/json; charset=utf-8"
        return response


class TokenIssuer:
    """Issues tokens and decides which ones are active under the switches."""

    def __init__(self, system: PhoneSystem) -> None:
        self._system = system
        self._key = ECKey.import_key(_private_key(system.rng))

    def generate(self, client: _Client, **_request: Any) -> dict[str, Any]:
        """The token answer; 3CX sends a refresh_token of null with this grant."""
        behaviour = self._system.switches.now
        now = time.time()
        claims = {
            "sub": client.client_id,
            "iss": "pbx.example.com",
            "aud": "/api",
            "scope": "xapi",
            "role": [behaviour.role],
            "jti": random_text(self._system.rng),
            "iat": int(now),
            "exp": int(now + behaviour.token_lifetime),
        }
        token = jwt.encode({"alg": "ES256", "kid": "emulator", "typ": "JWT"}, claims, self._key)
        return {
            "token_type": "Bearer",
            "expires_in": behaviour.expires_in,
            "access_token": token,
            "refresh_token": None,
        }

    def save(self, token: dict[str, Any], oauth_request: Any) -> None:
        """Store a new token and, with `single_token`, let the old or the new one die."""
        behaviour, access = self._system.switches.now, self._system.access
        client_id = oauth_request.client.client_id
        rivals = client_id if behaviour.token_scope == "client" else None
        stillborn = False
        if behaviour.single_token and behaviour.token_loses == "old":
            access.revoke_tokens(rivals)
        elif behaviour.single_token:
            stillborn = access.has_active_token(rivals)
        access.add_token(token["access_token"], client_id, behaviour.token_lifetime, stillborn)

    def note_failure(self) -> None:
        self._system.failed_logins += 1

    def client(self, client_id: str) -> _Client | None:
        secret = self._system.access.client_secret(client_id)
        return None if secret is None else _Client(client_id, secret)


def _private_key(rng: random.Random) -> bytes:
    """The PEM of a key for ES256, the algorithm of the real tokens."""
    key = ec.derive_private_key(rng.getrandbits(250) + 1, ec.SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def bearer(system: PhoneSystem, authorization: str | None) -> tuple[str | None, bool]:
    """API client of the token in an Authorization header (None when unknown) and whether the token is active."""
    scheme, _space, value = (authorization or "").partition(" ")
    token = system.access.token(value.strip()) if scheme.lower() == "bearer" else None
    return (token.client_id, token.is_active) if token else (None, False)


def register(app: Flask) -> None:
    """Add the token endpoint to an application whose requests bring a `TokenIssuer` in their environment."""
    server = _Server(
        app,
        query_client=lambda client_id: _issuer().client(client_id),
        save_token=lambda token, oauth_request: _issuer().save(token, oauth_request),
    )
    server.register_token_generator(
        "default", cast(BearerTokenGenerator, lambda **options: _issuer().generate(**options))
    )
    server.register_grant(_ClientCredentials)
    blueprint = Blueprint("oauth", __name__)

    @blueprint.post("/connect/token")
    def token() -> Response:
        response = cast("Response", server.create_token_response())
        if response.status_code == 401:
            _issuer().note_failure()
        return response

    app.register_blueprint(blueprint)


def _issuer() -> TokenIssuer:
    return cast("TokenIssuer", request.environ[ISSUER])
