#!/usr/bin/env bash
# Compares one stack with its tenant and keeps the findings in one issue. Ends as `omnichat-auth0 drift` ends: 0 no
# drift, 2 drift, anything else could not tell. It reads the state as it is kept, secrets encrypted, and never has Pulumi
# decrypt it, so there is nothing to mask.
#
# Usage: ci/drift.sh STACK
# Wants PULUMI_BACKEND_URL with the backend's credentials, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of an application
# with read scopes only, and GITHUB_TOKEN or GITLAB_TOKEN.
set -euo pipefail
cd "$(dirname "$0")/.."

stack=${1:?usage: ci/drift.sh STACK}

ci/guard-backend.sh "$stack"

findings=$(mktemp)
trap 'rm -f "$findings"' EXIT
code=0
node bin/omnichat-auth0.js drift -s "$stack" --format markdown --no-input >"$findings" || code=$?
tee -a "${GITHUB_STEP_SUMMARY:-/dev/null}" <"$findings"
node --import tsx ci/report.ts drift "$stack" "$code" "$findings"
exit "$code"
