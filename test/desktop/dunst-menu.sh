#!/bin/sh
# What dunst runs as its menu of actions (the setting `dmenu`). It gets a line for each action, "#label (title) [id,key]", and
# prints the one that press() of notifications.ts wants.
exec grep -F -m 1 -- "$(cat "$HERMES_TRAY_DESKTOP_DIR/dunst-choice")"
