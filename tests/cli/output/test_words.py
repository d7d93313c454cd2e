"""What is said about results."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from coincide.cli.commands.evaluate import losses, marked
from coincide.cli.output.catalog_tables import show_methods, show_problems
from coincide.cli.output.page import Page
from coincide.cli.survey.validate import thresholds_in_words
from coincide.records import Problem
from coincide.survey import Interval, NameEstimate
from coincide.workflow.evaluate.evaluate import MethodScore
from coincide.workflow.info.next_steps import next_steps, quoted

OURS = MethodScore(0.9, 0.8, 0.9, 0.9, 0.95, 100, 12, "coincide", True, 0.7, 0.8, 0.9, 0.9)
ENDINGS = (".m4a", ".mp4", ".M4A")
OTHER = replace(OURS, name="embedding-kmeans", is_ours=False, map=None, recall_at_1=None)


def test_a_tie_is_no_loss() -> None:
    assert losses([OURS, OTHER]) == []


def test_a_difference_that_is_not_shown_is_no_loss() -> None:
    assert losses([OURS, replace(OTHER, nmi=0.9004)]) == []


def test_a_loss_is_said_with_both_numbers() -> None:
    assert losses([OURS, replace(OTHER, nmi=0.95)]) == [
        "`embedding-kmeans` is better than coincide in NMI (0.950 against 0.900)."
    ]


def test_all_losses_to_a_method_are_one_sentence() -> None:
    assert losses([OURS, replace(OTHER, nmi=0.95, ari=0.85)]) == [
        "`embedding-kmeans` is better than coincide in NMI (0.950 against 0.900) and ARI (0.850 against 0.800)."
    ]


def test_a_method_without_search_does_not_win_at_it() -> None:
    assert losses([OTHER, OURS]) == []


def test_what_cannot_be_measured_cannot_be_lost() -> None:
    assert losses([replace(OURS, map=float("nan")), replace(OTHER, map=0.5)]) == []


@pytest.mark.parametrize("value", [None, float("nan")])
def test_what_has_no_value_is_a_dash(value: float | None) -> None:
    assert marked(replace(OURS, map=value), "map", [OTHER]) == "–"


def test_only_the_best_is_marked() -> None:
    methods = [OURS, replace(OTHER, nmi=0.95)]
    assert [marked(method, "nmi", methods) for method in methods] == ["0.900 ", "0.950*"]


SILHOUETTES = {"coincide": 0.5, "logmel-pca-kmeans": 0.6, "original-recipe": 0.4}


def test_a_baseline_that_recognizes_copies_better_is_called_better(capsys: pytest.CaptureFixture[str]) -> None:
    show_methods(Page(), SILHOUETTES, {"copies": {"coincide": 0.8, "logmel-pca-kmeans": 0.9}})
    assert capsys.readouterr().out.count("better than ours") == 1


def test_a_sharper_baseline_is_not_called_better(capsys: pytest.CaptureFixture[str]) -> None:
    show_methods(Page(), SILHOUETTES, {"copies": {"coincide": 0.9, "logmel-pca-kmeans": 0.7}})
    assert "better than ours" not in capsys.readouterr().out


def test_a_table_in_which_no_baseline_is_better_has_no_empty_column(capsys: pytest.CaptureFixture[str]) -> None:
    show_methods(Page(), SILHOUETTES, {"copies": {"coincide": 0.9, "logmel-pca-kmeans": 0.7}})
    assert "verdict" not in capsys.readouterr().out


@pytest.mark.parametrize(("ours", "plain"), [(0.42, 0.44), (0.5, 0.59)])
def test_a_baseline_that_guesses_is_not_called_better(
    capsys: pytest.CaptureFixture[str], ours: float, plain: float
) -> None:
    show_methods(Page(), SILHOUETTES, {"copies": {"coincide": ours, "logmel-pca-kmeans": plain}})
    assert "better than ours" not in capsys.readouterr().out


def test_methods_of_an_older_catalog_have_no_copies(capsys: pytest.CaptureFixture[str]) -> None:
    show_methods(Page(), SILHOUETTES, {})
    assert capsys.readouterr().out.count("–") == len(SILHOUETTES)


def test_problems_beyond_the_limit_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem(f"{number}.wav", "corrupt", "it is broken.", True) for number in range(7)]
    show_problems(Page(), problems, limit=5)
    assert "and 2 more" in capsys.readouterr().out


def test_what_is_left_out_comes_before_remarks(capsys: pytest.CaptureFixture[str]) -> None:
    show_problems(Page(), [Problem("a.wav", "clipped", "r", False), Problem("b.wav", "corrupt", "r", True)])
    output = capsys.readouterr().out
    assert output.index("b.wav") < output.index("a.wav")


def test_a_remark_names_the_folders_of_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    copy = Path.cwd() / "pond" / "20240510_040000.WAV"
    show_problems(Page(), [Problem(str(copy), "duplicate", "counted once.", False)])
    said = " ".join(capsys.readouterr().out.split())
    assert said == f"note (duplicate): {Path('pond', copy.name)}: counted once."


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps the current folder")
def test_a_remark_names_a_file_also_if_the_current_folder_is_gone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    show_problems(Page(), [Problem("/data/a.WAV", "duplicate", "counted once.", False)])
    assert "/data/a.WAV: counted once." in " ".join(capsys.readouterr().out.split())


def test_an_argument_with_a_space_is_quoted() -> None:
    assert quoted("my calls.wav") in ("'my calls.wav'", '"my calls.wav"')


def test_files_of_kinds_that_are_not_read_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [Problem(f"/a/{n}{ending}", "unsupported", "convert it.", True) for n, ending in enumerate(ENDINGS)]
    show_problems(Page(), problems, limit=5)
    said = " ".join(capsys.readouterr().out.split())
    assert "3 files of kinds that are not read: 2 .m4a, 1 .mp4. Convert them to WAV or FLAC" in said


@pytest.mark.parametrize(("is_named", "verbs"), [(False, ["label", "serve"]), (True, ["label", "summary"])])
def test_calls_that_have_names_can_be_counted_next(is_named: bool, verbs: list[str]) -> None:
    steps = next_steps(Path("reef"), "QUERY", is_named=is_named, is_judged=False)
    assert [step.command.split()[1] for step in steps[:2]] == verbs
    assert ("a few questions" in steps[0].why) != is_named


def test_names_without_a_score_to_rely_on_share_a_sentence() -> None:
    unknown = Interval(None, 0.0, 1.0)
    names = [NameEstimate(name, 4, 0, 0, unknown, unknown, unknown, None) for name in ("hoot", "trill", "buzz")]
    assert thresholds_in_words(names, 0.9) == [
        "hoot, trill and buzz: the sample shows no score at or above which 90% are right."
    ]
