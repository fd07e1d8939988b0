#!/bin/sh
# Browser tests drive Chromium: the one on this machine, else Debian's package, else the one Playwright brings.
command -v chromium >/dev/null 2>&1 && exit 0
command -v chromium-browser >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing Chromium …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null && exit 0
fi
echo "Fetching Playwright's Chromium …"
.venv/bin/python -m playwright install chromium || echo "No Chromium here: browser tests will be skipped." >&2
