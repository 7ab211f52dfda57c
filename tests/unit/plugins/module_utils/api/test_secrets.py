# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
import html
import json
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.telephony.threecx.plugins.module_utils.api._secrets import (
    REDACTED,
    Secrets,
    looks_secret,
)
from ansible_collections.telephony.threecx.tests.unit.plugins.helpers.hostile import json_values
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
    # As templates of one's own write them together or shorten them
    "AdminPass",
    "USERPASS",
    "SipPass1",
    "adminPwd",
    "WEBPWD_2",
    "Register_Pswd",
    "ADMIN_PW",
    "WPA_PSK",
    "WifiPsk",
    "PRE_SHARED_KEY",
    "PresharedKey",
    "AES_KEY",
    "AuthKey",
    "ENCRYPTION_KEY_1",
    "WEPKEY2",
    "SSH_KEY",
    "SNMP_COMMUNITY",
    "ReadCommunity",
    # With other signs between the words than templates of 3CX have, or none before a number
    "SIP_PASS1",
    "HTTP_PASS1",
    "PASS1",
    "PIN1",
    "USER_PIN1",
    "VM_PIN1",
    "TOKEN1",
    "ApiToken1",
    "AccessToken2",
    "SIP_PASS_1_2",
    "AES256_KEY",
    "ADMIN-PASS",
    "ADMIN-PIN",
    "ADMIN-PIN-2",
    "web.pass",
    "Web Pass",
    "AdminPin",
    "ADMINPIN",
    "UserPin2",
    "AUTHPW",
    "PhonePw",
    "PINCODE1",
    "AdminPinCode",
    "PASSCODE",
    "ADMIN_PASSCODE",
    "Pass-Code",
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
    "HighPass",
    "SurPass",
    "Passive",
    "PassiveServer",
    "PW_LENGTH",
    "PskMode",
    "AuthKeyLength",
    "DSS_KEY_1",
    "LineKey",
    "PROGRAMMABLE_KEY",
    "SharedKey",
    "KEY_AES",
    "Community",
    "PASS-THROUGH",
    "pin.count",
    "PIN_COUNT1",
    "TOKEN-RING-1",
    "LowPass2",
    "Compass1",
    "NextPageToken2",
    "LINE_KEY1",
    "Line-Key-1",
    "Spin1",
    "SIP_PORT1",
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
    redacted = Secrets([SECRET]).redact(text)
    assert REDACTED in redacted
    assert_no_secrets(redacted, [SECRET])


# With what writers of URLs do not agree on, and what JSON and HTML have their own signs for
ODD = "pa!s*w(o)rd'~x&y+\"z\\<\u00f6>"


@pytest.mark.parametrize(
    "text",
    [
        # .NET's WebUtility, which turns blanks into pluses and knows the tilde, and JavaScript's encodeURIComponent
        quote_plus(ODD, safe="!*()").replace("~", "%7E"),
        quote_plus(ODD, safe="!*()").replace("~", "%7E").lower(),
        quote(ODD, safe="!*'()"),
        # A message that has the body of a request in it
        json.dumps({"Password": ODD}),
        json.dumps({"Password": ODD}, ensure_ascii=False),
        r"pa!s*w(o)rd\u0027~x\u0026y\u002B\u0022z\\\u003C\u00F6\u003E",
        html.escape(ODD),
        html.escape(ODD, quote=False),
        html.escape(ODD).replace("&#x27;", "&#39;").replace("\u00f6", "&#246;"),
    ],
)
def test_a_secret_is_replaced_as_other_libraries_write_it(text: str) -> None:
    redacted = Secrets([ODD]).redact(text)
    assert REDACTED in redacted
    assert "rd" not in redacted.replace("Password", "").replace(REDACTED, "")


@given(secrets, st.binary(max_size=5), st.binary(max_size=5))
def test_no_form_of_any_secret_is_left(secret: str, before: bytes, after: bytes) -> None:
    wrapped = base64.b64encode(before + secret.encode() + after).decode()
    text = f"a {secret} b {quote(secret)} c {quote_plus(secret)} d {wrapped} e"
    assert_no_secrets(Secrets([secret]).redact(text), [secret])


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
    assert Secrets(["secret123"]).redact(encoded) == shown


def texts_of(value: object) -> list[str]:
    """All texts of a JSON value but the names of properties."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts_of(inner)]
    if isinstance(value, list):
        return [text for item in value for text in texts_of(item)]
    return [value] if isinstance(value, str) else []


@given(json_values, st.text(min_size=4, max_size=8), st.text(max_size=3), st.booleans())
def test_a_value_that_may_hold_no_secret_has_no_text_with_one(
    value: object, secret: str, around: str, is_encoded: bool
) -> None:
    known = Secrets([secret])
    if not known.may_be_in(value):
        assert all(known.redact(text) == text for text in texts_of(value))
    written = quote_plus(secret.encode("utf-8", "surrogatepass")) if is_encoded else secret
    assert known.may_be_in([value, {"inside": [f"{around}{written}{around}"]}])


def test_a_value_without_a_secret_need_not_be_looked_into() -> None:
    value = {"Users": [{"Number": "410", "FirstName": "Zoë", "Groups": [None, 1.5, True]}]}
    assert not Secrets([SECRET]).may_be_in(value)
    assert Secrets([SECRET]).may_be_in({"what JSON has not": {1, 2}})


def test_a_secret_that_utf_8_cannot_hold() -> None:
    assert Secrets(["\ud800-secret"]).redact("a \ud800-secret b") == "a <redacted> b"


def test_what_is_too_short_to_be_one_stays() -> None:
    assert Secrets(["abc"]).redact("abc abcd") == "abc abcd"
    assert Secrets(["abcd"]).redact("abc abcd") == "abc <redacted>"


def test_the_longer_of_two_secrets_goes_first() -> None:
    assert Secrets(["zecret", "a-zecret-more"]).redact("the a-zecret-more") == f"the {REDACTED}"
    assert Secrets(["secret", "secret-and-more"]).redact("the secret-and-more") == f"the {REDACTED}"


def test_what_is_no_secret_stays() -> None:
    text = "GET /xapi/v1/Fxs('001A2B3C4D5E') answered 403"
    assert Secrets([SECRET, "abc"]).redact(text) == text
    assert Secrets().redact(text) == text


@given(st.lists(st.text("abAB", min_size=4, max_size=9), max_size=6), st.text("abAB", max_size=40))
def test_every_character_of_every_secret_is_replaced_and_no_other(found: list[str], text: str) -> None:
    hidden = {
        first + place
        for secret in found
        for first in range(len(text))
        if text.startswith(secret, first)
        for place in range(len(secret))
    }
    redacted = Secrets(found).redact(text)
    # What base64 makes of a secret has four characters of these too, but never all of them from so few letters.
    left = "".join(character for place, character in enumerate(text) if place not in hidden)
    assert redacted.replace(REDACTED, "") == left


@pytest.mark.parametrize("number", [1, 1000])
def test_many_secrets_are_found_as_few_are(number: int) -> None:
    secrets = Secrets(f"https://pbx.example.com/provisioning/{place:06}" for place in range(number))
    text = "a https://pbx.example.com/provisioning/000000 and https://pbx.example.com/provisioning/x"
    assert secrets.redact(text) == f"a {REDACTED} and https://pbx.example.com/provisioning/x"


def test_workers_that_add_secrets_at_once_lose_none() -> None:
    secrets = Secrets()
    texts = [f"secret-{number:04}!" for number in range(800)]

    def work(text: str) -> str:
        secrets.add([text])
        return secrets.redact(text)

    with ThreadPoolExecutor(16) as workers:
        assert set(workers.map(work, texts)) == {REDACTED}
    assert {secrets.redact(text) for text in texts} == {REDACTED}


def seconds_per_refusal(number: int) -> float:
    """What it takes to redact an answer that brings a new secret, when there are so many."""
    secrets = Secrets(f"a-password-{place:06}" for place in range(number))
    secrets.redact("the first answer")
    tries = []
    for attempt in range(20):
        start = time.perf_counter()
        secrets.add([f"another-{attempt:06}"])
        secrets.redact(f"FXS 001A2B3C4D5E: a-password-000001 is refused, another-{attempt:06} as well." * 3)
        tries.append(time.perf_counter() - start)
    return min(tries)


def test_a_refusal_takes_no_longer_the_more_secrets_there_are() -> None:
    assert seconds_per_refusal(8000) < 5 * seconds_per_refusal(250)
