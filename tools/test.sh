#!/bin/bash
# Runs every check and every test. Prints at the end which checks failed, and fails if anything did.
cd "$(dirname "$0")/.." || exit 1
in=.venv/bin
older=${PG_BIN:-/usr/lib/postgresql/15/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Half of a worker's start is compiling our modules and tests: some sixty processes share the result.
export PYTHONDONTWRITEBYTECODE=

check() {
    local name=$1
    shift
    "$@" || echo "$name" >>"$work/failed"
}

# tests WORKERS CACHE COMMAND...: two tests at most that failed beside others are run once more, alone.
# What passes then is named, and has a fault to mend (see docs/testing.md), but says nothing against
# the change.
tests() {
    local workers=$1 cache=$2
    shift 2
    set -- "$@" -o cache_dir="$cache"
    "$@" -n "$workers" --dist worksteal
    local status=$? last=$cache/v/cache/lastfailed
    [ $status = 1 ] && [ "$($in/python -c "import json; print(len(json.load(open('$last'))))")" -le 2 ] || return $status
    local named=$(<"$last")
    "$@" -n 0 --last-failed || return $?
    echo "make test: failed beside others, passed alone: $named"
}

# Nothing that is installed is started: the tests start what they need themselves. A file that says so
# to Debian's packages stands there for the time, unless the machine has one of its own.
installs() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return
    local policy=/usr/sbin/policy-rc.d own= status
    if [ ! -e $policy ]; then
        own=$policy
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
    fi
    apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@" >/dev/null
    status=$?
    [ -z "$own" ] || rm -f "$own"
    return $status
}

# In Chromium's shell a page costs a third less; where there is none, a whole Chromium will do.
if ! command -v chromium-headless-shell >/dev/null; then
    installs chromium-headless-shell || command -v chromium chromium-browser >/dev/null ||
        installs chromium || echo "There is no browser: its tests will say so."
fi
for program in nginx pgbouncer curl openssl; do
    if ! PATH=$PATH:/usr/sbin command -v $program >/dev/null; then
        installs nginx-light pgbouncer curl openssl || echo "There is no $program: its tests will say so."
        break
    fi
done
if [ "${CI:-}" = true ] && [ ! -x "$older/initdb" ]; then
    installs postgresql-15 || echo "There is no PostgreSQL 15 to test against."
fi

production=(SECRET_KEY="$($in/python -c 'import secrets; print(secrets.token_urlsafe(60))')"
    ADDRESS_KEYS="$($in/python -c 'import secrets; print(secrets.token_urlsafe(32))')"
    DEMO=0 DEBUG=0 PROXY=1 ALLOWED_HOSTS=clinics.example SITE_URL=https://clinics.example
    EMAIL_URL=smtp+tls://user:password@mail.example:587
    DEFAULT_FROM_EMAIL=directory@clinics.example CONTACT_EMAIL=desk@clinics.example)

# Whoever reads the messages, now or in five minutes, reads those of this version.
check "build_messages" $in/python manage.py build_messages

checks() {
    check "ruff check" $in/ruff check --quiet .
    check "ruff format" $in/ruff format --quiet --check .
    check "djade" $in/djade --check $(find templates -name '*.html')
    check "audit_lock" $in/python -m tools.audit_lock
    check "mypy" $in/mypy
    check "makemigrations --check" $in/python manage.py makemigrations --check --dry-run
    check "check --deploy" env "${production[@]}" $in/python manage.py check --deploy --fail-level WARNING
}

again() {
    [ -z "${DATABASE_URL:-}" ] && [ -x "$older/initdb" ] || return
    local files
    mapfile -t files < <(ls tests/*/test_{search,import,public_changes,changes}*.py 2>/dev/null)
    [ ${#files[@]} -gt 0 ] || return
    check "pytest on $older" tests 1 "$work/cache" env PG_BIN="$older" $in/pytest -q \
        -m "not bench and not browser and not once" "${files[@]}"
    PG_BIN="$older" $in/python -m tests.server
}

# The checks, and then the second pass with one worker, run beside the tests: these wait now and then
# for a server, a browser or each other, and do not keep two cores busy.
{ checks; again; } >"$work/beside" 2>&1 &

# The tests make their template database with every migration, from the first to the last.
tests 2 .pytest_cache $in/pytest --durations=25
status=$?
$in/python -m tests.server
wait
cat "$work/beside"
if [ -s "$work/failed" ]; then
    sed 's/.*/make test: & failed, see above./' "$work/failed"
    exit $((status ? status : 1))
fi
exit $status
