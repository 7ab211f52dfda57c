# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Delete devices with requests alone: what is left when nothing is checked and nothing is told. The limit to reach.

Usage: plain_session.py FILE WORKERS, where FILE holds {"url", "client_id", "client_secret", "macs"}.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import requests
from requests.adapters import HTTPAdapter


def open_session(job: dict[str, str], workers: int) -> requests.Session:
    """A session that has logged in and keeps a connection for each worker."""
    session = requests.Session()
    session.mount("http://", HTTPAdapter(pool_maxsize=workers))
    login = {
        "grant_type": "client_credentials",
        "client_id": job["client_id"],
        "client_secret": job["client_secret"],
    }
    token = session.post(f"{job['url']}/connect/token", data=login, timeout=30).json()["access_token"]
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def main() -> None:
    job, workers = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2])
    session = open_session(job, workers)
    known = {mac for page in pages(session, job["url"]) for mac in page}

    def delete(mac: str) -> None:
        session.delete(f"{job['url']}/xapi/v1/Fxs('{mac}')", timeout=30).raise_for_status()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(delete, [mac for mac in job["macs"] if mac in known]))


def pages(session: requests.Session, url: str) -> list[list[str]]:
    found: list[list[str]] = []
    while not found or len(found[-1]) == 100:
        query = {"$top": "100", "$skip": str(100 * len(found)), "$orderby": "MacAddress"}
        rows = session.get(f"{url}/xapi/v1/Fxs", params=query, timeout=30).json()["value"]
        found.append([row["MacAddress"] for row in rows])
    return found


if __name__ == "__main__":
    main()
