#!/bin/bash
# Runs the program on mutated inputs, then each parser under libFuzzer where Swift can build for it. What fails is kept in .build-fuzz.
# Usage: scripts/fuzz.sh DRIVER SECONDS SEED
set -eu
cd "$(dirname "$0")/.."

driver=$1
seconds=$2
seed=$3
root=$PWD
mkdir -p .build-fuzz/corpus

status=0
# A sixth of the time goes to the parsers.
"$driver" --seconds $((seconds * 5 / 6)) --seed "$seed" --jobs "$(nproc)" || status=1

if ! PIMGPT_LIBFUZZER=1 swift build -c release --scratch-path .build-fuzz/build --product pimgpt-fuzz-parsers \
  -Xswiftc -sanitize=fuzzer -Xswiftc -parse-as-library -Xswiftc -Xclang-linker -Xswiftc -fuse-ld=lld > .build-fuzz/build.log 2>&1; then
  printf 'parsers: Swift cannot build for libFuzzer here (.build-fuzz/build.log); not run\n'
  exit "$status"
fi

parsers='document quantity trace aim commands checkpoint report'
each=$((seconds / 6 / 7))
[ "$each" -gt 0 ] || each=1
for parser in $parsers; do
  # What libFuzzer finds on its way goes to the first folder; the project's inputs are only read.
  grown=.build-fuzz/corpus/$parser
  mkdir -p "$grown"
  case $parser in
    quantity) inputs=$grown ;;
    document) inputs="Tests/Fuzz/corpus/experiment configs/systems configs/models configs/mappings" ;;
    aim) inputs=traces/aim ;;
    trace) inputs="Tests/Fuzz/corpus/trace traces" ;;
    *) inputs=Tests/Fuzz/corpus/$parser ;;
  esac
  # shellcheck disable=SC2086
  if FUZZ_PARSER=$parser PIMGPT_CONFIGS=$root/configs SWIFT_BACKTRACE=enable=no .build-fuzz/build/release/pimgpt-fuzz-parsers \
    -max_total_time="$each" -seed="$seed" -timeout=10 -rss_limit_mb=4096 -max_len=40000 -print_final_stats=1 \
    -artifact_prefix=".build-fuzz/$parser-" "$grown" $inputs > ".build-fuzz/$parser.log" 2>&1; then
    printf 'parser %-10s %s inputs, no finding\n' "$parser" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' ".build-fuzz/$parser.log")"
  else
    printf 'parser %-10s failed: .build-fuzz/%s.log\n' "$parser" "$parser"
    status=1
  fi
done
exit "$status"
