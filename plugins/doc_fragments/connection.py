# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options for the connection, the same for every module."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  url:
    description:
      - The address of the PBX, with its port if that is not 443, such as V(https://pbx.example.com:5001).
      - A slash or V(/xapi/v1) at the end makes no difference.
      - Plain C(http) is accepted for a loopback address only, and goes through no proxy.
      - If this is not set, the value of the environment variable E(THREECX_URL) is used. Null is refused, as that may
        be another phone system.
    type: str
    required: true
  client_id:
    description:
      - The client ID of an API client with access to the 3CX configuration API.
      - Required together with O(client_secret). O(client_id) or O(access_token) is required.
      - If this is not set, the value of the environment variable E(THREECX_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - The secret of the API client. 3CX shows it once, when the API client is created.
      - A line break or blank at its end, as files and vaults have it, is refused before any request.
      - A login that the PBX refuses is never repeated, since a PBX blocks the address it comes from after a few.
      - If this is not set, the value of the environment variable E(THREECX_CLIENT_SECRET) is used.
    type: str
  access_token:
    description:
      - An access token from an earlier login, to be used in place of a login of this task.
      - Together with O(client_id) and O(client_secret) it is used as long as the PBX accepts it, and a login follows
        when it does not. Without them the task fails then.
      - If this is not set, the value of the environment variable E(THREECX_ACCESS_TOKEN) is used.
    type: str
  validate_certs:
    description:
      - Whether the certificate of the PBX must be one that this machine trusts.
      - It does if the authority is in the list that E(REQUESTS_CA_BUNDLE) or E(CURL_CA_BUNDLE) names, in that of the
        Python package certifi, or in the store of the machine, which E(SSL_CERT_FILE) and E(SSL_CERT_DIR) may name.
      - Do not switch this off in production, since anybody on the way could then read O(client_secret). Use O(ca_path)
        for an own authority.
      - If this is not set, the value of the environment variable E(THREECX_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - A file with the certificates of the authorities to trust, or a directory of them as C(openssl rehash) makes it,
        where the module runs. No others are trusted then.
      - Must not be given when O(validate_certs=false).
      - If this is not set, the value of the environment variable E(THREECX_CA_PATH) is used.
    type: path
  timeout:
    description:
      - For how many seconds a request may wait for the connection, and then for each next part of the answer. At most
        600.
      - A request as a whole, the last byte of the answer included, may take four times as long. What is not complete by
        then is not asked for again.
      - If this is not set, the value of the environment variable E(THREECX_TIMEOUT) is used.
    type: float
    default: 30.0
  retries:
    description:
      - How many times a request is tried again when the connection fails or the PBX answers with status 429, 502, 503
        or 504. From 0 to 4.
      - Each try is announced with a warning. The waits before grow from half a second, unless the PBX asks for another
        one (C(Retry-After)). All waits for one request add up to 120 seconds at most. If the PBX asks for more than is
        left of that, the task fails at once and says how long the PBX asks to wait.
      - A change or deletion whose outcome is unclear, which includes any status from 500 up, is not simply repeated.
        The device is read again first.
      - If this is not set, the value of the environment variable E(THREECX_RETRIES) is used.
    type: int
    default: 4
notes:
  - A 3CX keeps one access token active at a time. Tasks that log in to the same PBX with the same O(client_id) from one
    machine wait for each other, with the help of a lock file below the temporary directory that holds no data.
  - Redirects are not followed, so that the token goes nowhere else.
requirements:
  - requests >= 2.31.0
  - requests-oauthlib >= 1.3.1
"""

    # For plugins that are no modules, besides the options above: where Ansible itself finds their values
    PLUGINS = r"""
options:
  url:
    env:
      - name: THREECX_URL
  client_id:
    env:
      - name: THREECX_CLIENT_ID
  client_secret:
    env:
      - name: THREECX_CLIENT_SECRET
  access_token:
    env:
      - name: THREECX_ACCESS_TOKEN
  validate_certs:
    env:
      - name: THREECX_VALIDATE_CERTS
  ca_path:
    env:
      - name: THREECX_CA_PATH
  timeout:
    env:
      - name: THREECX_TIMEOUT
  retries:
    env:
      - name: THREECX_RETRIES
"""
