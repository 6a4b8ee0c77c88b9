#!/bin/sh
# Run once, at the first start of a prepared card: installs the package beside this file, pairs, and leaves what the
# doctor says in result.txt beside this file. Can be run again: sudo sh /boot/firmware/easeband/set_up.sh
set -u

HERE=$(dirname "$0")
RESULT=$HERE/result.txt
CONFIG=${CONFIG:-/etc/easeband/easeband.toml}
TRIES=${TRIES:-20}     # a Wi-Fi and a clock that are not there yet get ten minutes
PAUSE_S=${PAUSE_S:-30}

# CODE HOST PORT of a clinic, or nothing; NAME of the band; SSH=yes if somebody may log in.
. "$HERE/settings"

say() { echo "$(date +%H:%M:%S) $*"; }

# The distribution's lgpio and python3-venv come from the network; where all is there already, none is needed.
install_package() {
	for package in "$HERE"/easeband_*.deb; do
		say "installing $package"
		apt-get update -qq || say "no network yet: what the package needs must be there already"
		DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet "$package" && return 0
		dpkg --install "$package" && return 0
	done
	say "the package could not be installed: see above; then run this again"
	return 1
}

pair() {
	tried=0
	until easeband pair "$CODE" --host "$HOST" --port "$PORT"; do
		tried=$((tried + 1))
		[ "$tried" -lt "$TRIES" ] || { say "not paired: ask the clinic for a new code, write it into $HERE/settings"; return 1; }
		sleep "$PAUSE_S"
	done
	# It holds once and was used.
	sed -i "s/^CODE=.*/CODE=''/" "$HERE/settings"
	systemctl restart easeband-sync easeband-device
}

name_it() {
	grep -q '^id = ' "$CONFIG" || sed -i "s/^# id = .*/id = \"$NAME\"/" "$CONFIG"
}

set_up() {
	[ -z "$SSH" ] || systemctl enable --now ssh
	install_package || return 1
	if [ -n "$CODE" ]; then pair || return 1; elif [ -n "$NAME" ]; then name_it; fi
	say "set up; this is what the doctor finds:"
	easeband doctor
}

set_up >"$RESULT" 2>&1
status=$?
sync
cat "$RESULT"
exit "$status"
