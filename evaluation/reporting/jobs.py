"""Many reports at once: worker processes, each report on its own, no failure stops another."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

from evaluation.reporting.make import Outcome, Task, make_report


def run_all(tasks: list[Task], finished: Callable[[str], dict[str, str] | None], jobs: int = 0) -> Iterator[Outcome]:
    """Yield an outcome for every task, as they finish; what is already made counts as unchanged.

    Parameters
    ----------
    tasks : list of Task
        Reports to make.
    finished : callable
        Gives the paths of a report that was made from exactly this, or None.
    jobs : int
        Number of worker processes; 0 means one per processor core.
    """
    due = []
    for task in tasks:
        paths = finished(task.key)
        if paths is None:
            due.append(task)
        else:
            yield Outcome(task.site, task.lang, task.key, "unchanged", paths)
    workers = min(jobs or os.cpu_count() or 1, len(due))
    if workers > 1:
        yield from _in_processes(due, workers)
    else:
        yield from map(make_report, due)


def _pool(workers: int) -> ProcessPoolExecutor:
    """Spawned processes: a forked one would inherit threads of the libraries in an unknown state."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with, initargs=(os.getpid(),))


def _end_with(parent: int) -> None:
    """Let a worker end when its parent was killed, instead of waiting for ever for work."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(2)
        os._exit(1)

    if sys.platform != "win32":
        threading.Thread(target=watch, daemon=True).start()


def _in_processes(due: list[Task], workers: int) -> Iterator[Outcome]:
    left = {task.key: task for task in due}
    try:
        with _pool(workers) as pool:
            for future in as_completed([pool.submit(make_report, task) for task in due]):
                outcome = future.result()
                del left[outcome.key]
                yield outcome
    except BrokenProcessPool:
        # A worker was killed, mostly for want of memory: the rest one by one, each in a process of its own.
        for task in left.values():
            yield _alone(task)


def _alone(task: Task) -> Outcome:
    try:
        with _pool(1) as pool:
            return pool.submit(make_report, task).result()
    except BrokenProcessPool:
        return Outcome(
            task.site, task.lang, task.key, "failed", {},
            "Der Vorgang wurde vom Betriebssystem beendet, meist weil der Arbeitsspeicher nicht reichte. "
            "Mit --jobs 1 noch einmal versuchen.",
            "The process was ended by the operating system, mostly for want of memory. Try again with --jobs 1.",
        )  # fmt: skip
