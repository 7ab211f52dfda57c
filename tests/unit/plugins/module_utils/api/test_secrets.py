# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import (
    REDACTED,
    looks_secret,
    redact,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.secret_sweep import assert_no_secrets

SECRET = 's3+cr/et="tö p?>'

# All names of properties in the official OpenAPI description (20.0.10) that stand for secrets.
SECRET_NAMES = [
    "APIKey",
    "AccessKey",
    "AccessPassword",
    "ApiKey",
    "AuthPassword",
    "ClientPrivateKey",
    "ClientSecret",
    "DeskphonePassword",
    "EncryptBackupPassword",
    "ExchangePassword",
    "FtpPassword",
    "LicenseKey",
    "MailPassword",
    "ManagementAPIKey",
    "NsPassword",
    "PKCECodeVerifier",
    "Password",
    "PhoneWebPassword",
    "PinNumber",
    "PrivateKey",
    "ProvLink",
    "ProvisionLink",
    "ProvisionUrl",
    "ProvisioningLinkExt",
    "ProvisioningLinkLocal",
    "RefreshTokens",
    "SbcPrivateKey",
    "Secret",
    "SecretKey",
    "ServiceAccountCredentials",
    "SftpPassword",
    "SftpPrivateKey",
    "Token",
    "TranscribeKeyGrok",
    "TranscribeSecretKey",
    "VMPIN",
    "accessToken",
    "licenseKey",
    "password",
    # OAuth, and variables of templates
    "access_token",
    "refresh_token",
    "client_secret",
    "DEVICE_PASSWORD",
    "ADMIN_PIN",
    "USER_PWD",
    "SIP_PASS",
    "WifiPassphrase",
    "RPSKey",
    "PinCode",
    "PIN_CODE",
    "ADMIN_PINNUMBER",
    "PASS",
    "PIN_2",
    "SIP_PASS_1",
    "PASS_ADMIN",
    "TOKEN_API",
    "PIN_ADMIN",
    "pwd_user",
    "PASS_THROUGH_PASS",
    "SECRETARY_SECRET",
]
# Names that only resemble those, most of them from the same description
HARMLESS_NAMES = [
    "Key",
    "MacAddress",
    "AreaCode",
    "AuthID",
    "SIPID",
    "Certificate",
    "InterfaceLink",
    "DownloadLink",
    "SftpHostKeyFingerprint",
    "NextPageToken",
    "InvalidKeyForwardDN",
    "TokenEndpoint",
    "LocalSipPort",
    "RecordingUrl",
    "Ping",
    "Shipping",
    "PinProtectTimeout",
    "Pinned",
    "DescriptionLink",
    "Compass",
    "Bypass",
    "Provider",
    "ProvisioningMethod",
    "Keyboard",
    "Spin",
    "SIP_PASS_THROUGH",
    "PASS_THROUGH_CODEC",
    "PASS_THRU",
    "TOKEN_RING",
    "token_ring_2",
    "pin_count",
    "PIN_LENGTH",
    "PIN_MIN_LENGTH",
    "TOKEN_LIFETIME",
    "SECRETARY",
    "SecretaryNumber",
]

_anything = st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=40)
# Hypothesis tries texts that it finds in the code, and that which replaces a secret cannot hide itself.
secrets = _anything.filter(lambda text: text not in REDACTED)


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_names_of_secrets(name: str) -> None:
    assert looks_secret(name)


@pytest.mark.parametrize("name", HARMLESS_NAMES)
def test_names_of_other_things(name: str) -> None:
    assert not looks_secret(name)


@pytest.mark.parametrize("name", [None, 5, b"Password", ["Password"], {"Password": "x"}])
def test_what_is_no_text_is_no_name_of_a_secret(name: object) -> None:
    assert not looks_secret(name)


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        f"client_secret={SECRET}&",
        quote(SECRET),
        quote(SECRET, safe=""),
        quote_plus(SECRET),
        quote(SECRET, safe="").lower(),
        quote_plus(SECRET).lower(),
        urlencode({"client_secret": SECRET}),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode().rstrip("="),
        "Basic " + base64.b64encode(f"i:{SECRET}".encode()).decode(),
        "Basic " + base64.b64encode(f"id:{SECRET}:".encode()).decode(),
        "Basic " + base64.urlsafe_b64encode(f"ids:{SECRET}and more".encode()).decode(),
        f"{SECRET}{SECRET}",
    ],
)
def test_a_secret_is_replaced_in_every_form(text: str) -> None:
    redacted = redact(text, frozenset([SECRET]))
    assert REDACTED in redacted
    assert_no_secrets(redacted, [SECRET])


@given(secrets, st.binary(max_size=5), st.binary(max_size=5))
def test_no_form_of_any_secret_is_left(secret: str, before: bytes, after: bytes) -> None:
    wrapped = base64.b64encode(before + secret.encode() + after).decode()
    text = f"a {secret} b {quote(secret)} c {quote_plus(secret)} d {wrapped} e"
    assert_no_secrets(redact(text, frozenset([secret])), [secret])


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (b"", b"", "<redacted>"),
        (b"\0\0\0", b"\0", "AAAA<redacted>AA=="),
        # What stands at the edges holds bits of what is around the secret.
        (b"\0", b"\0\0", "AH<redacted>wAA"),
        (b"\0\0", b"\0", "AAB<redacted>MA"),
    ],
)
def test_nothing_but_the_edges_is_left_of_a_secret_in_base64(before: bytes, after: bytes, shown: str) -> None:
    encoded = base64.b64encode(before + b"secret123" + after).decode()
    assert redact(encoded, frozenset(["secret123"])) == shown


def test_a_secret_that_utf_8_cannot_hold() -> None:
    assert redact("a \ud800-secret b", frozenset(["\ud800-secret"])) == "a <redacted> b"


def test_what_is_too_short_to_be_one_stays() -> None:
    assert redact("abc abcd", frozenset(["abc"])) == "abc abcd"
    assert redact("abc abcd", frozenset(["abcd"])) == "abc <redacted>"


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert redact("the a-zecret-more", frozenset(["zecret", "a-zecret-more"])) == f"the {REDACTED}"
    assert redact("the secret-and-more", frozenset(["secret", "secret-and-more"])) == f"the {REDACTED}"


def test_what_is_no_secret_stays() -> None:
    text = "GET /xapi/v1/Fxs('001A2B3C4D5E') answered 403"
    assert redact(text, frozenset([SECRET, "abc"])) == text
    assert redact(text, frozenset()) == text
