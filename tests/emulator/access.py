# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The API clients of the emulated phone system and their tokens, in memory: each request asks for its token, twice."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass
class Token:
    """
    :param expires_at: in seconds since the epoch.
    """

    client_id: str
    expires_at: float
    revoked: bool

    @property
    def is_active(self) -> bool:
        return not self.revoked and self.expires_at > time.time()


class Access:
    """Callers hold the lock of the store around steps that belong together, such as revoking tokens for a new one.

    :param known_secrets: where every secret goes, so that tests can look for leaks.
    """

    def __init__(self, known_secrets: set[str]) -> None:
        self._known_secrets = known_secrets
        self._client_secrets: dict[str, str] = {}
        self._tokens: dict[str, Token] = {}

    def forget_tokens(self) -> None:
        self._tokens.clear()

    def add_client(self, client_id: str, client_secret: str) -> None:
        self._known_secrets.add(client_secret)
        self._client_secrets[client_id] = client_secret

    def client_secret(self, client_id: str) -> str | None:
        return self._client_secrets.get(client_id)

    def add_token(self, access_token: str, client_id: str, lifetime: float, revoked: bool) -> None:
        """
        :param lifetime: in seconds.
        """
        self._known_secrets.add(access_token)
        self._tokens[access_token] = Token(client_id, time.time() + lifetime, revoked)

    def token(self, access_token: str) -> Token | None:
        return self._tokens.get(access_token)

    def has_active_token(self, client_id: str | None) -> bool:
        """Whether a token is active, of that client or (None) of any."""
        return any(token.is_active for token in self._tokens_of(client_id))

    def revoke_tokens(self, client_id: str | None = None) -> None:
        for token in self._tokens_of(client_id):
            token.revoked = True

    def _tokens_of(self, client_id: str | None) -> list[Token]:
        return [token for token in list(self._tokens.values()) if client_id in (None, token.client_id)]
