#!/bin/bash
# Searches for the best mapping of each of the paper's eight models, and writes configs/mappings/tuned-MODEL.yaml with its certificate
# beside it. A search that was interrupted goes on from its runs in reports/tune.
# Usage: scripts/tuned.sh PROGRAM
set -eu
cd "$(dirname "$0")/.."
program=$1

for model in gpt2-small gpt2-medium gpt2-large gpt2-xl gpt3-small gpt3-medium gpt3-large gpt3-xl; do
  # Single choices take 60 to 120 runs; the proof, which does not end in this space, has the others.
  "$program" tune "$model" --runs 150 --output "configs/mappings/tuned-$model.yaml" --quiet
done
