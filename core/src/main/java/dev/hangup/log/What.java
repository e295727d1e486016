package dev.hangup.log;

/** What a line of a proxy says happened, how far things had come, and with whom. */
record What(Symptom symptom, Phase phase, Peer peer) {}
