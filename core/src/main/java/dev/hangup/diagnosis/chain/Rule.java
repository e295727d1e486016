package dev.hangup.diagnosis.chain;

import java.util.function.Consumer;

/** Finds one kind of weakness. One small class per rule, each with cases that it must find and cases that it must not. */
public interface Rule {
    /** Its name in every output. */
    String name();

    /** What it finds, in one clause. */
    String summary();

    /** Tells {@code found} of every weakness of its kind in {@code chain}. */
    void check(Chain chain, Consumer<Weakness> found);
}
