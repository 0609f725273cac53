"""
Plays one group of scenarios in a network namespace of its own and says what came of each; interop/run starts it there.

A group is a module with VERSIONS, commands that say which versions the programs of others have; KEPT, files to be kept in docs/; play(programs, seen), which plays, raises
Failed when it cannot go on, and puts into `seen` what is not in a capture; scenarios(seen), which gives (peer, scenario, checks) whatever has been played; and drawing(),
text for docs/interop.md, or ''. It may have ON_LIBERTY, which gives for the name of a scenario why it does not pass on Open Liberty.
"""

import importlib
import shutil
import signal
import subprocess
import sys

from checks import NotPossible
from network import CONTAINER, PROJECT, RESULTS, Failed, Programs


def table(results, reasons):
    peer_width = max(len(peer) for peer, _, _ in results) + 2
    width = max(34, max(len(scenario) for _, scenario, _ in results) + 2)
    lines = [f"{'peer':{peer_width}}{'scenario':{width}}checks  result"]
    for peer, scenario, checks in results:
        lines.append(f"{peer:{peer_width}}{scenario:{width}}{len(checks):6}  {outcome(checks, reasons.get(scenario))}")
    return "".join(line + "\n" for line in lines)


def outcome(checks, reason=None):
    if isinstance(checks, NotPossible):
        return f"not possible: {checks.reason}"
    failures = [check for check in checks if not check.holds]
    if failures and reason:
        return f"no: {reason}"
    if failures:
        return f"{failures[0]}" + (f" (and {len(failures) - 1} more)" if len(failures) > 1 else "")
    return "pass" if checks else "not played"


def passes(checks, reason=None):
    return isinstance(checks, NotPossible) or bool(checks) and (bool(reason) or all(check.holds for check in checks))


def all_checks(results):
    return "".join(f"{'ok  ' if check.holds else 'FAIL'} {scenario}: {check}\n" for _, scenario, checks in results for check in checks)


def versions(commands):
    """One line for each program of others."""
    lines = []
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True)
        lines.append(next(line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()).removeprefix("version: "))
    return "".join(line + "\n" for line in lines)


def write_docs(name, kept, *blocks):
    page = PROJECT / "docs" / ("interop.md" if CONTAINER == "restcomm" else "containers.md")
    option = "" if CONTAINER == "restcomm" else f"--container {CONTAINER} "
    begins, ends = f"<!-- what follows is written by interop/run {option}--docs {name} -->\n", f"<!-- end of {name} -->\n"
    before, rest = page.read_text().split(begins)
    _, after = rest.split(ends)
    page.write_text(before + begins + "\n".join(f"```\n{block}```\n" for block in blocks if block) + ends + after)
    for file in kept:
        copy = PROJECT / "docs" / "interop" / file.name
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(file, copy)


def main(name, options):
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    group = importlib.import_module(name)
    shutil.rmtree(RESULTS, ignore_errors=True)
    RESULTS.mkdir(parents=True)
    failure, seen = None, {}
    try:
        with Programs() as programs:
            group.play(programs, seen)
    except Failed as failed:
        failure = failed
    results = group.scenarios(seen)
    drawing = group.drawing()
    (RESULTS / "drawing.txt").write_text(drawing)
    (RESULTS / "checks.txt").write_text(all_checks(results))
    if "--all" in options:
        print(all_checks(results))
    reasons = getattr(group, "ON_LIBERTY", {}) if CONTAINER == "liberty" else {}
    print(f"{table(results, reasons)}\n{versions(group.VERSIONS)}")
    passed = failure is None and all(passes(checks, reasons.get(scenario)) for _, scenario, checks in results)
    if passed and "--docs" in options:
        if CONTAINER == "restcomm":
            write_docs(name, group.KEPT, table(results, reasons), versions(group.VERSIONS), drawing)
        else:
            write_docs(name, [], table(results, reasons))
    if failure:
        print(f"interop: {name}: not played to the end: {failure}")
    print(f"interop: {name}: {'all passed' if passed else 'not all passed'}; captures, checks and logs are in {RESULTS.relative_to(PROJECT)}", flush=True)
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
