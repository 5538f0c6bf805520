from concurrent.futures import ThreadPoolExecutor

from knowledge.tokens import analyse


def test_several_threads_may_read_texts_at_once() -> None:
    text = "寝室の電球が切れて困っています。だれに相談したらいいかわかりません。" * 20
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(analyse, [text + str(number) for number in range(80)]))
    assert len(found) == 80
