import signal
import subprocess
import sys
from pathlib import Path

from mipviz.runs.workplace import LOCK, PREFIX, Workplace, clear_the_dead, is_in_use

KILLED = """
import sys, time
from pathlib import Path
from mipviz.runs.workplace import Workplace
place = Workplace(Path(sys.argv[1]))
print(place.new("run"), flush=True)
time.sleep(60)
"""


def test_folders_of_one_name_are_different(tmp_path):
    place = Workplace(tmp_path / "runs")
    assert place.new("a") != place.new("a")
    place.close()
    assert list((tmp_path / "runs").iterdir()) == []


def test_a_server_that_lives_keeps_its_workplace(tmp_path):
    place = Workplace(tmp_path)
    folder = place.new("a")
    clear_the_dead(tmp_path)
    assert folder.is_dir()
    assert is_in_use(tmp_path)
    place.close()
    assert not is_in_use(tmp_path)


def test_what_a_killed_server_left_goes_whatever_its_number_was(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, tmp_path], stdout=subprocess.PIPE, text=True
    ) as server:
        folder = Path(server.stdout.readline().strip())
        clear_the_dead(tmp_path)
        assert folder.is_dir(), "its server lives"
        server.send_signal(signal.SIGKILL)
    clear_the_dead(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_workplace_that_somebody_removed_is_made_again(tmp_path):
    place = Workplace(tmp_path)
    place.new("a")
    [folder] = tmp_path.glob(f"{PREFIX}*")
    (folder / LOCK).unlink()
    folder.rename(tmp_path / "gone")
    assert place.new("a").is_dir()
    place.close()
