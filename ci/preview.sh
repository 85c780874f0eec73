#!/usr/bin/env bash
# Compares a stack as the branch declares it with what its tenant holds, and keeps that in one comment on the pull
# request or merge request. Ends with 0 whether there is a difference or not.
#
# Pulumi's own preview would take the stack's state and what decrypts it, and this runs code that nobody has looked at.
#
# Usage: ci/preview.sh STACK
# Wants AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of an application with read scopes only, and GITHUB_TOKEN or
# GITLAB_TOKEN.
set -euo pipefail
cd "$(dirname "$0")/.."

stack=${1:?usage: ci/preview.sh STACK}

plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
code=0
node bin/omnichat-auth0.js drift -s "$stack" --no-input >"$plan" || code=$?
[ "$code" -ne 2 ] || code=0
cat "$plan"
node --import tsx ci/report.ts preview "$stack" "$code" "$plan"
exit "$code"
