# Copyright (c) 2026, telephony.threecx contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings of Sphinx for the documentation site; see build.py."""

from __future__ import annotations

project = "telephony.threecx"
project_copyright = "2026, telephony.threecx contributors"
html_title = html_short_title = "telephony.threecx"

extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
# What belongs to ansible-core is linked by a list of its own, so that nothing is fetched; see elsewhere.txt.
intersphinx_mapping = {"ansible-core": ("https://docs.ansible.com/projects/ansible/latest/", "elsewhere.inv")}
default_role = "any"
nitpicky = True

html_theme = "sphinx_ansible_theme"
html_theme_options = {
    "documentation_home_url": "https://github.com/telephony-threecx/telephony.threecx",
    "navigation_depth": 2,
    "topbar_links": {"Issues": "https://github.com/telephony-threecx/telephony.threecx/issues"},
}
html_static_path = ["static"]
html_css_files = ["style.css"]
html_copy_source = False
html_show_sourcelink = False
html_use_index = False
highlight_language = "YAML+Jinja"
pygments_style = "ansible"
