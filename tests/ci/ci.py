"""Runs the steps of reports/ci/ as GitHub and GitLab do, but for those that build, with
the aqcheck that is there: a kernel that is right, one that is not, one that is missing.
Usage: ci.py AQCHECK SOURCES KERNEL"""
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml

AQCHECK, SOURCES, KERNEL = (os.path.abspath(path) for path in sys.argv[1:4])
FILTER = "product=950,prototype=per_token,src=int8,scale=half,offset=1,transpose=0"
failures = []


def want(good, where, what):
    if not good:
        failures.append(f"{where}: {what}")


def load(name):
    with open(os.path.join(SOURCES, "reports", "ci", name), encoding="utf-8") as file:
        return yaml.safe_load(file)


def bash(script, environment, folder):
    done = subprocess.run(["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
                          cwd=folder, env=environment, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout + done.stderr


def environment_of(variables, backend, folder):
    """The job's variables, with this machine's values for what is set by hand."""
    own = {"AQCHECK": AQCHECK, "TOLERANCE": os.path.join(SOURCES, "reports", "tolerance.json"),
           "BACKEND": backend, "FILTER": FILTER}
    want(set(own) <= set(variables), "variables", f"of {sorted(own)} not all are there")
    return {**os.environ, **{key: str(value) for key, value in variables.items()}, **own,
            "GITHUB_STEP_SUMMARY": os.path.join(folder, "step-summary")}


def github(backend, folder):
    """The job's result, what it printed, and what was kept of it."""
    workflow = load("github-actions.yml")
    environment = environment_of(workflow["env"], backend, folder)
    result, printed, kept = 0, "", {}
    for step in workflow["jobs"]["aqcheck"]["steps"]:
        if step.get("name") in ("Install git", "Build aqcheck", "Build the kernel"):
            continue
        if result and step.get("if") != "always()":
            continue
        uses = step.get("uses", "").split("@")[0]
        if "run" in step:
            code, text = bash(step["run"], environment, folder)
            result, printed = result or code, printed + text
        elif uses == "actions/upload-artifact":
            kept["folder"] = step["with"]["path"]
        elif uses == "github/codeql-action/upload-sarif":
            kept["sarif"] = step["with"]["sarif_file"]
        else:
            want(uses == "actions/checkout", "github", f"what is '{uses}'?")
    return result, printed, kept


def gitlab(backend, folder):
    job = load("gitlab-ci.yml")["aqcheck"]
    environment = environment_of(job["variables"], backend, folder)
    result, printed = bash("\n".join(job["script"]), environment, folder)
    artifacts = job["artifacts"]
    want(artifacts["when"] == "always", "gitlab", "artifacts only of what passes")
    (path,) = artifacts["paths"]
    return result, printed, {"folder": path, "junit": artifacts["reports"]["junit"]}


def check_kept(where, folder, kept, failing):
    """What the page of the job is made from is there and says what happened."""
    report = os.path.join(folder, kept["folder"])
    names = set(os.listdir(report))
    want({"report.html", "results.json", "junit.xml", "results.sarif", "summary.md"} <= names,
         where, f"of the report only {sorted(names)} are kept")
    want(any(name.endswith(".aqcase") for name in names) == failing, where, "cases that failed")
    suite = xml.etree.ElementTree.parse(
        os.path.join(folder, kept.get("junit", "aqcheck-report/junit.xml"))).getroot()[0]
    want((int(suite.get("failures")) > 0) == failing, where, "JUnit counts other failures")
    with open(os.path.join(folder, kept.get("sarif", "aqcheck-report/results.sarif")),
              encoding="utf-8") as file:
        results = json.load(file)["runs"][0]["results"]
    want(bool(results) == failing, where, "SARIF has other results")


def main():
    runs = (("right", "cpu", 0, "GATE OPEN"), ("wrong", KERNEL, 1, "GATE CLOSED"),
            ("missing", "./nowhere.so", 2, "--backend: "))
    for service in (github, gitlab):
        for name, backend, code, says in runs:
            where = f"{service.__name__}, {name}"
            with tempfile.TemporaryDirectory() as folder:
                result, printed, kept = service(backend, folder)
                want(result == code, where, f"exit code {result}, want {code}: {printed}")
                want(says in printed, where, f"no '{says}' in: {printed}")
                if code == 2:
                    continue
                want("PROVED: " in printed, where, "the gate is not proved")
                check_kept(where, folder, kept, failing=code == 1)
                if service is github:
                    with open(os.path.join(folder, "step-summary"), encoding="utf-8") as file:
                        want(file.read().startswith("## aqcheck: " + ("passed", "FAILED")[code]),
                             where, "the summary")
    for line in failures:
        print("FAILED:", line)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
