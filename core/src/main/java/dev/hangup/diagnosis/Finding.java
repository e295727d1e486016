package dev.hangup.diagnosis;

/**
 * What captures of several places show together about the path.
 *
 * @param shown what is so
 * @param isCertain whether the other capture was surely running when it mattered
 * @param supports what it is worth to a cause that says so, in bits
 * @param refutes what it costs a cause that says the contrary, in bits
 * @param text what was seen, a clause without a full stop
 */
record Finding(PathClaim shown, boolean isCertain, double supports, double refutes, String text) {
    /** What it is worth to a cause that says {@code claimed}. */
    double bits(PathClaim claimed) {
        if (claimed == shown) {
            return supports;
        }
        boolean contrary = switch (shown) {
            case RESET_MADE_BETWEEN -> claimed == PathClaim.RESET_SENT_BY_END;
            case RESET_SENT_BY_END -> claimed == PathClaim.RESET_MADE_BETWEEN;
            case UNTRANSLATED -> claimed == PathClaim.RESET_SENT_BY_END || claimed == PathClaim.RESET_MADE_BETWEEN;
            case LOST_BETWEEN -> claimed == PathClaim.ARRIVED;
            case ARRIVED -> claimed == PathClaim.LOST_BETWEEN;
            case NONE -> false;
        };
        return contrary ? -refutes : 0;
    }
}
