import threading

from hipadmin.gently import PIECE, gently, rest_by


def on_a_thread(work: "threading.Thread") -> None:
    work.start()
    work.join()


def test_whoever_was_told_rests_between_two_pieces() -> None:
    happened: list[object] = []

    def work() -> None:
        rest_by(lambda _limit_s: happened.append("rest"))
        happened.extend(gently(iter(range(2 * PIECE + 1))))

    on_a_thread(threading.Thread(target=work))
    assert [thing for thing in happened if thing != "rest"] == list(range(2 * PIECE + 1))
    assert happened.index("rest") == PIECE
    assert happened.count("rest") == 2  # not before the first, nor after the last


def test_nobody_rests_for_another_thread() -> None:
    rests: list[str] = []
    on_a_thread(threading.Thread(target=lambda: rest_by(lambda _limit_s: rests.append("rest"))))
    found: list[int] = []
    on_a_thread(threading.Thread(target=lambda: found.extend(gently(range(3 * PIECE)))))
    assert found == list(gently(range(3 * PIECE))) == list(range(3 * PIECE))
    assert not rests
