# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Send the requests of an export with requests alone, and make nothing of the answers. The limit to reach.

Usage: plain_reading.py FILE WORKERS, where FILE holds {"url", "client_id", "client_secret", "queries"}.
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from plain_session import open_session


def main() -> None:
    job, workers = json.loads(Path(sys.argv[1]).read_text()), int(sys.argv[2])
    session = open_session(job, workers)

    def read(query: str) -> object:
        answer = session.get(f"{job['url']}{query}", timeout=60)
        answer.raise_for_status()
        return answer.json()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(read, job["queries"]))


if __name__ == "__main__":
    main()
