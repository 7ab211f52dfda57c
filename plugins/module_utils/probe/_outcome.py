# Copyright (c) 2026, telephony.threecx contributors
# Simplified BSD License (see LICENSES/BSD-2-Clause.txt or https://opensource.org/licenses/BSD-2-Clause)
# SPDX-License-Identifier: BSD-2-Clause

"""What a run of the probe returns: answers, the profile, problems and the report. Pure.

PRIVATE to telephony.threecx: anything here may change in any release.
"""

from __future__ import annotations

import json
import typing as t

from ansible_collections.telephony.threecx.plugins.module_utils.probe import _evidence, _finding, _questions

Result = dict[str, t.Any]

_INTRODUCTION = (
    "This is what a 3CX phone system answered to the questions of `telephony.threecx.threecx_probe`. It holds no"
    " address, name, number or secret of the phone system."
)


def judge(
    evidence: _evidence.Evidence, parts: t.Collection[_finding.Part], instead: t.Mapping[_finding.Part, str]
) -> Result:
    """All that is returned, but for the log.

    :param parts: what was done.
    :param instead: for other parts, why they were not done.
    """
    answers: list[Result] = []
    unanswered: list[Result] = []
    profile: Result = {}
    for question in _questions.QUESTIONS:
        asked = {"id": question.id, "question": question.text}
        try:
            finding = _decide(question, evidence, parts, instead)
        except _evidence.UnknownError as error:
            unanswered.append({**asked, "reason": str(error)})
            continue
        profile.update(finding.settings)
        answers.append(
            {
                **asked,
                "answer": finding.answer,
                "how": finding.how,
                "copes": not finding.problem,
                "problem": finding.problem,
            }
        )
    problems = [f"{row['question']} {_sentence(row['problem'])}" for row in answers if row["problem"]]
    failures = sorted({seen.failure for seen in evidence.seen.values() if seen.failure})
    problems += [f"Requests of the probe failed: {_sentence(failure)}" for failure in failures]
    result = {"answers": answers, "unanswered": unanswered, "profile": profile, "problems": problems}
    return {**result, "report": report(result)}


def _decide(
    question: _finding.Question,
    evidence: _evidence.Evidence,
    parts: t.Collection[_finding.Part],
    instead: t.Mapping[_finding.Part, str],
) -> t.Any:
    if question.part not in (*parts, "never"):
        raise _evidence.UnknownError(instead[question.part])
    return question.decide(evidence)


def report(result: t.Mapping[str, t.Any]) -> str:
    """A page of Markdown."""
    answers = [
        f"| {row['question']} | {_cell(row['answer'])} | {_cell(row['how'])} | {'yes' if row['copes'] else 'no'} |"
        for row in result["answers"]
    ]
    unanswered = [f"| {row['question']} | {_cell(row['reason'])} |" for row in result["unanswered"]]
    problems = [f"- {problem}" for problem in result["problems"]] or ["None."]
    return "\n".join(
        [
            *("## Report of threecx_probe", "", _INTRODUCTION, ""),
            *(
                "### Answers",
                "",
                "| Question | Answer | Found by | The collection copes |",
                "| --- | --- | --- | --- |",
            ),
            *answers,
            *("", "### Problems", "", *problems, ""),
            *("### Without an answer", "", "| Question | Reason |", "| --- | --- |", *unanswered, ""),
            *("### Profile", "", "With `--profile FILE`, the emulator plays this phone system.", ""),
            *("```json", json.dumps(result["profile"], indent=2, sort_keys=True), "```", ""),
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
