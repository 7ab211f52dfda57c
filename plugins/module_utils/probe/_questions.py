# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""All questions of the probe. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.probe import (
    _access,
    _devices,
    _evidence,
    _finding,
    _lists,
    _tokens,
    _writing,
)


def _never(reason: str) -> t.Callable[[_evidence.Evidence], _finding.Finding]:
    """The answer to what the probe cannot find out."""

    def decide(_seen: _evidence.Evidence) -> _finding.Finding:
        raise _evidence.UnknownError(reason)

    return decide


_STRUCTURED = "Are lines, codecs, provisioning and variables shown"

_READ = (
    ("api", "Does the configuration API answer?", ("api_enabled",), _access.api),
    ("version", "Which version is it?", ("version",), _access.version),
    ("roles", "Which roles has the API client, and are they enough?", ("role",), _access.roles),
    ("licence", "Does the licence include the API?", ("licensed",), _access.licence),
    ("denied_body", "What does a refusal with 401 or 403 look like?", ("denied_body",), _access.denied_body),
    ("entity_sets", "Which entity sets are there?", (), _access.entity_sets),
    ("metadata", "How does $metadata describe an FXS device?", (), _access.metadata),
    ("error_shape", "What does a 400 look like?", (), _access.error_shape),
    ("echo", "Do refusals repeat secrets of the login?", ("echo_secret",), _access.echo),
    ("top_limit", "How large may $top be?", ("top_limit",), _lists.top_limit),
    ("default_page", "How many rows come without $top?", ("default_page",), _lists.default_page),
    ("page_cap", "Are pages cut short without a word?", ("page_cap",), _lists.page_cap),
    ("next_link", "Is there a link to the next page?", ("next_link",), _lists.next_link),
    ("count", "What does $count=true do?", ("count_empties",), _lists.count),
    ("orderby", "Is $orderby honoured?", (), _lists.orderby),
    ("stable_order", "Do rows come in the same order each time?", ("stable_order",), _lists.stable_order),
    ("filter", "Is $filter honoured?", (), _lists.filters),
    ("select", "Is $select honoured?", (), _lists.select),
    ("expand", "Which related objects does $expand show?", (), _lists.expand),
    (
        "unknown_properties",
        "Which properties does this version not have?",
        ("unknown_properties", "unknown_status"),
        _lists.unknown_properties,
    ),
    (
        "structured_in_lists",
        f"{_STRUCTURED} in lists?",
        ("structured_in_lists",),
        _lists.structured_in_lists,
    ),
    (
        "structured_in_devices",
        f"{_STRUCTURED} of a single device?",
        ("structured_in_devices",),
        _devices.structured_in_devices,
    ),
    ("secrets_in_lists", "Which secrets do lists show?", (), _devices.secrets_in_lists),
    ("secrets_in_devices", "Which secrets does a single device show?", (), _devices.secrets_in_devices),
    ("nulls", "Are properties shown that are null?", ("nulls",), _devices.nulls),
    ("links", "Do links to web interfaces hold a login?", ("links_with_login",), _devices.links),
    ("mac_style", "How are MAC addresses spelled?", ("mac_style",), _devices.mac_style),
    ("mac_keys", "Are devices found by other spellings?", ("mac_keys",), _devices.mac_keys),
    ("missing", "What does a missing device get?", ("missing_status", "missing_body"), _devices.missing),
    ("line_base", "Where do lines begin?", ("line_base",), _devices.line_base),
    ("free_lines", "How is a free line shown?", ("free_lines",), _devices.free_lines),
    ("kinds", "Which kinds of devices are there?", (), _devices.kinds),
    (
        "token_lifetime",
        "How long is an access token valid?",
        ("token_lifetime",),
        _tokens.lifetime,
    ),
    ("etags", "Are there ETags?", ("etags", "weak_etags"), _devices.etags),
)
_LOGIN = (
    ("one_token", "Which of two tokens dies?", ("single_token", "token_loses"), _tokens.one_token),
    ("expires_in", "What does the login say of the lifetime?", ("expires_in",), _tokens.announced),
)
_WRITE = (
    ("creation", "How must a new device name its template?", ("template_binding",), _writing.creation),
    ("statuses", "With which statuses do writes succeed?", (), _writing.statuses),
    ("needs_tag", "Does a change need If-Match?", ("require_if_match",), _writing.needs_tag),
    ("honours_tag", "Is If-Match honoured?", (), _writing.honours_tag),
    ("refused", "Which properties must a change not name?", ("refuse_fields",), _writing.refused),
    ("ignored", "Which values are taken and not stored?", ("ignore_fields",), _writing.ignored),
    ("normalised", "Which values come back in another form?", ("normalise_fields",), _writing.normalised),
    (
        "nested_patch",
        "What becomes of the parts of Provisioning that a change does not name?",
        ("nested_patch",),
        _writing.nested_patch,
    ),
    (
        "unbindable",
        "What does a body get that names an unknown property?",
        ("unbindable",),
        _writing.unbindable,
    ),
    ("regenerate", "What do new web credentials answer?", ("regenerate_answer",), _writing.regenerate),
    ("missing_delete", "What does the deletion of nothing get?", ("missing_delete",), _writing.missing_delete),
    ("is_removed", "Is the device of the probe gone?", (), _writing.is_removed),
)
_REASONS = (
    (
        "console_restricted",
        "Do console restrictions keep this machine out?",
        ("console_restricted",),
        "a refusal with 403 does not tell whether the role or the address is its reason",
    ),
    (
        "token_scope",
        "Does one active token count for an API client or for the phone system?",
        ("token_scope",),
        "that takes a second API client",
    ),
    (
        "lockout",
        "How many failed logins block an address?",
        ("lockout_after",),
        "finding out would block this machine",
    ),
    (
        "creation_headers",
        "Which headers does a creation need?",
        ("creation_headers",),
        "the collection sends all that were reported to be needed",
    ),
    (
        "extension_unique",
        "May an extension be on two devices?",
        ("extension_unique",),
        "the probe touches no extension of yours",
    ),
    (
        "freed_by",
        "What frees a line?",
        ("freed_by",),
        "the probe touches no extension of yours",
    ),
    (
        "dect_limit",
        "May a DECT base have more lines than its template has extensions?",
        ("dect_limit",),
        "the probe touches no extension of yours",
    ),
    (
        "change_of_key",
        "Can the MAC address of a device be changed?",
        (),
        "the probe would have a device that it could not find again",
    ),
    (
        "after_deletion",
        "What becomes of files and registrations of a deleted device?",
        (),
        "XAPI shows neither",
    ),
    (
        "hardware",
        "Does a change reach the hardware at once?",
        (),
        "there is no hardware behind the device of the probe",
    ),
)

QUESTIONS: tuple[_finding.Question, ...] = (
    *(_finding.Question(name, text, "read", switches, decide) for name, text, switches, decide in _READ),
    *(_finding.Question(name, text, "login", switches, decide) for name, text, switches, decide in _LOGIN),
    *(_finding.Question(name, text, "write", switches, decide) for name, text, switches, decide in _WRITE),
    *(_finding.Question(name, text, "never", switches, _never(reason)) for name, text, switches, reason in _REASONS),
)
