# make run    plans the sample township from its raw files and opens the window on the result
# make test   lint, types, import contracts and the whole test suite
# Both make their own virtual environment in .venv and install what they need.
.PHONY: run test lint types unit docs screenshots translations lock clean
PY := .venv/bin/python
export PYTHONHASHSEED := 0

run: .venv/run.stamp
	$(PY) -m siting_tool demo out --language zh
	$(PY) -m siting_tool.show_result out

test: .venv/dev.stamp lint types unit

lint: .venv/dev.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/lint-imports --config setup.cfg

types: .venv/dev.stamp
	.venv/bin/mypy

unit: .venv/dev.stamp
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist loadfile

docs: .venv/dev.stamp
	$(PY) docs/build.py

screenshots: .venv/run.stamp out/project.gpkg
	QT_QPA_PLATFORM=offscreen $(PY) docs/make_screenshots.py out/project.gpkg out/screenshots

.venv/run.stamp: requirements.lock scripts/setup.sh
	sh scripts/setup.sh requirements.lock
	$(PY) -m siting_tool.precompile
	touch $@

.venv/dev.stamp: requirements.lock requirements-dev.lock scripts/setup.sh
	sh scripts/setup.sh requirements.lock requirements-dev.lock
	$(PY) -m siting_tool.precompile
	touch $@ .venv/run.stamp

clean:
	rm -rf .venv out
