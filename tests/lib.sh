# What the test scripts share. A test script is run from anywhere with B set to a build folder; it says
# "ok: NAME", "FAIL: NAME" or "skip: NAME: why", one line a test, and whatever explains a failure.
# shellcheck shell=bash
set -u
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
B=${B:-build/release}
case $B in /*) ;; *) B=$ROOT/$B ;; esac
TL_SHARED=$(cd "$ROOT" && realpath -m "${TL_SHARED:-../shared}")
SCRATCH=$(mktemp -d) || exit 71
trap 'rm -rf "$SCRATCH"' EXIT
PATH=$B/bin:$PATH
export ROOT B TL_SHARED SCRATCH PATH LC_ALL=C TZ=UTC NO_COLOR=1
export PYTHONPATH=$ROOT/tests PYTHONDONTWRITEBYTECODE=1
export UBSAN_OPTIONS=print_stacktrace=1
unset TL_FAULT THROUGHLINE_SHARE

pass() {
	echo "ok: $1"
}

fail() {
	echo "FAIL: $1"
}

skip() {
	echo "skip: $1: $2"
}

# verdict NAME STATUS LOG: passed where the status is 0, else failed with the log's end.
verdict() {
	if [ "$2" = 0 ]; then
		pass "$1"
	else
		fail "$1"
		tail -40 "$3" | sed 's/^/    /'
	fi
}

# Copies a study without what was made in it.
copy_study() {
	mkdir -p "$2" && cp -R "$1/." "$2" && rm -rf "$2/run" && mkdir -p "$2/releases" &&
		: >"$2/releases/ledger.jsonl"
}

# digests DIR: every file below with its digest, but what may differ from run to run.
digests() {
	(cd "$1" && find . -type f ! -name log.jsonl ! -name seen -print0 | sort -z | xargs -0r sha256sum)
}

# same_files NAME A B: the two folders hold the same files, byte for byte.
same_files() {
	if diff <(digests "$2") <(digests "$3") >"$SCRATCH/differ" && [ -n "$(digests "$2")" ]; then
		pass "$1"
	else
		fail "$1"
		sed 's/^/    /' "$SCRATCH/differ" | cut -c1-200 | head -20
	fi
}
