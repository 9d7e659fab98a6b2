"""A side of a comparison as a process: it is asked a line, and answers with nanoseconds, or `none` for a work that it does not have."""
import subprocess


class AnsweringProcess:
    def __init__(self, command):
        self.process = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def ask(self, *words):
        """Nanoseconds, or None. Raises RuntimeError with the last thing the process said, where it has ended."""
        try:
            self.process.stdin.write(" ".join(map(str, words)) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self.process.stdout.readline().strip()
        if not answer:
            raise RuntimeError((self.process.stderr.read().strip().splitlines() or ["it ended"])[-1])
        return None if answer == "none" else float(answer)
