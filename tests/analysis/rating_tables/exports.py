"""Small tables in the formats of other programs, written after their documentation and source; no real data.

jsPsych: every value in quotes, the video's files and the answers of a survey as JSON. Qualtrics: three header rows, of
which the third is JSON. reVISit: its tidy export, `undefined` for what is missing. P.910: result_parser.py.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path

CONDITIONS = ("original", "joint")
CLIPS = ("c1", "c2", "c3")
QUESTIONS = ("upper", "lower")


def rating(rater: int, clip: str, condition: str, question: str = "upper") -> int:
    """Return the answer, the same in every format."""
    return 1 + (rater + int(clip[1]) + 3 * (condition == "original") + (question == "lower")) % 7


def write_table(path: Path, rows: Iterable[Sequence[object]], separator: str = ",", *, quoted: bool = False) -> Path:
    text = io.StringIO()
    quoting = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=separator, quoting=quoting, lineterminator="\r\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def jspsych(path: Path, raters: Iterable[int] = range(4), *, survey: bool = False) -> Path:
    """Write a table of jsPsych: consent, practice, a slider or a survey of two questions per video, age at the end."""
    rows: list[tuple[object, ...]] = [
        ("rt", "stimulus", "response", "trial_type", "trial_index", "time_elapsed", "phase", "subject_id")
    ]
    for rater in raters:
        index = iter(range(100))
        subject = f"s{rater}"
        rows.append((1200, "<p>Consent</p>", 0, "html-button-response", next(index), 1300, "", subject))
        rows.append((900, '["videos/joint/c1.mp4"]', 50, "video-slider-response", next(index), 2, "practice", subject))
        for clip, condition in product(CLIPS, CONDITIONS):
            video = json.dumps([f"videos/{condition}/{clip}.mp4"])
            if survey:
                answers = json.dumps({question: rating(rater, clip, condition, question) for question in QUESTIONS})
                rows.append((2500, video, answers, "survey-likert", next(index), 9000, "main", subject))
            else:
                answer = rating(rater, clip, condition)
                rows.append((2500, video, answer, "video-slider-response", next(index), 9000, "main", subject))
        rows.append(("null", "", '{"age":"31"}', "survey-text", next(index), 99999, "", subject))
    return write_table(path, rows, quoted=True)


def qualtrics(path: Path, separator: str = ",", names: str = "{condition}_{clip}_{question}") -> Path:
    """Write an export of Qualtrics with a preview and an unfinished response."""
    fixed = ["StartDate", "Status", "Progress", "Finished", "ResponseId", "DistributionChannel", "Q_RecaptchaScore"]
    cells = list(product(CONDITIONS, CLIPS, QUESTIONS))
    asked = [names.format(condition=condition, clip=clip, question=question) for condition, clip, question in cells]
    header = [*fixed, *asked, "age", "comment_TEXT"]
    texts = ["Start Date", "Response Type", "Progress", "Finished", "Response ID", "Distribution Channel", "Score"]
    rows: list[list[object]] = [
        list(header),
        [*texts, *(f"How natural, {question}?\nVideo {clip}" for _, clip, question in cells), "Age", "Comment - Text"],
        [json.dumps({"ImportId": f"QID{number}"}) for number in range(len(header))],
    ]
    rows[2][4] = '{"ImportId":"_recordId"}'
    for rater in range(6):
        status, finished = ("Survey Preview" if rater == 4 else "IP Address"), rater != 5
        answers = [rating(rater, clip, condition, question) for condition, clip, question in cells]
        row: list[object] = ["2026-05-01 10:00:00", status, 100, finished, f"R_{rater}", "anonymous", 0.9]
        rows.append([*row, *answers, 20 + rater, "well, fine"])
    return write_table(path, rows, separator)


def revisit(path: Path) -> Path:
    """Write a tidy table of reVISit with clip and condition as parameters."""
    rows: list[tuple[object, ...]] = [
        (
            *("participantId", "trialId", "trialOrder", "responseId", "status", "answer", "duration"),
            *("parameters_clip", "parameters_condition"),
        )
    ]
    for rater in range(5):
        person, status = f"p{rater}", "rejected" if rater == 4 else "completed"
        unknown = ("undefined", "undefined")
        rows.append((person, "participantTags", "null", "participantTags", "undefined", "[]", *unknown, "undefined"))
        rows.append((person, "introduction", "0", "", status, "undefined", 5000, *unknown))
        for order, (clip, condition) in enumerate(product(CLIPS, CONDITIONS), start=1):
            for question in QUESTIONS:
                answer = rating(rater, clip, condition, question)
                rows.append((person, "rate", f"1_{order}", question, status, answer, 2500, clip, condition))
    return write_table(path, rows, quoted=True)


def p910(path: Path, question: str = "upper") -> Path:
    """Write the votes of P.910's result_parser.py."""
    rows: list[tuple[object, ...]] = [("HITId", "workerid", "file", "short_file_name", "vote", "condition_num")]
    for rater, clip, condition in product(range(4), CLIPS, CONDITIONS):
        number = f"{CONDITIONS.index(condition) + 1:02}"
        name = f"S_{clip}_C{number}.mp4"
        vote = rating(rater, clip, condition, question)
        rows.append((f"H{rater}", f"A{9 - rater}XYZ", f"https://lab.example/v/{name}", name, vote, number))
    return write_table(path, rows)
