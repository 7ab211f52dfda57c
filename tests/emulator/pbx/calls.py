# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens to calls in a company: queues, digital receptionists, trunks, rules, holidays. They lead to each other
in circles, as those of real companies do."""

from __future__ import annotations

from typing import Any

from .derived import UNUSED_ROUTE
from .people import People
from .plausible import end_call, outside, plausible, route, schedule, to
from .state import Record, State

_HOLIDAYS = (("New Year", 1, 1), ("Labour Day", 5, 1), ("Company outing", 7, 14), ("Christmas", 12, 25))


class Calls:
    """Makes all that needs the people; `everything` in the order in which one kind needs another."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._state: State = people.state
        self._plan = people.plan
        self._add = people.state.add
        self._trunks: list[Record] = []

    def everything(self) -> None:
        self._queues(self._plan.share(20))
        self._receptionists(self._plan.share(50))
        self._parkings(min(10, self._plan.share(20)))
        self._fax(1 + self._plan.share(100))
        self._call_flow_apps()
        self._make_trunks(2 + self._plan.share(500))
        self._inbound_rules(max(3, self._plan.users * 3 // 10))
        self._outbound_rules()
        self._holidays()
        self._website_links()

    def _group(self, position: int) -> Record:
        return self._people.groups[position % len(self._people.groups)]

    def _number(self, kind: str, position: int, part: int) -> str:
        """The number of one of the objects of a kind of which there is one for every `part` users."""
        return self._plan.number(kind, position % self._plan.share(part))

    def _target(self, position: int) -> Record:
        """Where a call may go: each kind of destination in turn."""
        choices = (
            to("Extension", self._plan.number("Users", position % self._plan.users)),
            to("RingGroup", self._number("RingGroups", position, 10)),
            to("Queue", self._number("Queues", position, 20)),
            to("IVR", self._number("Receptionists", position, 50)),
            to("VoiceMail", self._plan.number("Users", position % self._plan.users)),
            outside("+49301234567"),
        )
        return choices[position % len(choices)]

    def _queues(self, count: int) -> None:
        common = plausible(self._state, "Queue")
        for position in range(count):
            number = self._plan.number("Queues", position)
            agents = self._people.some_users(8)
            self._add(
                "Queues",
                {
                    **common,
                    "Number": number,
                    "Name": f"{self._group(position)['Name']} line",
                    "Groups": [self._people.membership(number, self._group(position))],
                    "Agents": [{"Number": agent, "SkillGroup": str(rank % 3 + 1)} for rank, agent in enumerate(agents)],
                    "Managers": [{"Number": agents[0]}],
                    "PollingStrategy": ("RingAll", "Hunt", "LongestWaiting")[position % 3],
                    "ForwardNoAnswer": to("IVR", self._number("Receptionists", position, 50)),
                    "OutOfOfficeRoute": route(to("VoiceMail", number)),
                    "HolidaysRoute": route(to("VoiceMail", number), "closed.wav"),
                    "IsRegistered": True,
                    "ClickToCallId": f"queue{number}",
                },
            )

    def _receptionists(self, count: int) -> None:
        common = plausible(self._state, "Receptionist")
        for position in range(count):
            number = self._plan.number("Receptionists", position)
            self._add(
                "Receptionists",
                {
                    **common,
                    "Number": number,
                    "Name": f"{self._group(position)['Name']} menu",
                    "Groups": [self._people.membership(number, self._group(position))],
                    "Forwards": self._forwards(position),
                    "IVRType": "Default",
                    "PromptFilename": "welcome.wav",
                    "PromptSet": "1",
                    "Timeout": 5,
                    "TimeoutForwardType": "Extension",
                    "TimeoutForwardDN": self._plan.number("Users", 0),
                    "InvalidKeyForwardDN": "",
                    "IsRegistered": True,
                },
            )

    def _forwards(self, position: int) -> list[Record]:
        """Keys of a menu: to a group, a queue, back to a menu, and one that repeats."""
        keys = (
            ("1", "RingGroup", self._number("RingGroups", position, 10)),
            ("2", "Queue", self._number("Queues", position, 20)),
            ("3", "IVR", self._number("Receptionists", position + 1, 50)),
            ("4", "VoiceMail", self._plan.number("Users", 0)),
            ("*", "RepeatPrompt", ""),
        )
        return [
            {"Id": self._state.new_id(), "Input": key, "ForwardType": kind, "ForwardDN": number, "CustomData": ""}
            for key, kind, number in keys
        ]

    def _parkings(self, count: int) -> None:
        for position in range(count):
            number = f"SP{position}"
            self._add("Parkings", {"Number": number, "Groups": [self._people.membership(number, self._group(0))]})

    def _fax(self, count: int) -> None:
        for position in range(count):
            number = self._plan.number("Fax", position)
            self._add(
                "Fax",
                {
                    "Number": number,
                    "AuthID": f"fax{number}",
                    "AuthPassword": self._people.secret(),
                    "FaxServer": position == 0,
                    "OutboundCallerId": "",
                    "Groups": [self._people.membership(number, self._group(position))],
                },
            )

    def _call_flow_apps(self) -> None:
        number = "*900"
        app = {
            **plausible(self._state, "CallFlowApp"),
            "Number": number,
            "Name": "Lottery",
            "RoutingType": "DialCode",
            "ScriptCode": "// nothing to see",
            "Groups": [self._people.membership(number, self._group(0))],
        }
        self._add("CallFlowApps", app)

    # Lines to the world

    def _make_trunks(self, count: int) -> None:
        for position in range(count):
            self._trunks.append(self._add("Trunks", self._trunk(position)))
        # Behind the meetings of the web client is one that lists leave out.
        bridge = {"Name": "WebMeeting", "Type": "Unknown"}
        self._add("Trunks", {**self._trunk(count), "DidNumbers": [], "Gateway": bridge, "_hidden": True})

    def _trunk(self, position: int) -> Record:
        number = str(10000 + position)
        main = f"+4930{12 + position}00"
        share = max(3, self._plan.users * 3 // 10) // (2 + self._plan.share(500)) + 1
        gateway = plausible(self._state, "Gateway")
        return {
            **plausible(self._state, "Trunk"),
            "Number": number,
            "AuthID": f"account{position}",
            "AuthPassword": {"Value": self._people.secret()},
            "ExternalNumber": main,
            "DidNumbers": [main, *(f"{main}{did:03}" for did in range(share))],
            "Groups": [self._people.membership(number, self._group(0))],
            "ReceiveExtensions": [],
            "EmergencyGeoLocations": [],
            "InCIDFormatting": [{"SourcePattern": "00(.*)", "ReplacePattern": "+$1"}],
            "Gateway": {
                **gateway,
                "Id": self._state.new_id(),
                "Name": f"Provider {position + 1}",
                "Type": "Provider",
                "Host": f"sip{position}.example.com",
                "TemplateFilename": "generic.pv.xml",
                "Codecs": ["PCMA", "G722"],
                "InboundParams": [{"ParamId": 3, "ValueId": 2, "Custom": None}],
                "OutboundParams": [{"ParamId": 3, "ValueId": 4, "Custom": "anonymous"}],
                "VariableChoices": [{"Key": "PIN", "Value": self._people.secret()}, {"Key": "Region", "Value": "EU"}],
            },
            "TrunkRegTimes": [],
            "IsOnline": True,
        }

    def _inbound_rules(self, count: int) -> None:
        """A rule for each of the numbers of a trunk in turn, and one for all its others."""
        for position in range(count):
            trunk = self._trunks[position % len(self._trunks)]
            dids = trunk["DidNumbers"]
            self._add("InboundRules", self._rule(trunk, "BasedOnDID", dids[position // len(self._trunks)], position))
        for position, trunk in enumerate(self._trunks):
            self._add("InboundRules", self._rule(trunk, "ForwardAll", "", position))
        # One number on two trunks
        twin = self._trunks[0]["DidNumbers"][0]
        self._trunks[1]["DidNumbers"].append(twin)
        self._add("InboundRules", self._rule(self._trunks[1], "BasedOnDID", twin, 0))

    def _rule(self, trunk: Record, condition: str, data: str, position: int) -> Record:
        return {
            "RuleName": f"Number {position % 40}",
            "TrunkDN": {"Number": trunk["Number"]},
            "Condition": condition,
            "Data": data,
            "CallType": "AllCalls",
            "CustomData": "",
            "OfficeHoursDestination": self._target(position),
            "OutOfOfficeHoursDestination": self._target(position + 1),
            "HolidaysDestination": end_call() if position % 2 else self._target(position + 2),
            "AlterDestinationDuringOutOfOfficeHours": position % 2 == 0,
            "AlterDestinationDuringHolidays": position % 3 == 0,
            "Hours": schedule("OfficeHours") if position % 4 else schedule("SpecificHours", "08:00", "16:00"),
        }

    def _outbound_rules(self) -> None:
        rules: tuple[tuple[str, str, dict[str, Any]], ...] = (
            ("Emergency", "110,112", {"EmergencyRule": True}),
            ("Abroad", "00", {"NumberLengthRanges": "9-15"}),
            (
                "Lifts",
                "0",
                {"DNRanges": [{"From": self._plan.number("Users", 0), "To": self._plan.number("Users", 0)}]},
            ),
            ("Some departments", "0", {"GroupIds": [group["Id"] for group in self._people.groups[:2]]}),
            ("Everything else", "", {}),
        )
        for priority, (name, prefix, more) in enumerate(rules, 1):
            used = [
                {**UNUSED_ROUTE, "TrunkId": trunk["Id"], "StripDigits": len(prefix) % 3}
                for trunk in self._trunks[: 1 + priority % 2]
            ]
            rule = {
                "Name": name,
                "Prefix": prefix,
                "Priority": priority,
                "EmergencyRule": False,
                "NumberLengthRanges": "",
            }
            self._add("OutboundRules", {**rule, "DNRanges": [], "GroupIds": [], **more, "Routes": used})

    # Times and pages

    def _holidays(self) -> None:
        for position, group in enumerate(self._people.groups[:20]):
            for name, month, day in _HOLIDAYS[: 1 + position % len(_HOLIDAYS)]:
                self._add("Holidays", _holiday(name, group, month, day))

    def _website_links(self) -> None:
        for position, link in enumerate(("sales", "no")):
            target = self._number("Queues", position, 20)
            self._add(
                "WebsiteLinks",
                {
                    **plausible(self._state, "Weblink"),
                    "Link": link,
                    "Name": f"Talk to {link}",
                    "Id": self._state.new_id(),
                    "Group": self._group(position)["Number"],
                    "DN": {"Number": target},
                    "Website": ["https://www.example.com"],
                },
            )


def _holiday(name: str, group: Record, month: int, day: int) -> Record:
    return {
        "Name": name,
        "Group": group["Number"],
        "Day": day,
        "Month": month,
        "Year": 0,
        "DayEnd": day,
        "MonthEnd": month,
        "YearEnd": 0,
        "TimeOfStartDate": "P0D" if month != 7 else "PT8H",
        "TimeOfEndDate": "PT23H59M",
        "IsRecurrent": month != 7,
        "HolidayPrompt": None,
    }
