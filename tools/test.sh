#!/bin/bash
# Every check, then every test; names at the end each check that failed. Fails when any does.
cd "$(dirname "$0")/.." || exit 1
in=.venv/bin
older=${PG_BIN:-/usr/lib/postgresql/15/bin}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

check() {
    local name=$1
    shift
    "$@" || echo "$name" >>"$work/failed"
}

installs() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null &&
        apt-get -qq update && apt-get -qq install -y --no-install-recommends "$@" >/dev/null
}

if ! command -v chromium chromium-browser google-chrome >/dev/null && [ -z "${CHROMIUM:-}" ]; then
    installs chromium || echo "There is no browser: its tests will say so."
fi
if [ "${CI:-}" = true ] && [ ! -x "$older/initdb" ]; then
    installs postgresql-15 || echo "There is no PostgreSQL 15 to test against."
fi

production=(SECRET_KEY="$($in/python -c 'import secrets; print(secrets.token_urlsafe(60))')"
    DEMO=0 DEBUG=0 ALLOWED_HOSTS=clinics.example SITE_URL=https://clinics.example)

# They need one core, and the tests do not always keep both busy: so they run beside them.
checks() {
    check "ruff check" $in/ruff check --quiet .
    check "ruff format" $in/ruff format --quiet --check .
    check "djade" $in/djade --check $(find templates -name '*.html')
    check "mypy" $in/mypy
    check "makemigrations --check" $in/python manage.py makemigrations --check --dry-run
    check "check --deploy" env "${production[@]}" $in/python manage.py check --deploy --fail-level WARNING
}
checks >"$work/said" 2>&1 &

if [ -z "${DATABASE_URL:-}" ] && [ -x "$older/initdb" ]; then
    mapfile -t again < <(ls tests/*/test_search*.py tests/*/test_import*.py 2>/dev/null)
    if [ ${#again[@]} -gt 0 ]; then
        check "pytest on $older" env PG_BIN="$older" $in/pytest -q -n 2 --dist worksteal \
            -m "not bench and not browser and not once" "${again[@]}"
        PG_BIN="$older" $in/python manage.py database stop
    fi
fi

# Each run migrates an empty database from the first migration to the last.
$in/pytest -n 2 --dist worksteal --durations=25
status=$?
wait
cat "$work/said"
if [ -s "$work/failed" ]; then
    sed 's/.*/make test: & failed, see above./' "$work/failed"
    exit $((status ? status : 1))
fi
exit $status
