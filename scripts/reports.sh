#!/bin/bash
# Writes the reference reports of the paper's eight models, and reports/README.md with a table of them.
# Usage: scripts/reports.sh PROGRAM
set -eu
cd "$(dirname "$0")/.."
program=$1

reports=()
for model in gpt2-small gpt2-medium gpt2-large gpt2-xl gpt3-small gpt3-medium gpt3-large gpt3-xl; do
  "$program" simulate "$model" -o "reports/$model.json" --quiet
  reports+=("reports/$model.json")
done

{
  cat <<'TEXT'
# Reference reports

What this version finds for the paper's eight models: 1,024 tokens, layers only, from an empty KV cache. `make reports` writes
this folder anew, and a test fails where it is not up to date. Everything else in this folder is ignored by git, but for
[regress](regress), the stored results of `make regress`.

TEXT
  "$program" summary "${reports[@]}" --against t4 --against xeon-gold-6154 --format markdown
  cat <<'TEXT'

- *over bound*: latency over the least time that the machine could take, whatever the mapping ([bounds](../docs/bounds.md)). *MAC use*: multiply-accumulates that the
  model needs, as a share of what all MAC units could do in the time. *row hits*: of the MACs' column accesses.
- *t4 takes*, *xeon-gold-6154 takes*: how many times as long the weights and the KV cache take to cross the memory pins of the paper's
  GPU (fp16) and CPU (fp32). These are bounds of those machines, not measurements; the paper's measured ranges are 41 to 137 and
  631 to 1,074. [docs/comparing.md](../docs/comparing.md) says how they are computed.
- `pimgpt report reports/gpt2-small.json` prints a report, `pimgpt compare reports/gpt2-small.json reports/gpt3-small.json` compares.
TEXT
} > reports/README.md.partial
mv reports/README.md.partial reports/README.md
