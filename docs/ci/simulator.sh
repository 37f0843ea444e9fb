#!/usr/bin/env bash
# Scenarios on a simulator of this Mac's, made for this run and removed after it: docs/ci/simulator.sh IOS DEVICE-TYPE
# K, EVIDENCE and DEVELOPER_DIR come from the environment; with ASK it is asked what iOS does as well, into the folder
# conformance. It boots while everything else is made ready.
set -euo pipefail
ios=$1 device=$2
cd "$(dirname "$0")/../.."
PATH=$(brew --prefix make)/libexec/gnubin:$PATH  # newer than macOS's; brew install make
udid=$(xcrun simctl create ringproof-ci "com.apple.CoreSimulator.SimDeviceType.$device" \
  "com.apple.CoreSimulator.SimRuntime.iOS-${ios//./-}")
trap 'xcrun simctl delete "$udid"' EXIT
xcrun simctl boot "$udid"
make setup
runner=$(make wda | tail -n 1)
app=$(make app TARGET=simulator | tail -n 1)
export RINGPROOF_UDID=$udid RINGPROOF_WDA_RUNNER=$PWD/$runner RINGPROOF_APP=$app IOS=$ios
xcrun simctl bootstatus "$udid" -b
make doctor TARGET=simulator
failed=0
make scenarios TARGET=simulator || failed=$?
if [ -n "${ASK:-}" ]; then
  make conformance TARGET=simulator K=""  # K is of the scenarios; a difference fails nothing
fi
exit "$failed"
