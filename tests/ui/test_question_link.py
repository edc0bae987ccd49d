"""Questions about gradients in links, and what the browser is told of them."""

import pytest

from gradviz.study.blueprint import LINEAR, Problem, Structure
from gradviz.study.gradient_graph import with_gradients
from gradviz.study.models import model_of
from gradviz.study.question import Question
from gradviz.ui import question_link
from gradviz.ui.asked import asked
from tests.study.test_gradients_asked import POINTS, SECOND, THIRD


@pytest.mark.parametrize(
    ("question", "link"),
    [
        (SECOND, {"ys": "~∂W:0"}),
        (THIRD, {"ys": "~∂pred:0~∂b:0", "seeds": "~1,-2~"}),
        (
            Question(("∂W:0",), xs=("∂b:0",), of=Question(("pred:0",), ((1.0, 0.0),))),
            {"ys": "pred:0~∂W:0", "seeds": "1,0~", "xs": "~∂b:0"},
        ),
    ],
)
def test_links(question, link):
    problem = Problem(LINEAR, ((1.0,), (2.0,)), POINTS, question)
    assert question_link.query(problem) == link
    plain = Problem(LINEAR, ((1.0,), (2.0,)), POINTS)
    assert question_link.read(link, plain) == (problem, [])


def test_a_link_that_asks_what_cannot_be_asked_says_so():
    plain = Problem(LINEAR, ((1.0,), (2.0,)), POINTS)
    found, said = question_link.read({"ys": "pred:0~∂Y:0"}, plain)
    assert found.question == Question(("pred:0",))
    assert "nothing comes back to it" in said[0]


def test_other_data_leave_the_question():
    problem = Problem(LINEAR, ((1.0,), (2.0,)), (*POINTS, (1.0, 1.0)), THIRD)
    assert question_link.fitted(problem).question == Question(
        ("∂b:0",), of=Question(("∂pred:0",), of=Question())
    )


def test_the_browser_is_told_what_cannot_be_differentiated_again():
    structure = Structure(LINEAR, 2, SECOND)
    model = model_of(structure)
    told = asked(model, structure)
    assert told["question"]["ys"] == ["gradients/Mul/BroadcastTo_grad/Sum:0"] == told["ys"]
    assert told["beyond"] == []
    # What is only repeated has no node; and of what is drawn for once more, the later part.
    plain = Structure(LINEAR, 2)
    drawn = with_gradients(model_of(plain), 2)
    undeep = asked(drawn, plain)["undeep"]
    assert "one number for every entry" in undeep["Square:0"]
    later = {n for n, why in undeep.items() if why.startswith("differentiate the gradient before")}
    assert later
    assert later == set(drawn.wiring.tensors) - set(with_gradients(model_of(plain)).wiring.tensors)
    deepest = Structure(LINEAR, 2, THIRD)
    assert asked(model_of(deepest), deepest)["undeep"] is None
