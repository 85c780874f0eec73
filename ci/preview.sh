#!/usr/bin/env bash
# Previews one stack and keeps the plan in one comment on the pull request or merge request.
#
# Usage: ci/preview.sh STACK
# Wants PULUMI_BACKEND_URL with the backend's credentials, AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET of an application
# with read scopes only, and GITHUB_TOKEN or GITLAB_TOKEN.
set -euo pipefail
cd "$(dirname "$0")/.."

stack=${1:?usage: ci/preview.sh STACK}

ci/guard-backend.sh "$stack"
node --import tsx ci/mask-secrets.ts "$stack"

plan=$(mktemp)
trap 'rm -f "$plan"' EXIT
code=0
node bin/omnichat-auth0.js preview -s "$stack" --engine pulumi --no-input >"$plan" || code=$?
cat "$plan"
node --import tsx ci/report.ts preview "$stack" "$code" "$plan"
exit "$code"
