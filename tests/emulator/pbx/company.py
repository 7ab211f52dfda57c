# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A believable company as the contents of a phone system. The same seed makes the same company."""

from __future__ import annotations

from .calls import Calls
from .derived import display_name
from .people import People
from .plan import Plan
from .state import Record, State
from .supply import FAVOURITES, System


def seeded(state: State, users: int | None, client_id: str) -> State:
    """Fill a new phone system. Without a number of users it has its default department, two others, an operator, and
    what comes with the system. `client_id` is the API client that tests use."""
    plan = Plan(1 if users is None else users)
    people = People(state, plan)
    people.departments(2 if users is None else plan.share(20))
    if users is None:
        people.users()
    else:
        people.sbcs(plan.share(50))
        people.users()
        people.ring_groups(plan.share(10))
        Calls(people).everything()
    System(people).everything(client_id, small=users is None)
    return state


def connected(state: State, device: Record, position: int) -> Record:
    """A generated FXS device as part of the company: its lines have extensions of people, its department exists, and
    some stand behind an SBC."""
    people, sbcs = (list(state.rows(name)) for name in ("Users", "Sbcs"))
    groups = [group for group in state.rows("Groups") if not group["Name"].startswith(FAVOURITES)]
    lines = []
    for line in device["FxsLines"]:
        user = people[(position * 2 + line["Key"]) % len(people)]
        lines.append({**line, "Number": user["Number"], "Name": display_name(user)})
    group = groups[position % len(groups)]["Number"]
    provisioning = device["Provisioning"]
    if position % 4 == 3:
        provisioning = {**provisioning, "Method": "SBC", "SbcName": sbcs[position % len(sbcs)]["Name"]}
    return {**device, "FxsLines": lines, "Group": group, "Provisioning": provisioning}
