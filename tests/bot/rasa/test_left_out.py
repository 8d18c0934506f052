"""What Rasa does without, and that nobody goes on with nothing where something was needed."""

from __future__ import annotations

import json
import subprocess
import tarfile
from pathlib import Path

import pytest

from bot.rasa.left_out import LEARNING, NEVER_USED, NeedsTensorFlow, forbid_neural_components, spared_by
from common.settings import ROOT
from posada.rasa_process import RASA_PYTHON, bare_environment


def model(folder: Path, *parts: str) -> Path:
    """A model file with nothing in it but the names of its parts."""
    metadata = folder / "metadata.json"
    nodes = {f"node{number}": {"uses": part} for number, part in enumerate(parts)}
    metadata.write_text(json.dumps({"predict_schema": {"nodes": nodes}}))
    path = folder / "model.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(metadata, "metadata.json")
    return path


def test_a_model_of_our_own_parts_does_without_the_library_it_learnt_with(tmp_path: Path) -> None:
    parts = ("bot.nlu.intents.Intents", "rasa.core.policies.rule_policy.RulePolicy")
    assert spared_by(model(tmp_path, *parts)) == LEARNING


def test_a_model_with_rasas_classifier_keeps_it(tmp_path: Path, mini_model: Path) -> None:
    part = "rasa.nlu.classifiers.logistic_regression_classifier.LogisticRegressionClassifier"
    assert spared_by(model(tmp_path, "bot.nlu.intents.Intents", part)) == frozenset()
    assert spared_by(mini_model) == frozenset()


def test_nothing_is_spared_for_a_file_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no model")
    assert (
        spared_by(tmp_path / "text") == spared_by(tmp_path / "missing") == spared_by(tmp_path) == frozenset()
    )
    assert spared_by(model(tmp_path)) == frozenset()


def test_a_pipeline_that_needs_tensorflow_is_named(tmp_path: Path) -> None:
    config = tmp_path / "config.yml"
    config.write_text("pipeline:\n  - name: DIETClassifier\n")
    with pytest.raises(NeedsTensorFlow, match="DIETClassifier"):
        forbid_neural_components(config)
    forbid_neural_components(ROOT / "config.yml")
    forbid_neural_components(tmp_path / "missing.yml")


def inside(code: str, folder: Path) -> str:
    start = f"from bot.rasa import left_out; left_out.install({sorted(NEVER_USED | LEARNING)!r})\n"
    done = subprocess.run(
        [str(RASA_PYTHON), "-c", start + code],
        cwd=ROOT,
        env=bare_environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_stand_ins_satisfy_module_level_code(tmp_path: Path) -> None:
    said = inside(
        "import tensorflow as tf\n"
        "from tensorflow.keras.layers import Layer\n"
        "class Ours(Layer, dict):\n"
        "    @tf.function\n"
        "    def run(self, x: tf.Tensor | None = None): return 5\n"
        "print(Ours(a=1).run(), Ours(a=1)['a'], bool(tf.config.x), tf.__version__)",
        tmp_path,
    )
    assert said == "5 1 False 2.12.0\n"


def test_calling_a_library_that_was_spared_is_an_error(tmp_path: Path) -> None:
    said = inside(
        "from sklearn.linear_model import LogisticRegression\nprint('imported')\nLogisticRegression(C=1)",
        tmp_path,
    )
    assert said.startswith("imported")
    assert said.rstrip().endswith("LeftOut: sklearn: LogisticRegression")
