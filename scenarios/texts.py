"""Texts of the sample app's that several scenarios look for, in English, as its Localizable.strings has them."""

OWN_MISSED_ROW = "Tap to see your recent calls"  # in the row the app writes of a missed call; a push's row has no body
