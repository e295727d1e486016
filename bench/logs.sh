#!/usr/bin/env bash
# Measures how fast a log is explained, in turn with `grep -c` on the same file, and tells whether the floor holds.
# bench/README.md says what is measured and how to read the table.
#
#   bench/logs.sh [-n ROUNDS]
#
#   -n ROUNDS   how often each side runs (5); the table has medians
#
#   HANGUP_BENCH_DIR   keep the log (1.1 GB) in the folder hangup-bench below this one (TMPDIR, else /tmp)
#
# Ends with 0 if the floor holds, with 1 if it doesn't, with 2 if nothing could be measured.
set -uo pipefail
export LC_ALL=C

readonly FLOOR=0.5  # of grep's speed
readonly LOG_LINES=4900000
readonly FAILURES='reset|refused|timed out|prematurely| 50[234] '

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 2
top=${bench%/*}
folder=${HANGUP_BENCH_DIR:-${TMPDIR:-/tmp}}/hangup-bench
log=$folder/access.log
rounds=5

say() {
    printf 'bench: %s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 2
}

# Makes the log, unless it lies there from the same generator, whole.
make_log() {
    local key
    key="$(cksum <"$bench/make-log.awk") $LOG_LINES"
    if [ "$(head -n 1 "$log.facts" 2>/dev/null)" = "$key" ] \
        && [ "$(tail -n 1 "$log.facts")" = "$(stat -c %s "$log" 2>/dev/null)" ]; then
        say "reusing $log"
        return 0
    fi
    say "making $log"
    awk -v lines="$LOG_LINES" -f "$bench/make-log.awk" >"$work/access.log" || fail "making it failed"
    mv "$work/access.log" "$log"
    printf '%s\n' "$key" "$(stat -c %s "$log")" >"$log.facts"
}

# What explain says first: how many lines and failures there are.
explain_log() {
    "$top/hangup" explain "$log" --no-color </dev/null | head -n 1
}

# A pipe behind it keeps grep from taking a shortcut for /dev/null.
grep_log() {
    grep -cE "$FAILURES" "$log" | cat
}

# Runs side $1 once and adds its seconds to $work/$1; what it says goes to $work/$1.out.
run() {
    local before after
    cat "$log" >/dev/null  # into the page cache, for both sides alike
    before=$EPOCHREALTIME
    "$1" >"$work/$1.out" || fail "$1 failed"
    after=$EPOCHREALTIME
    [ -s "$work/$1.out" ] || fail "$1 printed nothing"
    awk "BEGIN { print $after - $before }" | tee -a "$work/$1" | sed "s/^/bench: $1 /; s/$/ s/" >&2
}

# The lowest, the median and the highest of the numbers on stdin.
spread() {
    sort -g | awk '{ v[NR] = $1 } END { printf "%.2f %.2f %.2f", v[1], (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2, v[NR] }'
}

print_side() {
    local lowest median highest
    read -r lowest median highest < <(spread <"$work/$1")
    printf '%-24s %8s %15s %8s   %s\n' "$2" "$median" "$lowest-$highest" \
        "$(awk "BEGIN { printf \"%.0f\", $(stat -c %s "$log") / $median / 1e6 }")" "$(cat "$work/$1.out")"
}

while getopts n: option; do
    case $option in
        n) rounds=$OPTARG ;;
        *) fail "usage: bench/logs.sh [-n ROUNDS]" ;;
    esac
done
[[ $# -lt $OPTIND && $rounds =~ ^[1-9][0-9]?$ ]] || fail "usage: bench/logs.sh [-n ROUNDS]"

mkdir -p "$folder" || fail "cannot make $folder"
[ -O "$folder" ] || fail "$folder is somebody else's; set HANGUP_BENCH_DIR"
work=$(mktemp -d "$folder/logs.XXXXXX") || fail "cannot write in $folder"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

"$top/hangup" --version >/dev/null || fail "$top/hangup doesn't start"
make_log
load_before=$(cut -d ' ' -f 1 /proc/loadavg)
for ((round = 1; round <= rounds; round++)); do
    run grep_log
    run explain_log
done

read -r lowest ratio highest < <(paste "$work/grep_log" "$work/explain_log" | awk '{ print $1 / $2 }' | spread)
result=$(awk "BEGIN { print ($ratio >= $FLOOR) ? \"OK\" : \"MISSED\" }")
echo
printf '%-9s %s\n' \
    date "$(date -u '+%Y-%m-%d %H:%M UTC')" \
    cpu "$(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" \
    kernel "$(uname -sr)" \
    java "$("$top/hangup" --version | sed -n 's/^java *//Ip' | head -n 1)" \
    load "$load_before before the rounds (other work), $(cut -d ' ' -f 1 /proc/loadavg) after them" \
    log "$LOG_LINES lines, $(stat -c %s "$log") bytes" \
    rounds "$rounds; seconds are medians"
echo
printf '%-24s %8s %15s %8s\n' '' seconds lowest-highest MB/s
print_side grep_log 'grep -cE'
print_side explain_log 'hangup explain'
echo
printf '%-24s %8s %15s %8s\n' '' measured lowest-highest floor
printf '%-24s %8s %15s %8s %9s\n' "of grep's speed" "$ratio" "$lowest-$highest" ">= $FLOOR" "$result"
[ "$result" = OK ]
