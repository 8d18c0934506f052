"""The mutation run: what it breaks, what it leaves alone, and that a broken module is what the tests get to see."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ops import mutation
from ops.mutants import mutants

ROOT = mutation.ROOT

SOURCE = '''
"""A text with 1 + 1."""
from math import ceil

LIMIT: int = 5


def price(nights: int, *, is_member: bool = False) -> float:
    """Costs 2 < 3."""
    if nights < 0:
        raise ValueError("1 < 2" + str(nights + 1))
    total = 0.0
    total += -nights * 2.0
    return min(total, LIMIT) if is_member else ceil(total)
'''


def names() -> list[str]:
    return [mutant.name for mutant in mutants(SOURCE)]


def test_operators_comparisons_constants_and_bounds_are_broken_one_at_a_time() -> None:
    assert names() == [
        "module: `LIMIT: int = 5` → `LIMIT: int = 6`",
        "module: `LIMIT: int = 5` → `LIMIT: int = 4`",
        "price: `def price(nights: int, *, is_member: bool=False) -> float:` → "
        "`def price(nights: int, *, is_member: bool=True) -> float:`",
        "price: `if nights < 0:` → `if nights <= 0:`",
        "price: `if nights < 0:` → `if nights > 0:`",
        "price: `if nights < 0:` → `if nights < 1:`",
        "price: `total = 0.0` → `total = 1.0`",
        "price: `total += -nights * 2.0` → `total -= -nights * 2.0`",
        "price: `total += -nights * 2.0` → `total += -nights / 2.0`",
        "price: `total += -nights * 2.0` → `total += +nights * 2.0`",
        "price: `total += -nights * 2.0` → `total += -nights * 2.5`",
        "price: `min(total, LIMIT) if is_member else ceil(total)` → "
        "`min(total, LIMIT) if not is_member else ceil(total)`",
        "price: `min(total, LIMIT) if is_member else ceil(total)` → "
        "`max(total, LIMIT) if is_member else ceil(total)`",
        "price: `min(total, LIMIT) if is_member else ceil(total)` → "
        "`min(total, LIMIT) if is_member else floor(total)`",
    ]


def test_each_mutant_compiles_knows_its_line_and_leaves_the_source_alone() -> None:
    for mutant in mutants(SOURCE):
        compile(mutant.tree, "broken.py", "exec")
        assert ast.unparse(mutant.tree) != ast.unparse(ast.parse(SOURCE))
        assert SOURCE.splitlines()[mutant.line - 1].strip()
    assert names() == names()


def test_the_same_change_twice_in_a_line_has_two_names() -> None:
    assert [mutant.name for mutant in mutants("x = y + y == 1")][:3] == [
        "module: `x = y + y == 1` → `x = y + y != 1`",
        "module: `x = y + y == 1` → `x = y - y == 1`",
        "module: `x = y + y == 1` → `x = y + y == 2`",
    ]
    twice = [mutant.name for mutant in mutants("x = min(1, 1)")]
    assert twice[1:] == [
        "module: `x = min(1, 1)` → `x = min(2, 1)`",
        "module: `x = min(1, 1)` → `x = min(1, 2)`",
    ]
    assert [mutant.name for mutant in mutants("x = 0\nx = 0")] == [
        "module: `x = 0` → `x = 1`",
        "module: `x = 0` → `x = 1` (2)",
    ]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one module and its test."""
    for folder in ("shop", "tests/shop", "docs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "shop" / "till.py").write_text("def twice(n):\n    return n * 2\n")
    (tmp_path / "tests" / "shop" / "test_till.py").write_text(
        "from shop.till import twice\n\n\ndef test_twice():\n    assert twice(2) == 4\n"
    )
    (tmp_path / "pyproject.toml").write_text(
        '[tool.pytest.ini_options]\nasyncio_default_fixture_loop_scope = "function"\n'
    )
    return tmp_path


def run(project: Path, *words: str) -> tuple[int, str]:
    """In a process of its own, since it forks."""
    program = (
        "import sys; from pathlib import Path; from ops import mutation; here = Path.cwd()\n"
        "mutation.ROOT, mutation.EXPLAINED = here, here / 'docs' / 'mutation.md'\n"
        "sys.path.insert(0, str(here)); sys.exit(mutation.main(['shop/till.py', *sys.argv[1:]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_a_change_that_a_test_notices_is_killed(project: Path) -> None:
    assert run(project) == (0, "mutation: shop/till.py: 3 mutants, 0 survived\n")


def test_what_no_test_notices_fails_the_run_unless_it_is_explained(project: Path) -> None:
    test = project / "tests" / "shop" / "test_till.py"
    test.write_text(test.read_text().replace("twice(2) == 4", "twice(0) == 0"))
    explained = project / "docs" / "mutation.md"
    explained.write_text("twice: `return n * 2` → `return n / 2`\ntwice: `return n * 2` → `return n * 3`\n")
    status, said = run(project)
    assert status == 1
    assert "3 mutants, 3 survived" in said
    assert "  SURVIVED line 2 twice: `return n * 2` → `return n * 1`" in said
    assert said.count("  explained line 2") == 2


def test_a_run_without_time_says_what_it_left(project: Path) -> None:
    status, said = run(project, "--minutes", "0")
    assert status == 1
    assert "0 mutants, 0 survived, 3 not tried" in said


def test_tests_that_fail_by_themselves_prove_nothing(project: Path) -> None:
    test = project / "tests" / "shop" / "test_till.py"
    test.write_text("def test_it():\n    assert False\n")
    assert run(project) == (1, "mutation: shop/till.py: its tests fail before anything is broken\n")


def test_own_tests_are_asked_and_the_packages_where_there_are_none() -> None:
    def names_of(module: str) -> list[str]:
        return [Path(test).name for test in mutation.tests_of(ROOT / "templates" / module)]

    assert names_of("stats/report.py") == ["test_report.py"]
    assert names_of("assignment.py") == ["test_assignment.py"]
    assert {"test_verdict.py", "test_intervals.py"} < set(names_of("stats/words.py"))
    assert "test_simulations.py" not in names_of("stats/words.py")


def test_what_was_imported_already_is_broken_too(monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("shop_of_mutation")
    source = """
from dataclasses import dataclass
from functools import cache
LIMIT = 7.25
@dataclass(frozen=True, slots=True)
class Price:
    cents: int = 3
    @property
    def euros(self): return self.cents / 100
    @classmethod
    def of(cls, euros): return cls(euros * 100)
@cache
def kept(): return LIMIT
def doubled(n, *, by=2): return n * by
"""
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(source, module.__dict__)
    price, kept, doubled, of = module.Price(500), module.kept, module.doubled, module.Price.of
    assert (price.euros, kept(), doubled(3), of(1).cents) == (5, 7.25, 6, 100)
    broken = (
        source.replace("/ 100", "* 100")
        .replace("7.25", "8.5")
        .replace("by=2", "by=3")
        .replace("* 100)", "* 10)")
        .replace("= 3\n", "= 4\n")
    )
    mutation.put_in_place(module, compile(broken, "shop", "exec"))
    assert (price.euros, doubled(3), of(1).cents, module.Price().cents) == (50_000, 9, 10, 4)
    assert kept() == 8.5
