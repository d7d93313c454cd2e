"""Workers of SLURM; an `sbatch` that runs each job on this machine stands for it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from dask import config
from unit_examples import dask_setting, own_process
from workflow_examples import Watch

from coincide.errors import CatalogError, InputError, WorkerError
from coincide.execute import open_executor
from coincide.execute.protocol import Tally
from coincide.execute.slurm import slurm_workers, why_no_job
from coincide.workflow.annotations import export_annotations
from coincide.workflow.evaluate.evaluate import evaluate
from coincide.workflow.search.search import search

JOB = """[slurm]
jobs = 1
memory = "1GB"
walltime = "00:10:00"
queue = "general"
scheduler_options = { dashboard_address = ":0" }  # a free port: several tests run at once
"""
SBATCH = """#!/bin/sh
# Like SLURM's it keeps a copy, says its number and does not wait.
cp "$1" "{folder}/job.sh"
sh "{folder}/job.sh" > "{folder}/job.log" 2>&1 < /dev/null &
echo "Submitted batch job $!"
"""
SCANCEL = '#!/bin/sh\nkill "$@"\n'


@pytest.fixture
def job(tmp_path: Path) -> Path:
    (tmp_path / "job.toml").write_text(JOB, encoding="utf-8")
    return tmp_path / "job.toml"


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("dask_jobqueue")
    for name, script in {"sbatch": SBATCH, "scancel": SCANCEL}.items():
        (tmp_path / name).write_text(script.replace("{folder}", str(tmp_path)), encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Creating scratch directories")  # on a busy machine
@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_jobs_of_slurm_do_the_work(slurm: Path, job: Path) -> None:
    with open_executor(str(job)) as executor:
        (process,) = set(executor.run(own_process, range(8), Tally()))
    assert process != os.getpid()
    script = (slurm / "job.sh").read_text(encoding="utf-8")
    assert "#SBATCH -p general" in script
    assert "#SBATCH -t 00:10:00" in script


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Creating scratch directories")  # on a busy machine
@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_jobs_wait_three_minutes_for_a_network_that_dropped_and_are_not_profiled(slurm: Path, job: Path) -> None:
    job.write_text(f'{JOB}job_script_prologue = ["export OWN=1"]\n', encoding="utf-8")
    with open_executor(str(job)) as executor:
        assert config.get("distributed.comm.timeouts.tcp") == "180s"
        assert list(executor.run(dask_setting, ["distributed.comm.timeouts.tcp"], Tally())) == ["180s"]
        assert list(executor.run(dask_setting, ["distributed.worker.profile.enabled"], Tally())) == ["False"]
    assert "export OWN=1" in (slurm / "job.sh").read_text(encoding="utf-8")


def test_a_machine_without_slurm_is_told_so(job: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dask_jobqueue")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WorkerError, match=r"^there is no `sbatch` here\."), open_executor(str(job)):
        pass


@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
@pytest.mark.parametrize(
    ("says", "told"),
    [("sbatch: error: Invalid account.", "sbatch: error: Invalid account"), ("", "it does not say why")],
)
def test_jobs_that_slurm_refuses_are_one_clear_error(slurm: Path, job: Path, says: str, told: str) -> None:
    message = rf"^`sbatch` refuses the job of `.*{job.name}`: {told}\. Correct its lines there\.$"
    (slurm / "sbatch").write_text(f"#!/bin/sh\necho '{says}' >&2\nexit 1\n", encoding="utf-8")
    with pytest.raises(WorkerError, match=message), open_executor(str(job)):
        pass


@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_an_sbatch_that_never_answers_is_one_clear_error(slurm: Path, job: Path) -> None:
    (slurm / "sbatch").write_text("#!/bin/sh\nexec tail -f /dev/null\n", encoding="utf-8")
    message = r"^`sbatch` gave no answer in 0\.2 s\. Run the same command again when SLURM answers\.$"
    with pytest.raises(WorkerError, match=message), slurm_workers(job, answer_s=0.2):
        pass


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Creating scratch directories")  # on a busy machine
@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_jobs_that_slurm_takes_work_although_it_refuses_others(slurm: Path, job: Path) -> None:
    _refuse_the_second(slurm, job)
    said: list[str] = []
    with open_executor(str(job), say=said.append) as executor:
        (process,) = set(executor.run(own_process, range(8), Tally()))
    assert process != os.getpid()
    (sentence,) = said
    assert sentence.startswith("SLURM takes 1 of 2 jobs, which do all the work. It refuses the others: mkdir: ")


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_jobs_to_which_sbatch_gives_no_answer_are_not_called_refused(slurm: Path, job: Path) -> None:
    _refuse_the_second(slurm, job, how="exec tail -f /dev/null")
    said: list[str] = []
    with slurm_workers(job, answer_s=5, say=said.append):
        pass
    message = "SLURM takes 1 of 2 jobs, which do all the work. For the others, `sbatch` gave no answer in 5 s."
    assert said == [message]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Creating scratch directories")  # on a busy machine
@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_a_search_says_that_slurm_refuses_jobs(slurm: Path, job: Path) -> None:
    _refuse_the_second(slurm, job)
    watch = Watch()
    with pytest.raises(CatalogError):  # the jobs come before the catalog, so that none need be learned
        search(slurm / "none.coincide", slurm / "call.wav", metric="dtw", workers=str(job), progress=watch)
    assert [each.partition(",")[0] for each in watch.said] == ["SLURM takes 1 of 2 jobs"]


@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_a_search_by_embedding_submits_no_jobs(slurm: Path, job: Path) -> None:
    with pytest.raises(CatalogError):
        search(slurm / "none.coincide", slurm / "call.wav", workers=str(job))
    assert not (slurm / "job.sh").exists()


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Creating scratch directories")  # on a busy machine
@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_an_evaluation_says_that_slurm_refuses_jobs(slurm: Path, job: Path, learned: Path) -> None:
    _refuse_the_second(slurm, job)
    catalog = Path(shutil.copytree(learned, slurm / "c.coincide"))
    export_annotations(catalog, slurm / "truth.csv", format="csv", unsure=False)
    watch = Watch()
    evaluate(catalog, slurm / "truth.csv", workers=str(job), progress=watch)
    assert [each.partition(",")[0] for each in watch.said] == ["SLURM takes 1 of 2 jobs"]


def _refuse_the_second(slurm: Path, job: Path, how: str = "exit 1") -> None:
    """Let SLURM take one of two jobs."""
    once = f"#!/bin/sh\nmkdir {slurm}/taken || {how}\n"
    (slurm / "sbatch").write_text((slurm / "sbatch").read_text(encoding="utf-8").replace("#!/bin/sh\n", once), "utf-8")
    job.write_text(JOB.replace("jobs = 1", "jobs = 2"), encoding="utf-8")


def _squeue(slurm: Path, script: str) -> None:
    (slurm / "squeue").write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (slurm / "squeue").chmod(0o755)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Creating scratch directories")  # on a busy machine
@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
def test_work_ends_if_no_job_is_left(slurm: Path, job: Path) -> None:
    (slurm / "sbatch").write_text("#!/bin/sh\necho Submitted batch job 17\n", encoding="utf-8")
    _squeue(slurm, f"[ -e {slurm}/asked ] || {{ touch {slurm}/asked; echo 17; }}")
    with (
        pytest.raises(WorkerError, match=r"^all SLURM jobs have ended, but work is left\..*`slurm-17\.out`"),
        slurm_workers(job, patience_s=0.1) as executor,
    ):
        list(executor.run(own_process, range(2), Tally()))
    assert (slurm / "asked").exists()


@pytest.mark.skipif(os.name == "nt", reason="the script that stands for SLURM is one of a Unix shell")
@pytest.mark.parametrize(
    ("script", "is_over"),
    [
        ("echo 17", False),
        ("exit 0", True),
        ("echo slurm_load_jobs error: Invalid job id specified >&2; exit 1", True),
        ("echo slurm_load_jobs error: Unable to contact slurm controller >&2; exit 1", False),
    ],
)
def test_jobs_are_over_only_if_slurm_says_so(slurm: Path, script: str, is_over: bool) -> None:
    _squeue(slurm, script)
    assert bool(why_no_job(["17", "18"])) == is_over


def test_jobs_are_not_over_where_nobody_can_be_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert why_no_job(["17"]) == ""


@pytest.mark.parametrize("text", ["", "[slurm]\n", "[slurm]\njobs = 0\n", 'slurm = "yes"\n', "[slurm]\njobs = true\n"])
def test_a_file_without_jobs_is_refused(text: str, job: Path) -> None:
    job.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"^expected a table `\[slurm\]` with `jobs`"), open_executor(str(job)):
        pass


def test_a_file_that_is_not_there_is_told_about(tmp_path: Path) -> None:
    place = tmp_path / "none.toml"
    with pytest.raises(InputError, match=f"`{place}` cannot be read: No such file"), open_executor(str(place)):
        pass


def test_a_file_that_is_no_toml_is_told_about(job: Path) -> None:
    job.write_text("[slurm", encoding="utf-8")
    with pytest.raises(InputError, match=f"`{job}` cannot be read as TOML"), open_executor(str(job)):
        pass


@pytest.mark.usefixtures("slurm")
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of a cluster that did not start
def test_an_option_that_slurm_does_not_have_is_named(job: Path) -> None:
    job.write_text(f"{JOB}colour = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"does not describe a SLURM job: .*colour"), open_executor(str(job)):
        pass
