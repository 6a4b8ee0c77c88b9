# Wi-Fi on again after easeband-radio has ended, however it ended, and without Python: a struct rfkill_event, as
# drivers/rfkill.py says. Only where it is us who may have switched it off: $1 is the mark that says so.
test ! -e "$1" || printf '\0\0\0\0\1\3\0\0' >"${2:-/dev/rfkill}"
