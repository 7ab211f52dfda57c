# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Install pip into an environment without it, from the wheel which Python bundles.

A stand-in for the get-pip script that ansible-test downloads to set up its environments; see prepare_sanity.py.
It takes the same arguments: the packages to install, usually one pinned pip.
"""

from __future__ import annotations

import ensurepip
import sys
import sysconfig
from pathlib import Path

# The original installs setuptools and wheel unless told not to; here they come only where they are named.
NOT_PIPS_OWN = {"--no-setuptools", "--no-wheel"}


def main() -> None:
    # Distributions may keep the wheel in a folder of their own.
    folders = (sysconfig.get_config_var("WHEEL_PKG_DIR"), Path(ensurepip.__file__).parent / "_bundled")
    bundled = next(wheel for folder in folders if folder for wheel in Path(folder).glob("pip-*.whl"))
    sys.path.insert(0, str(bundled))
    from pip._internal.cli.main import main as pip  # noqa: PLC0415

    arguments = [argument for argument in sys.argv[1:] if argument not in NOT_PIPS_OWN]
    sys.exit(pip(["install", "--ignore-installed", *arguments]))


if __name__ == "__main__":
    main()
