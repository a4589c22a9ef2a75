"""Work for the pool's processes to go wrong with; the html of a job says how."""

import os
import time


def work(job):
    """Hangs, dies, eats memory, fails or answers, as the job says."""
    match job.html.split():
        case ["hang"]:
            time.sleep(600)
        case ["die"]:
            os.kill(os.getpid(), 9)
        case ["eat"]:
            _ = bytearray(3_000_000_000)
        case ["fail"]:
            raise ValueError("no such font")
        case ["wait", seconds]:
            time.sleep(float(seconds))
    return f"{os.getpid()}".encode()
