"""The list of studies and a study's page in every state."""

import json

import pytest
from django.test import Client

from analysis.objective_scores import ObjectiveScore
from evalsite.jobs.models import Job
from evalsite.jobs.runner import run_job
from evalsite.questionnaire.models import Participation
from evalsite.results import snapshots
from evalsite.stimuli.models import Stimulus
from evalsite.studies import lifecycle
from evalsite.studies.models import Study

PAGES = ("/", "/studies/first/", "/studies/first/status/", "/studies/first/ratings.csv", "/studies/first/results.json")
CONDITIONS = ("original", "separate-1", "joint-1", "joint - separate")


def make_job(**changes) -> Job:
    fields = {"kind": "render", "queue": "render", "title": "render joint-1", "spec": {}, "batch": "first"} | changes
    return Job.objects.create(spec_digest=str(Job.objects.count()), **fields)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_sign_in(closed_study, page):
    assert Client().get(page).headers["Location"] == f"/sign-in/?next={page}"


@pytest.mark.parametrize("action", ["open", "close"])
def test_a_stranger_changes_nothing(study_maker, action):
    study = study_maker()
    Client().post(f"/studies/first/{action}/")
    study.refresh_from_db()
    assert study.state == "open"


def test_without_studies_the_page_says_what_to_type(researcher, sound_page):
    assert "python manage.py study new" in sound_page(researcher.get("/"))


def test_studies_are_listed_with_state_and_count(researcher, sound_page, closed_study, study_maker):
    study_maker("second", state="draft")
    text = sound_page(researcher.get("/"))
    assert text.index("Study second") < text.index("Study first")
    assert ">closed</span>" in text
    assert '<td class="n" data-label="Completed">4</td>' in text


def test_many_studies_take_few_queries(researcher, study_maker, django_assert_max_num_queries):
    for number in range(8):
        study_maker(f"study-{number}")
    with django_assert_max_num_queries(4):
        researcher.get("/")


def test_an_unknown_study_is_not_found(researcher, sound_page):
    answer = researcher.get("/studies/none/")
    assert answer.status_code == 404
    assert "The link may be incomplete" in sound_page(answer)


def test_a_draft_shows_what_is_missing_and_asks_again_while_something_moves(researcher, sound_page, study_maker):
    study_maker(state="draft", ready=False)
    make_job(state="running", message="frame 3 of 75")
    text = sound_page(researcher.get("/studies/first/"))
    assert "0 of 6 videos ready" in text
    assert "frame 3 of 75" in text
    assert 'hx-trigger="every 2s"' in text


def test_a_draft_at_which_nothing_works_says_so_and_is_not_asked_again(researcher, study_maker):
    study_maker(state="draft", ready=False)
    make_job(state="failed", error="The disk is full; free some space.")
    text = researcher.get("/studies/first/").content.decode()
    assert "No job is producing the missing videos" in text
    assert "The disk is full" in text
    assert "hx-trigger" not in text


def test_a_complete_draft_shows_its_videos_and_can_be_opened(researcher, sound_page, study_maker):
    study = study_maker(state="draft")
    text = sound_page(researcher.get("/studies/first/"))
    assert text.count("<video") == 6
    assert "/s/first/" in text
    researcher.post("/studies/first/open/")
    study.refresh_from_db()
    assert study.is_open


def test_opening_too_early_says_why(researcher, study_maker):
    study_maker(state="draft", ready=False)
    text = researcher.post("/studies/first/open/", follow=True).content.decode()
    assert "6 of 6 videos are not ready" in text


def test_the_moving_part_comes_alone(researcher, study_maker):
    study_maker(state="draft", ready=False)
    make_job(state="queued")
    text = researcher.get("/studies/first/status/?state=draft").content.decode()
    assert "1 job waiting" in text
    assert "<html" not in text


def test_when_the_last_video_is_ready_the_whole_page_comes_again(researcher, study_maker):
    study_maker(state="draft", ready=False)
    make_job(state="queued")
    Stimulus.objects.update(video="7" * 64)
    assert researcher.get("/studies/first/status/?state=draft").headers["HX-Refresh"] == "true"


@pytest.mark.parametrize("state", ["open", "closed"])
def test_who_looks_at_an_earlier_state_gets_the_page_again(researcher, study_maker, state):
    study_maker(state=state)
    assert researcher.get("/studies/first/status/?state=draft").headers["HX-Refresh"] == "true"


def test_an_open_study_shows_its_flow(researcher, sound_page, study_maker, rate):
    study = study_maker()
    rate(study, 3)
    for state in ("arrived", "consented", "started"):
        Participation.objects.create(study=study, state=state)
    answer = researcher.get("/studies/first/")
    balance = answer.context["counts"]
    assert (balance.arrived, balance.consented, balance.in_progress, balance.completed) == (6, 5, 2, 3)
    assert (balance.ratings, balance.fewest_presentations, balance.most_presentations) == (54, 3, 3)
    assert "http://localhost:8000/s/first/" in sound_page(answer)


def test_practice_and_unfinished_showings_do_not_count_as_balance(researcher, study_maker, rate):
    study = study_maker()
    rate(study, 2)
    person = study.participations.first()
    person.trials.filter(position=1).update(valid=False)
    person.trials.filter(position=2).update(position=0)
    balance = researcher.get("/studies/first/").context["counts"]
    assert (balance.fewest_presentations, balance.most_presentations) == (1, 2)


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        ({}, "unfinished participations are excluded"),
        ({"incomplete": "include", "consent": "All you answer is used."}, "ratings of unfinished participations count"),
    ],
)
def test_the_page_says_what_becomes_of_the_unfinished(researcher, study_maker, protocol, said):
    study_maker(protocol=protocol)
    text = researcher.get("/studies/first/").content.decode()
    assert said in text
    assert ("are excluded" in text) == (protocol == {})
    assert ("stopped early," in text) == (protocol != {})


def test_completed_and_valid_are_told_apart_from_completed(researcher, study_maker, rate):
    study = study_maker()
    rate(study, 3)
    study.participations.filter(pk=study.participations.first().pk).update(excluded_by="gold")
    text = researcher.get("/studies/first/").content.decode()
    assert '2<small> of 4</small></div><span class="soft">completed and valid</span>' in text
    assert '<span class="figure-number">3</span> <span class="soft">completed</span>' in text


def test_participants_who_withdrew_but_left_their_answers_are_listed_as_raters(researcher, study_maker, rate):
    study = study_maker()
    rate(study, 3)
    study.participations.filter(pk=study.participations.first().pk).update(
        state="withdrawn", answers_kept=True, completed_at=None
    )
    listed = researcher.get("/studies/first/").context["raters"]
    assert [rater.ratings for rater in listed] == [18, 18, 18]
    assert [rater.minutes for rater in listed].count(None) == 1


@pytest.mark.parametrize("page", ["/studies/first/", "/studies/first/status/?state=open"])
def test_nothing_by_condition_while_open(researcher, study_maker, rate, page):
    rate(study_maker())
    text = researcher.get(page).content.decode()
    assert not [name for name in CONDITIONS if name in text]


@pytest.mark.parametrize("name", ["ratings.csv", "results.json"])
@pytest.mark.parametrize("state", ["draft", "open"])
def test_nothing_to_download_before_closing(researcher, study_maker, rate, state, name):
    rate(study_maker(state=state))
    assert researcher.get(f"/studies/first/{name}").status_code == 404


def test_closing_takes_a_post_and_has_the_ratings_analysed(researcher, sound_page, study_maker, rate):
    rate(study_maker())
    assert researcher.get("/studies/first/close/").status_code == 405
    text = sound_page(researcher.post("/studies/first/close/", follow=True))
    assert "The study is closed." in text
    assert "Analysis in progress" in text
    job = Job.objects.get(kind="analyse")
    assert (job.queue, job.spec) == ("analysis", {"study": Study.objects.get().pk})
    Job.objects.update(message="objective scores of joint-1 × clip-0")
    assert "joint-1 × clip-0" in researcher.get("/studies/first/analysis/status/").content.decode()


def test_closing_twice_says_so(researcher, closed_study):
    assert "first is closed, not open" in researcher.post("/studies/first/close/", follow=True).content.decode()


def test_results_show_contrasts_first_then_means_then_trust(researcher, sound_page, closed_study):
    text = sound_page(researcher.get("/studies/first/"))
    places = [text.index(part) for part in ("joint - separate", "All conditions", "All pairs", "Data and methods")]
    assert places == sorted(places)
    for told in ("Eyebrow region", "Friedman", "χ²(2,", "Mixed model", "4 raters", "none from the plan"):
        assert told in text


def test_every_chart_has_a_role_a_title_and_a_table_beside(researcher, closed_study):
    text = researcher.get("/studies/first/").content.decode()
    assert text.count("<svg") == text.count('role="img"') == text.count("</title>") - 1 == 6
    assert text.count('class="chart means') == text.count('aria-label="Ratings by condition') == 3


def test_objective_measures_stand_beside_the_ratings_with_their_table(
    researcher, sound_page, study_maker, rate, monkeypatch
):
    def scores(_study, rated, _progress):
        predicted = [cell for cell in sorted(rated) if cell.condition != "original"]
        rows = enumerate(predicted)
        return [ObjectiveScore(each.clip, each.condition, "lower", "lve_mm", float(n)) for n, each in rows], ["noted"]

    study = study_maker(state="closed", clips=4)
    rate(study)
    monkeypatch.setattr(snapshots, "_objective_scores", scores)
    snapshots.ensure_snapshot(study)
    text = sound_page(researcher.get("/studies/first/"))
    assert text.count('class="chart scatter') == 1
    assert text.count('class="point" href="#shape-') == 8 + 3
    for told in ("Noted.", "ρ\xa0=", "Lip vertex error (LVE), mm", "separate-1 × clip-0", "Objective measures and"):
        assert told in text


def test_without_measured_motion_there_is_no_such_part(researcher, closed_study):
    assert "Objective measures and ratings" not in researcher.get("/studies/first/").content.decode()


def test_every_number_of_the_report_is_on_the_page(researcher, closed_study):
    text = researcher.get("/studies/first/").content.decode()
    for table in ("Planned contrasts", "Effect sizes of all pairs", "Pairs by the ordinal", "Agreement between raters"):
        assert f"<summary>{table}" in text
    for heading in ("Cliff’s δ", "p BH", "BF01", "Odds ratio", "ICC(3,k)", "95 % bootstrap"):
        assert heading in text


def test_conditions_stand_in_the_order_of_the_study_file(researcher, closed_study):
    report = researcher.get("/studies/first/").context["report"]
    assert [row.name for row in report.questions[0].chart.rows] == ["original", "separate-1", "joint-1"]


def test_t_agrees_with_the_p_beside_it(researcher, closed_study):
    from scipy.stats import t as student  # noqa: PLC0415

    card = researcher.get("/studies/first/").context["report"].contrasts[0].cards[0]
    value = float(card.test.split("=\xa0")[1].split(",")[0].replace("−", "-"))
    stored = closed_study.snapshots.get().results["contrasts"][0]
    assert 2 * student.sf(abs(value), stored["df"]) == pytest.approx(stored["p"], rel=0.05, abs=1e-6)


@pytest.mark.parametrize("tables", [{}, {"analysis": {"contrasts": {}}}])
def test_one_rater_and_no_contrasts_still_have_a_page(researcher, sound_page, study_maker, rate, tables):
    study = study_maker(state="closed", **tables)
    rate(study, 1)
    snapshots.ensure_snapshot(study)
    assert "All conditions" in sound_page(researcher.get("/studies/first/"))


def test_a_study_that_nobody_completed_closes_and_says_so(researcher, sound_page, study_maker):
    lifecycle.close(study_maker())
    run_job(Job.objects.get().pk)
    assert researcher.get("/studies/first/analysis/status/").headers["HX-Refresh"] == "true"
    text = sound_page(researcher.get("/studies/first/"))
    assert "Nobody completed study first" in text
    assert "Analyse again" in text
    researcher.post("/studies/first/analysis/start/")
    assert [job.state for job in Job.objects.all()] == ["queued", "failed"]
    assert researcher.get("/studies/first/ratings.csv").status_code == 200
    assert researcher.get("/studies/first/results.json").status_code == 404


@pytest.mark.parametrize("state", ["draft", "open", "closed"])
def test_simulated_participants_are_told_on_every_page(researcher, study_maker, rate, state):
    rate(study_maker(state=state), simulated=True)
    for page in ("/", "/studies/first/"):
        assert b"simulated participants" in researcher.get(page).content


def test_no_badge_without_simulated_participants(researcher, closed_study):
    for page in ("/", "/studies/first/"):
        assert b"simulated participants" not in researcher.get(page).content


def test_downloads_are_named_and_marked(researcher, study_maker, rate):
    study = study_maker(state="closed")
    rate(study, simulated=True)
    snapshots.ensure_snapshot(study)
    table, results = (researcher.get(f"/studies/first/{name}") for name in ("ratings.csv", "results.json"))
    assert table.headers["Content-Disposition"] == 'attachment; filename="first-ratings-simulated.csv"'
    assert results.headers["Content-Disposition"] == 'attachment; filename="first-results-simulated.json"'
    assert json.loads(results.content)["simulated"] is True


def test_a_closed_study_takes_few_queries(researcher, closed_study, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        researcher.get("/studies/first/")


@pytest.mark.parametrize(("state", "most"), [("draft", 11), ("open", 13)])
def test_pages_take_few_queries_however_much_there_is(
    researcher, study_maker, rate, django_assert_max_num_queries, state, most
):
    rate(study_maker(state=state, clips=6), 6)
    with django_assert_max_num_queries(most):
        researcher.get("/studies/first/")


def test_a_title_is_text_not_markup(researcher, study_maker):
    study_maker(study={"name": "first", "title": "<script>alert(1)</script>"})
    assert b"<script>alert" not in researcher.get("/studies/first/").content
