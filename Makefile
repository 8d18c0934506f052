# Everything a developer or a hotel runs. `make` alone lists it. Each target sets up what it misses, inside this folder.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
POSADA := .venv/bin/posada
RASA_INPUTS := config.yml domain.yml

.PHONY: help
help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

.PHONY: setup service rasa
setup: service rasa ## make both Python environments (.venv, .venv-rasa)
service:
	@$(PYTHON) ops/setup.py service
rasa:
	@$(PYTHON) ops/setup.py rasa

.PHONY: run chat shell train understand
run: setup ## start everything: the bot, the demo hotel, the web page, the staff console
	@$(POSADA) run
chat: setup ## talk to the bot in this terminal
	@$(POSADA) chat
shell: setup ## Rasa's own shell against the same actions and replies
	@$(POSADA) shell
train: setup ## train Rasa if anything it learns from has changed
	@$(POSADA) train

.PHONY: test test-services test-live mutation coverage
# Two processes, a file of tests at a time; PARALLEL= for one.
PARALLEL ?= -n 2 --dist loadfile --no-loadscope-reorder
test: setup ## all tests that need no server
	@.venv/bin/python -m pytest $(PARALLEL) $(ARGS)

test-services: setup ## tests on a real PostgreSQL and Redis, which they start themselves
	@POSADA_TEST_SERVICES=1 .venv/bin/python -m pytest tests/services $(ARGS)

mutation: setup ## break the statistics and experiments on purpose; a test has to notice (ARGS=files, --minutes N)
	@OPENBLAS_NUM_THREADS=1 .venv/bin/python -m ops.mutation $(ARGS)

# Without the simulations, which run no line that nothing else does, and without a race that needs its full speed.
coverage: setup ## how much of templates/ its own tests run, lines and branches; fails below 95 %
	@.venv/bin/python -m coverage erase
	@.venv/bin/python -m coverage run -m pytest -q tests/templates --ignore tests/templates/stats/test_simulations.py \
		--deselect tests/templates/test_watch.py::test_renders_during_edits_are_each_whole $(ARGS)
	@.venv/bin/python -m coverage combine -q
	@.venv/bin/python -m coverage report

test-live: setup ## the contract suite against a real hotel system: a test property only, never the demo
	@test -n "$(POSADA_LIVE_PMS)" || { echo "test-live: say which: POSADA_LIVE_PMS=<vendor> make test-live"; exit 2; }
	@POSADA_LIVE_PMS="$(POSADA_LIVE_PMS)" .venv/bin/python -m pytest tests/live $(ARGS)

.PHONY: check lock
check: setup ## format, lint, types, import rules, catalog, documentation
	@.venv/bin/python -m ops.check

.PHONY: bench bench-words load evaluate understanding compare
bench: setup ## the same dialogue against stock Rasa, with ratios
	@$(PYTHON) ops/setup.py bench
	@case "$(ARGS)" in *json*|*only*) ;; *) $(MAKE) --no-print-directory bench-words;; esac
	@$(POSADA) bench $(ARGS)
bench-words: ## replies and arms a second beside Jinja2, python-i18n, Fluent and GrowthBook
	@$(PYTHON) ops/setup.py words
	@.venv-words/bin/python -m ops.bench.beside
load: setup ## guests on WhatsApp, up to 500 at once: acknowledgements, answers, memory (ARGS=spike; FULL=1: five minutes each)
	@$(PYTHON) ops/setup.py load
	@.venv/bin/python -m ops.load.run $(ARGS)
evaluate: setup ## understanding, measured on tests/understanding
	@$(POSADA) evaluate tests/understanding/*.jsonl
understanding: setup ## docs/understanding.md: what is understood and what is not, measured
	@.venv/bin/python -m ops.compare.run page
compare: setup ## the same against libraries; ARGS=--diet trains and asks Rasa's default pipeline too
	@$(PYTHON) ops/setup.py compare
	@case "$(ARGS)" in *diet*) $(PYTHON) ops/setup.py bench;; esac
	@.venv/bin/python -m ops.compare.run compare $(ARGS)

lock: service ## compile requirements/*.in into locks with hashes
	@.venv/bin/python -m ops.lock
