#!/usr/bin/env bash
# Measures how fast `hangup explain` is and how much memory it takes, in turn with tcptrace, tshark and tcpdump on the same
# capture, and tells whether the floors hold. bench/README.md says what is measured and how to read the table.
#
#   bench/run.sh [-n ROUNDS] [-t TSHARK_ROUNDS] [-u HUGE_ROUNDS]
#
#   -n ROUNDS          how often each side runs (3); the table has medians
#   -t TSHARK_ROUNDS   in how many of them tshark runs, which takes its time (1); 0 leaves it out
#   -u HUGE_ROUNDS     in how many of them Hangup and tcpdump read ten times as much, 10.5 GB (0)
#
#   HANGUP_BENCH_DIR     keep the captures (2.1 GB, with -u 12.6) in the folder hangup-bench below this one (TMPDIR, else /tmp)
#   HANGUP_MAKE_CAPTURE  make them with the generator in this C file (bench/make-capture.c)
#
# Ends with 0 if all floors that could be measured hold, with 1 if one doesn't, with 2 if nothing could be measured.
set -uo pipefail
export LC_ALL=C

readonly FLOOR_TCPTRACE=4    # times faster
readonly FLOOR_TSHARK=25     # times faster
readonly FLOOR_PEAK_MIB=300  # on big.pcap, and on big-burst.pcap too

readonly LONGEST_RUN=15m
readonly GNU_TIME=/usr/bin/time
readonly RST_FILTER='tcp[tcpflags] & tcp-rst != 0'
readonly CAPTURE_KIB=$((1100 * 1024))  # a little more than one has
readonly HUGE_KIB=$((15 * 1000 * 1000))

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 2
hangup=${bench%/*}/hangup
folder=${HANGUP_BENCH_DIR:-${TMPDIR:-/tmp}}/hangup-bench
generator=${HANGUP_MAKE_CAPTURE:-$bench/make-capture.c}
rounds=3
tshark_rounds=1
huge_rounds=0

say() {
    printf 'bench: %s\n' "$*" >&2
}

fail() {
    say "$@"
    exit 2
}

# ---- The captures

# Makes capture $1 with the generator's arguments $2..., unless it lies there from the same generator and arguments, whole.
# Beside it lies its .facts file: the key, then what the generator told.
make_capture() {
    local name=$1 capture=$folder/$1 key
    shift
    key="$(cksum <"$generator") $*"
    if [ "$(head -n 1 "$capture.facts" 2>/dev/null)" = "$key" ] \
        && [ "$(fact "$name" bytes)" = "$(size "$capture")" ]; then
        say "reusing $capture"
        return 0
    fi
    rm -f "$capture" "$capture.facts"
    if ! has_room "$CAPTURE_KIB"; then
        say "$folder has $(($(free_kib) / 1024)) MiB free, and a capture takes $((CAPTURE_KIB / 1024))"
        fail "set HANGUP_BENCH_DIR to a folder with more room"
    fi
    build_generator
    say "making $capture"
    "$work/make-capture" "$work/$name" "$@" 2>"$work/facts" || fail "making $name failed: $(tail -n 1 "$work/facts")"
    {
        echo "$key"
        cat "$work/facts"
    } >"$capture.facts"
    [ "$(fact "$name" bytes)" = "$(size "$work/$name")" ] \
        || fail "$generator told no line 'packets N bytes N ...' on stderr that fits its capture"
    mv "$work/$name" "$capture"
}

# What the generator told of capture $1: its packets, its bytes.
fact() {
    sed -n 's/^packets \([0-9][0-9]*\) bytes \([0-9][0-9]*\).*/packets=\1\nbytes=\2/p' "$folder/$1.facts" 2>/dev/null \
        | sed -n "s/^$2=//p"
}

size() {
    stat -c %s "$1" 2>/dev/null
}

# 0 where it is not known.
free_kib() {
    df -Pk "$folder" | awk 'NR == 2 { kib = $4 } END { print kib + 0 }'
}

has_room() {
    [ "$(free_kib)" -ge "$1" ]
}

build_generator() {
    [ ! -x "$work/make-capture" ] || return 0
    command -v cc >/dev/null || fail "no C compiler for the generator; on Debian: apt-get install gcc libc6-dev"
    cc -O2 -o "$work/make-capture" "$generator" -lm || fail "compiling $generator failed"
}

# ---- The runs

declare -A skipped=()   # by side: why it never runs
declare -A failed=()    # by side: what went wrong in a run of it
declare -A seconds=()   # by side and round
# shellcheck disable=SC2034 # read through its name
declare -A peak_kib=()  # by side and round

# Skips side $1, whose command is the Debian package's name too, if it isn't there or if the $2 MiB that it takes aren't.
need() {
    local available
    available=$(awk '/^MemAvailable/ { printf "%d", $2 / 1024 }' /proc/meminfo)
    if ! command -v "$1" >/dev/null; then
        skipped[$1]="not installed; on Debian: apt-get install $1"
    elif [ "$available" -lt "$2" ]; then
        skipped[$1]="takes $2 MiB of memory, and $available MiB are available"
    fi
    [ -z "${skipped[$1]:-}" ] || say "leaving out $1: ${skipped[$1]}"
}

has_gnu_time() {
    [ -x "$GNU_TIME" ] && [[ $("$GNU_TIME" --version 2>&1) = *GNU* ]]
}

# Runs side $1 in round $2 on the capture named $3: command $4... What it prints goes to a file, so that nobody waits for a
# screen. GNU time's own start is in the seconds of every side alike.
run() {
    local side=$1 round=$2 capture=$3 status before after
    shift 3
    [ -z "${skipped[$side]:-}${failed[$side]:-}" ] || return 0
    local measure=()
    ! has_gnu_time || measure=("$GNU_TIME" -q -f %M -o "$work/peak")
    : >"$work/peak"
    cat "$folder/$capture" >/dev/null  # into the page cache, for every side alike
    before=$EPOCHREALTIME
    timeout --foreground "$LONGEST_RUN" "${measure[@]}" "$@" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    after=$EPOCHREALTIME
    if [ "$status" -eq 124 ]; then
        failed[$side]="not done after $LONGEST_RUN"
    elif [ "$status" -ne 0 ]; then
        failed[$side]="ended with $status: $(head -n 1 "$work/err")"
    elif [ ! -s "$work/out" ]; then
        failed[$side]="printed nothing"
    fi
    if [ -n "${failed[$side]:-}" ]; then
        say "round $round: $side ${failed[$side]}"
        return 0
    fi
    seconds[$side.$round]=$(awk "BEGIN { print $after - $before }")
    # shellcheck disable=SC2034
    peak_kib[$side.$round]=$(tail -n 1 "$work/peak")
    say "round $round: $side ${seconds[$side.$round]} s"
}

run_round() {
    local big=$folder/big.pcap burst=$folder/big-burst.pcap
    run hangup "$1" big.pcap "$hangup" explain "$big"
    run tcptrace "$1" big.pcap tcptrace -n "$big"
    [ "$1" -gt "$tshark_rounds" ] || run tshark "$1" big.pcap tshark -r "$big" -Y tcp.flags.reset==1
    run tcpdump "$1" big.pcap tcpdump -n -r "$big" "$RST_FILTER"
    run burst "$1" big-burst.pcap "$hangup" explain "$burst"
    if [ "$1" -le "$huge_rounds" ]; then
        run huge "$1" huge.pcap "$hangup" explain "$folder/huge.pcap"
        run huge-tcpdump "$1" huge.pcap tcpdump -n -r "$folder/huge.pcap" "$RST_FILTER"
    fi
}

# ---- From runs to numbers

# All values of side $2 in the table named $1, one a line.
values() {
    local -n table=$1
    local round
    for ((round = 1; round <= rounds; round++)); do
        [ -z "${table[$2.$round]:-}" ] || echo "${table[$2.$round]}"
    done
}

# The median of the numbers on stdin; nothing of none.
median() {
    sort -g | awk '{ v[NR] = $1 } END { if (NR) print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# "lowest-highest" of the numbers on stdin, in printf format $1.
range() {
    sort -g | awk -v format="$1" 'NR == 1 { low = $1 } { high = $1 } END { if (NR) printf format "-" format, low, high }'
}

# How many times longer than Hangup side $1 took, in each round where both ran.
times_longer() {
    ratios "$1" hangup
}

# The seconds of side $1 by those of side $2, in each round where both ran.
ratios() {
    local round
    for ((round = 1; round <= rounds; round++)); do
        [ -z "${seconds[$1.$round]:-}" ] || [ -z "${seconds[$2.$round]:-}" ] \
            || awk "BEGIN { print ${seconds[$1.$round]} / ${seconds[$2.$round]} }"
    done
}

highest_mib() {
    values peak_kib "$1" | sort -g | tail -n 1 | awk '{ printf "%.0f", $1 / 1024 }'
}

# ---- The tables

why_missing() {
    echo "${skipped[$1]:-${failed[$1]:-not run}}"
}

print_fact() {
    printf '%-9s %s\n' "$1" "$2"
}

print_machine() {
    local tshark_runs=$((tshark_rounds < rounds ? tshark_rounds : rounds)) load_after
    load_after=$(cut -d ' ' -f 1 /proc/loadavg)
    print_fact date "$(date -u '+%Y-%m-%d %H:%M UTC')"
    print_fact cpu "$(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
    print_fact memory "$(awk '/^MemTotal/ { printf "%.1f GiB", $2 / 1048576 }' /proc/meminfo)"
    print_fact kernel "$(uname -sr)"
    print_fact java "$java"
    print_fact load "$load_before before the rounds (other work), $load_after after them"
    print_fact big "$(fact big.pcap packets) packets, $(fact big.pcap bytes) bytes"
    print_fact big-burst "$(fact big-burst.pcap packets) packets, $(fact big-burst.pcap bytes) bytes"
    if [ "$huge_rounds" -gt 0 ] && [ -z "${skipped[huge]:-}" ]; then
        print_fact huge "$(fact huge.pcap packets) packets, $(fact huge.pcap bytes) bytes"
    fi
    print_fact rounds "$rounds, with tshark in $tshark_runs; seconds are medians, peaks the highest"
}

# The row of side $1, called $2, on capture $3.
print_side() {
    local median
    median=$(values seconds "$1" | median)
    if [ -z "$median" ] || [ -n "${failed[$1]:-}" ]; then
        printf '%-30s %s\n' "$2" "$(why_missing "$1")"
        return
    fi
    printf '%-30s %8.2f %15s %11s %9s\n' "$2" "$median" "$(values seconds "$1" | range %.2f)" \
        "$(awk "BEGIN { printf \"%.2f\", $(fact "$3" packets) / $median / 1e6 }")" "$(highest_mib "$1")"
}

print_sides() {
    printf '%-30s %8s %15s %11s %9s\n' '' seconds lowest-highest Mpackets/s 'peak MiB'
    print_side hangup 'hangup explain big' big.pcap
    print_side tcptrace 'tcptrace -n' big.pcap
    print_side tshark 'tshark -Y tcp.flags.reset==1' big.pcap
    print_side tcpdump 'tcpdump, filter for RST' big.pcap
    print_side burst 'hangup explain big-burst' big-burst.pcap
    if [ "$huge_rounds" -gt 0 ]; then
        print_side huge 'hangup explain huge' huge.pcap
        print_side huge-tcpdump 'tcpdump on huge' huge.pcap
    fi
}

missed=0
measured=0

# The row of a floor: its words $1, what was measured $2, how it spread $3, the floor $4, whether it holds ("1" or "0") $5.
print_floor() {
    local result=MISSED
    measured=1
    if [ "$5" = 1 ]; then
        result=OK
    else
        missed=1
    fi
    printf '%-30s %8s %15s %11s %9s\n' "$1" "$2" "$3" "$4" "$result"
}

# The row of a floor that has no number: missed if that is Hangup's own doing, else not measured.
print_no_floor() {
    if [ -n "${failed[$3]:-}" ] && [[ $3 = hangup || $3 = burst ]]; then
        print_floor "$1" - - "$2" 0
    else
        printf '%-30s %8s %15s %11s %9s %s\n' "$1" - - "$2" '-' "not measured: $(why_missing "$3")"
    fi
}

# Whether Hangup is $2 times faster than side $1.
print_speed_floor() {
    local words="times faster than $1" ratio
    ratio=$(times_longer "$1" | median)
    if [ -n "${failed[hangup]:-}" ]; then
        print_no_floor "$words" ">= $2" hangup
    elif [ -z "$ratio" ] || [ -n "${failed[$1]:-}" ]; then
        print_no_floor "$words" ">= $2" "$1"
    else
        print_floor "$words" "$(printf %.2f "$ratio")" "$(times_longer "$1" | range %.2f)" ">= $2" \
            "$(awk "BEGIN { print ($ratio >= $2) }")"
    fi
}

# Whether side $1 of Hangup stays under the peak, on the capture called $2.
print_peak_floor() {
    local words="peak MiB on $2" peak
    peak=$(highest_mib "$1")
    if [ -z "$peak" ] && [ -z "${failed[$1]:-}" ]; then
        printf '%-30s %8s %15s %11s %9s %s\n' "$words" - - "< $FLOOR_PEAK_MIB" - "not measured: no GNU time"
    elif [ -z "$peak" ] || [ -n "${failed[$1]:-}" ]; then
        print_no_floor "$words" "< $FLOOR_PEAK_MIB" "$1"
    else
        print_floor "$words" "$peak" '' "< $FLOOR_PEAK_MIB" "$((peak < FLOOR_PEAK_MIB))"
    fi
}

# The row of how many times as long as side $2 side $1 took, in words $3.
print_ratio() {
    local ratio
    ratio=$(ratios "$1" "$2" | median)
    [ -z "$ratio" ] || printf '%-30s %8.2f %15s %11s %9s\n' "$3" "$ratio" "$(ratios "$1" "$2" | range %.2f)" none -
}

print_floors() {
    printf '%-30s %8s %15s %11s\n' '' measured lowest-highest floor
    print_speed_floor tcptrace "$FLOOR_TCPTRACE"
    print_speed_floor tshark "$FLOOR_TSHARK"
    print_peak_floor hangup big
    print_peak_floor burst big-burst
    print_ratio hangup tcpdump 'times as long as tcpdump'
    print_ratio huge huge-tcpdump 'times as long as it on huge'
}

# ---- One run of it all

is_count() {
    [[ $1 =~ ^(0|[1-9][0-9]{0,2})$ ]]
}

readonly USAGE='usage: bench/run.sh [-n ROUNDS] [-t TSHARK_ROUNDS] [-u HUGE_ROUNDS]'

while getopts n:t:u: option; do
    case $option in
        n) rounds=$OPTARG ;;
        t) tshark_rounds=$OPTARG ;;
        u) huge_rounds=$OPTARG ;;
        *) fail "$USAGE" ;;
    esac
done
if [ $# -ge "$OPTIND" ] || ! is_count "$rounds" || ! is_count "$tshark_rounds" || ! is_count "$huge_rounds" \
    || [ "$rounds" -eq 0 ]; then
    fail "$USAGE"
fi
[ -r "$generator" ] || fail "cannot read the generator $generator"

mkdir -p "$folder" || fail "cannot make $folder"
[ -O "$folder" ] || fail "$folder is somebody else's; set HANGUP_BENCH_DIR"
work=$(mktemp -d "$folder/run.XXXXXX") || fail "cannot write in $folder"
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

make_capture big.pcap 200000 -x 1.7 -s 1
make_capture big-burst.pcap 200000 -x 1.7 -s 1 -r 200000
if [ "$huge_rounds" -gt 0 ] && ! [ -e "$folder/huge.pcap" ] && ! has_room "$HUGE_KIB"; then
    skipped[huge]="takes $((HUGE_KIB / 1000 / 1000)) GB of disk, and $(($(free_kib) / 1000 / 1000)) GB are free"
    say "leaving out huge: ${skipped[huge]}"
    skipped[huge-tcpdump]=${skipped[huge]}
elif [ "$huge_rounds" -gt 0 ]; then
    make_capture huge.pcap 2000000 -x 1.7 -s 1
fi

need tcptrace 2000
need tshark 3000
need tcpdump 10
[ -z "${skipped[tcpdump]:-}" ] || skipped[huge-tcpdump]=${skipped[tcpdump]}
[ "$tshark_rounds" -gt 0 ] || skipped[tshark]="left out by -t 0"
has_gnu_time || say "no GNU time, so no peaks; on Debian: apt-get install time"

# Build now, if need be, and never in a round.
"$hangup" --version >/dev/null || fail "$hangup doesn't start"
export HANGUP_BUILD=0 HANGUP_NO_REBUILD=1
java=$(JDK_JAVA_OPTIONS=-showversion "$hangup" --version 2>&1 >/dev/null | sed -n 's/.*Runtime Environment *//p')
java="${java:-unknown}, heap ${HANGUP_HEAP:-as the launcher sets it}"
load_before=$(cut -d ' ' -f 1 /proc/loadavg)

for ((round = 1; round <= rounds; round++)); do
    run_round "$round"
done

echo
print_machine
echo
print_sides
echo
print_floors
[ "$measured" -eq 1 ] || fail "nothing could be measured"
exit "$missed"
