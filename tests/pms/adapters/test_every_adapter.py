"""Promises that hold for every folder in pms/adapters, so that a new vendor cannot be forgotten."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pms.contract.capabilities import read_manifest

ROOT = Path(__file__).resolve().parents[3]
ADAPTERS = sorted(path.parent for path in (ROOT / "pms" / "adapters").glob("*/adapter.py"))


@pytest.mark.parametrize("folder", ADAPTERS, ids=lambda folder: folder.name)
def test_adapter_declares_what_it_can_do(folder: Path) -> None:
    manifest = read_manifest(folder / "manifest.yml")
    assert manifest.name == folder.name


@pytest.mark.parametrize("folder", ADAPTERS, ids=lambda folder: folder.name)
def test_adapter_runs_the_contract_suite(folder: Path) -> None:
    test = Path(__file__).with_name(f"test_{folder.name}.py")
    tree = ast.parse(test.read_text(encoding="utf-8"))
    bases = {ast.unparse(base) for node in tree.body if isinstance(node, ast.ClassDef) for base in node.bases}
    assert "ConnectorContract" in bases


@pytest.mark.parametrize("folder", ADAPTERS, ids=lambda folder: folder.name)
def test_vendors_never_know_each_other(folder: Path) -> None:
    for path in folder.glob("**/*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("pms.adapters."):
                assert (node.module or "").split(".")[2] == folder.name, path
