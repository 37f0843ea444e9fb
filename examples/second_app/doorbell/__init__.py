"""A doorbell: a push says who is at the door, a tap on it shows them, and a second push says that they have left.

An app that is not Ringproof's sample app: names, screens, journal and pushes are its own.
"""
