"""What a study's pre-registration says besides its plan: conditions, recruitment, procedure, rules while it runs."""

from collections.abc import Iterator
from typing import Final

from analysis.preregistration.description import StudyDescription
from analysis.preregistration.wording import listed
from evalsite.studies.document.condition_table import ConditionTable
from evalsite.studies.document.document import StudyDocument
from evalsite.studies.document.forms import FormQuestion

ROUNDS: Final = "Conditions come in rounds, each in the order of a row of a Williams square; clips come in random order"
ONE_CONDITION: Final = "The clips come in random order"
BALANCED: Final = "is balanced on the completed valid ratings, whatever they are."
WATCHED: Final = (
    "A video can be rated once it was watched to its end at normal speed, which the server checks; other answers do "
    "not count."
)
HIDDEN: Final = "Nobody sees results by condition before the study is closed."


def describe_study(document: StudyDocument, collected: tuple[str, ...]) -> StudyDescription:
    """Return the description of a study; `collected` says what data there are."""
    return StudyDescription(
        title=document.study.title,
        conditions={condition.name: _condition(condition) for condition in document.conditions},
        clips=tuple(clip.name for clip in document.rated_clips),
        clip_count=len(document.rated_clips),
        collected=collected,
        procedure=(*_recruitment(document), *_procedure(document)),
        exclusions=tuple(_exclusions(document)),
        stopping=_stopping(document),
    )


def _condition(condition: ConditionTable) -> str:
    sources = {
        "the recording's measured motion": condition.original,
        "a face that only blinks": condition.still,
        f"motion predicted by the network {condition.checkpoint}": condition.checkpoint,
        "motion from files": condition.motion,
        "finished videos": condition.has_videos,
    }
    source = next(text for text, applies in sources.items() if applies)
    role = {"reference": " (reference)", "anchor": " (anchor)", "system": ""}[condition.effective_role]
    own = [f"{key} {value}" for key in ("avatar", "deformer", "sound") if (value := getattr(condition, key))]
    return f"{source}{role}{f', {listed(own)}' if own else ''}"


def _recruitment(document: StudyDocument) -> Iterator[str]:
    ways = ["on Prolific"] * (document.recruitment.prolific is not None)
    ways += ["by a link"] * document.recruitment.is_direct
    if ways:
        yield f"Participants are recruited {listed(ways)}."
    payment = document.payment
    if payment.reward:
        yield f"Each completed participation is paid {payment.reward} {payment.currency}."
    elif payment.reward_per_hour:
        yield f"Participants are paid {payment.reward_per_hour} {payment.currency} an hour."
    screening = [_screening(question) for question in document.before if question.screens]
    yield "Participants agree to the consent text and pass a sound check (they count notes)."
    if screening:
        yield f"Screened out before the videos: {'; '.join(screening)}."
    if len(document.languages) > 1:
        yield f"The pages are offered in {listed(document.languages)}."


def _screening(question: FormQuestion) -> str:
    limits = {
        f"below {question.screen_out_below:g}" if question.screen_out_below is not None else "",
        f"above {question.screen_out_above:g}" if question.screen_out_above is not None else "",
    } - {""}
    answers = [f"“{answer}”" for answer in question.screen_out] + sorted(limits)
    return f"{' or '.join(answers)} to “{question.text}”"


def _procedure(document: StudyDocument) -> Iterator[str]:
    if document.practice_count:
        yield f"Each participation begins with {_count(document.practice_count, 'practice video')}; not analysed."
    yield _order(document)
    yield WATCHED
    if document.repeat_count:
        yield (
            f"Repeats: {_count(document.repeat_count, 'video')} of the first half, shown again in the second: they "
            "measure how consistent raters are. The first rating is analysed."
        )
    kinds = [check.kind for check in document.checks]
    names = {"gold": "a video with a known rating", "instructed": "a question that names its answer"}
    checks = [f"{kinds.count(kind)} × {name}" for kind, name in names.items() if kind in kinds]
    if checks:
        yield f"Attention checks: {listed(checks)}."


def _order(document: StudyDocument) -> str:
    """Return how videos are ordered and who sees which."""
    if document.design.conditions_per_rater == "one":
        return f"{ONE_CONDITION}. Which condition a participant rates {BALANCED}"
    if document.design.clip_showings == "once":
        return (
            f"{ROUNDS}. The videos are divided into {len(document.conditions)} lists, the rows of a Latin square, in "
            f"each of which every clip has one condition; which list a participant rates {BALANCED}"
        )
    return f"{ROUNDS}, none twice in a row. Which videos a participant rates {BALANCED}"


def _exclusions(document: StudyDocument) -> Iterator[str]:
    protocol = document.protocol
    failures = []
    if document.checks:
        needed = min(protocol.failed_checks, len(document.checks))
        failures.append(f"{needed} or more of {len(document.checks)} checks are failed")
    if protocol.min_response_seconds:
        limit = f"{protocol.min_response_seconds:g} s"
        failures.append(f"the median time from the end of a video to the answer is below {limit}")
    if failures and document.analysis.exclusions.checks:
        yield f"The checks of the questionnaire count as failed if {' or '.join(failures)}."
    if protocol.incomplete == "exclude":
        yield "Answers of participants who do not complete the study are not used, unless they allow it on withdrawing."
    else:
        yield "Answers of participants who do not complete the study are used too."
    yield "The places of excluded and unfinished participants go to others."


def _stopping(document: StudyDocument) -> tuple[str, ...]:
    questions = " and question" if document.design.layout != "together" else ""
    more = " Further participants are admitted after that." if document.recruitment.over_quota else ""
    end = (
        f"Data collection ends when each video{questions} has {document.quota} valid ratings of participants who "
        f"completed the study, about {document.design.raters} raters, or when the researchers close it earlier."
    )
    return (f"{end}{more}", HIDDEN)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number != 1 else ''}"
