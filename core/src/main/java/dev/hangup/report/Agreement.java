package dev.hangup.report;

import dev.hangup.comparison.Proportion;
import dev.hangup.measurement.Prediction;
import dev.hangup.measurement.Provocation;

/** Whether what was observed may be what was predicted. */
final class Agreement {
    private static final double CONFIDENCE = 0.999;

    private Agreement() {}

    /** Whether chance alone may make so many hits of a share within the prediction, exactly, at 99.9 %. */
    static boolean of(Provocation provocation, Prediction prediction) {
        return new Proportion(provocation.hits(), provocation.aimed().size())
                .isWithin(prediction.least(), prediction.most(), CONFIDENCE);
    }
}
