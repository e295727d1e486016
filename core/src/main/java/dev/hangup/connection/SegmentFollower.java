package dev.hangup.connection;

import dev.hangup.TcpFlags;
import dev.hangup.capture.Segment;

/**
 * What one segment does to its connection: sequence space, acknowledgments, retransmissions, probes, closes (RFC 9293
 * section 3.10), and the payload on to the message reader. No allocation but for what is rare: a RST, a reader's state.
 */
final class SegmentFollower {
    /** Copies of one packet on several interfaces of one host are captured within this time. */
    private static final long COPY_NANOS = 1_000_000L;

    private static final long COPY_WITH_IP_ID_NANOS = 500_000_000L;
    private static final int WELL_KNOWN_PORTS = 1024;
    private static final int LATE_SEGMENTS_KEPT = 14;

    /** So often nothing but a timer that backs off sends one segment again. */
    private static final int TIMEOUTS_TO_TELL = 4;

    private final Readers readers = new Readers();

    /** Whether a SYN opens a new connection on the 4-tuple of this one. */
    boolean beginsAnew(Connection connection, Segment segment, boolean fromClient) {
        if (!segment.has(TcpFlags.SYN)) {
            return false;
        }
        Side sender = fromClient ? connection.client : connection.server;
        boolean synAck = segment.has(TcpFlags.ACK);
        if (!sender.synSent) {
            if (connection.beganBefore()) {
                return !synAck || connection.over;
            }
            // The SYN of a handshake whose SYN-ACK was captured first, or the other SYN of a simultaneous open.
            boolean belongs = connection.syns > 0 || (sender.started && sender.next == segment.sequence + 1);
            return !synAck && !belongs;
        }
        // Before the handshake is done a SYN-ACK may come again with another number: SYN cookies, another backend.
        return sender.initialSequence != segment.sequence && !(synAck && connection.handshakeNanos == 0);
    }

    /** Who is client is told by a SYN; else by the port that only a server would have. */
    void assignRoles(Connection connection, Segment segment) {
        boolean fromClient;
        if (segment.has(TcpFlags.SYN)) {
            fromClient = !segment.has(TcpFlags.ACK);
            connection.rolesCertain = true;
        } else {
            fromClient = looksLikeServer(segment.destinationPort, segment.sourcePort);
        }
        Side source = fromClient ? connection.client : connection.server;
        Side destination = fromClient ? connection.server : connection.client;
        source.setAddress(segment.sourceHigh, segment.sourceLow, segment.sourcePort);
        destination.setAddress(segment.destinationHigh, segment.destinationLow, segment.destinationPort);
    }

    private static boolean looksLikeServer(int port, int other) {
        if ((port < WELL_KNOWN_PORTS) != (other < WELL_KNOWN_PORTS)) {
            return port < WELL_KNOWN_PORTS;
        }
        return port < other;
    }

    void accept(Connection connection, Segment segment, boolean fromClient) {
        Side sender = fromClient ? connection.client : connection.server;
        Side receiver = fromClient ? connection.server : connection.client;
        connection.packets++;
        sender.packets++;
        boolean reset = segment.has(TcpFlags.RST);
        if (reset) {
            sender.resets++;
        }
        if (isCopy(connection, sender, segment, fromClient)) {
            return;
        }
        if (connection.acknowledgedUnseen && !Unseen.isStillToCome(sender, segment)) {
            Unseen.giveUp(connection);
        }
        connection.lastNanos = segment.timeNanos;
        connection.lastFrame = segment.frame;
        if (!connection.isEstablished() && connection.synAcks > 0 && showsUnseen(sender, receiver, segment)) {
            connection.establishedUnseen = true;
        }
        if (isDull(connection, sender, segment)) {
            // Half of all segments: an acknowledgment that changes nothing need not be told.
        } else if (!connection.over || connection.lateSegments++ < LATE_SEGMENTS_KEPT) {
            connection.trail.add(segment, fromClient ? Trail.FROM_CLIENT : 0);
        } else {
            connection.trail.leaveOut();
        }
        Loss probed = receiver.loss;
        if (probed != null && receiver.reset == null) {
            probed.probesInVain = 0;
        }
        if (reset) {
            reset(connection, sender, receiver, fromClient, segment);
            return;
        }
        sender.lastNanos = segment.timeNanos;
        if (sender.ttl < 0) {
            sender.ttl = (short) segment.ttl;
        }
        sender.lastTtl = (short) segment.ttl;
        if (segment.ipId > 0 && sender.lastIpId > 0 && segment.ipId != sender.lastIpId) {
            sender.hasChangingIpId = true;
        }
        sender.lastIpId = segment.ipId;
        sender.lastFlags = (char) segment.flags;
        sender.lastHadPayload = segment.payloadLength > 0;
        if (sender.reset != null) {
            connection.segmentsAfterReset++;
        }
        if (segment.has(TcpFlags.SYN)) {
            syn(connection, sender, fromClient, segment);
        }
        if (segment.has(TcpFlags.ACK)) {
            acknowledge(connection, receiver, fromClient, segment);
        }
        window(connection, sender, segment);
        if (segment.payloadLength > 0 || segment.has(TcpFlags.FIN)) {
            data(connection, sender, receiver, segment);
        } else if (sender.started
                && segment.sequence == sender.next - 1
                && !segment.has(TcpFlags.SYN)
                && !receiver.windowIsZero
                && !sender.finSent) {
            probe(connection, sender, segment);
        } else if (!sender.started) {
            sender.started = true;
            sender.next = segment.sequence;
        } else if (segment.sequence - sender.next > 0) {
            // Even an empty segment tells what was sent before it (RFC 9293 section 3.4).
            Loss loss = sender.loss();
            loss.skip(sender.next, segment.sequence, sender.acknowledged);
            // Where such a segment was captured, no filter left the others out.
            loss.firstHoleConfirmed = true;
        }
    }

    /** Whether more was sent, and taken, before {@code segment} than was captured: the handshake was done by then. */
    private static boolean showsUnseen(Side sender, Side receiver, Segment segment) {
        boolean sent = sender.synSent && segment.sequence - sender.next > 0;
        boolean taken = segment.has(TcpFlags.ACK) && receiver.synSent && segment.acknowledgment - receiver.next > 0;
        return !segment.has(TcpFlags.SYN) && (sent || taken);
    }

    private static boolean isDull(Connection connection, Side sender, Segment segment) {
        return segment.payloadLength == 0
                && segment.flags == TcpFlags.ACK
                && segment.window != 0
                && sender.started
                && segment.sequence == sender.next
                && !connection.over
                && !connection.trail.isAlert();
    }

    private static boolean isCopy(Connection connection, Side sender, Segment segment, boolean fromClient) {
        boolean occupies =
                segment.payloadLength > 0 || (segment.flags & (TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST)) != 0;
        long copyNanos = segment.ipId > 0 ? COPY_WITH_IP_ID_NANOS : COPY_NANOS;
        if (occupies) {
            boolean old = !sender.started || segment.sequence - sender.next < 0 || segment.has(TcpFlags.RST);
            return old
                    && (connection.trail.holdsCopyOf(segment, fromClient, copyNanos)
                            || isCutOtherwise(connection, sender, segment, fromClient));
        }
        return segment.ipId == sender.lastIpId
                && segment.flags == sender.lastFlags
                && !sender.lastHadPayload
                && (segment.ipId > 0 || segment.sequence == sender.next - 1)
                && segment.timeNanos - sender.lastNanos < copyNanos;
    }

    private static boolean isCutOtherwise(Connection connection, Side sender, Segment segment, boolean fromClient) {
        int end = segment.sequence + segment.payloadLength + (segment.has(TcpFlags.FIN) ? 1 : 0);
        return segment.payloadLength > 0
                && !segment.has(TcpFlags.SYN)
                && !segment.has(TcpFlags.RST)
                && sender.started
                && end - sender.next <= 0
                && connection.trail.holdsBytesOf(segment, fromClient, COPY_NANOS);
    }

    private static void syn(Connection connection, Side sender, boolean fromClient, Segment segment) {
        if (fromClient) {
            connection.syns++;
            connection.lastSynNanos = segment.timeNanos;
            if (connection.syns > 1) {
                sender.loss().retransmissions++;
                connection.trail.mark(Trail.RETRANSMISSION);
                connection.trail.alert();
                // The client began anew after a RST of its own to a challenge ACK (RFC 5961 section 4).
                if (connection.client.reset != null && connection.synAcks == 0) {
                    connection.over = false;
                    connection.closed = false;
                    connection.challenged = true;
                    connection.client.reset = null;
                    connection.server.started = false;
                    connection.server.acknowledgedKnown = false;
                }
            }
        } else {
            connection.synAcks++;
            if (connection.synAcks == 1) {
                connection.synAckNanos = segment.timeNanos;
            } else {
                sender.loss().retransmissions++;
                connection.trail.mark(Trail.RETRANSMISSION);
                if (connection.handshakeNanos > 0) {
                    connection.synAcksAfterHandshake++;
                    connection.trail.alert();
                }
            }
        }
        boolean anotherNumber = sender.synSent && sender.initialSequence != segment.sequence;
        if (!sender.synSent || anotherNumber) {
            boolean isLate = !sender.synSent && sender.payloadBytes > 0;
            sender.synSent = true;
            sender.started = true;
            sender.initialSequence = segment.sequence;
            sender.next = isLate ? sender.next : segment.sequence + 1;
            sender.maximumSegmentSize = (char) segment.maximumSegmentSize;
        }
    }

    private static void acknowledge(Connection connection, Side acknowledged, boolean fromClient, Segment segment) {
        int number = segment.acknowledgment;
        if (!connection.isEstablished()) {
            if (fromClient || connection.synAcks == 0 && number == connection.client.initialSequence + 1) {
                connection.handshakeNanos = segment.timeNanos;
                connection.synAckNanos = connection.synAcks == 0 ? segment.timeNanos : connection.synAckNanos;
            } else if (connection.synAcks == 0) {
                // An ACK that answers a SYN with another number belongs to an older connection of the 4-tuple.
                connection.challenged = true;
                return;
            }
        }
        if (!acknowledged.started) {
            acknowledged.started = true;
            acknowledged.next = number;
        }
        if (!acknowledged.acknowledgedKnown) {
            acknowledged.acknowledgedKnown = true;
            acknowledged.acknowledged = number;
            connection.acknowledgedUnseen |= number - acknowledged.next > 0;
            if (number == acknowledged.next) {
                acknowledged.unacknowledgedSinceNanos = 0;
            }
            return;
        }
        int progress = number - acknowledged.acknowledged;
        if (progress <= 0) {
            if (progress == 0 && acknowledged.loss != null) {
                acknowledged.loss.repeatAcknowledgment(number);
            }
            return;
        }
        acknowledged.acknowledged = number;
        Loss loss = acknowledged.loss;
        if (loss != null) {
            loss.retransmissionsInVain = 0;
        }
        // Acknowledged, so it was sent: the capture missed it, or has it in the wrong order.
        connection.acknowledgedUnseen |= number - acknowledged.next > 0;
        if (number - acknowledged.largestInFlightEnd >= 0) {
            acknowledged.largestDelivered = Math.max(acknowledged.largestDelivered, acknowledged.largestInFlight);
            acknowledged.largestInFlight = 0;
        }
        if (number - acknowledged.next >= 0) {
            acknowledged.unacknowledgedSinceNanos = 0;
        } else {
            acknowledged.unacknowledgedSinceNanos = segment.timeNanos;
        }
        if (acknowledged.reset != null && connection.payloadAfterReset && connection.over) {
            survive(connection, acknowledged);
        }
    }

    /** What its alleged sender sent after the RST was acknowledged: the other side never believed the RST. */
    private static void survive(Connection connection, Side sender) {
        connection.ignoredReset = sender.reset;
        sender.reset = null;
        connection.over = false;
        connection.closed = false;
        connection.segmentsAfterReset = 0;
        connection.payloadAfterReset = false;
    }

    private static void window(Connection connection, Side sender, Segment segment) {
        boolean zero = segment.window == 0 && segment.has(TcpFlags.ACK) && !segment.has(TcpFlags.SYN);
        if (zero && !sender.windowIsZero) {
            sender.loss().zeroWindows++;
            connection.trail.mark(Trail.ZERO_WINDOW);
        }
        sender.windowIsZero = zero;
        sender.lastWindow = (char) segment.window;
    }

    private static void probe(Connection connection, Side sender, Segment segment) {
        Loss loss = sender.loss();
        if (loss.probesInVain == 0) {
            loss.firstProbeNanos = segment.timeNanos;
        }
        loss.probesInVain++;
        connection.trail.mark(Trail.KEEP_ALIVE_PROBE);
        if (loss.probesInVain > 1) {
            connection.trail.alert();
        }
    }

    private void data(Connection connection, Side sender, Side receiver, Segment segment) {
        int length = segment.payloadLength;
        boolean fin = segment.has(TcpFlags.FIN);
        // Payload in a SYN (RFC 7413) begins after the SYN's own number.
        int start = segment.has(TcpFlags.SYN) ? segment.sequence + 1 : segment.sequence;
        int end = start + length;
        if (!sender.started) {
            sender.started = true;
            sender.next = start;
        }
        // One byte is a keep-alive probe of Windows, sent as often as its sender likes.
        if (sender.finSent && length > 1 && sender.isBehindFin(start)) {
            // The receiver takes no more of it (RFC 9293 section 3.10.7.4: it ignores the segment text).
            sender.loss().payloadBehindFin = true;
            return;
        }
        int offset = start - sender.next;
        int newEnd = end + (fin ? 1 : 0);
        if (sender.loss != null) {
            sender.loss.fill(start, end);
        }
        if (newEnd - sender.next <= 0) {
            repeated(connection, sender, receiver, segment, end);
        } else {
            if (offset > 0) {
                sender.loss().skip(sender.next, segment.sequence, sender.acknowledged);
                MessageReader reader = connection.reader;
                if (reader != null && length == 0) {
                    reader.gap(connection, sender, sender == connection.client, offset);
                }
            }
            if (length > 0 && end - sender.next > 0) {
                if (sender.unacknowledgedSinceNanos == 0 && !sender.isAcknowledged(end)) {
                    sender.unacknowledgedSinceNanos = segment.timeNanos;
                }
                if (length > sender.largestInFlight) {
                    sender.largestInFlight = length;
                    sender.largestInFlightEnd = end;
                }
                sender.largestPayload = Math.max(sender.largestPayload, length);
                sender.payloadBytes += Math.min(length, end - sender.next);
                sender.lastPayloadNanos = segment.timeNanos;
                notePayloadAfterClose(connection, sender, segment, end);
                payload(connection, sender, segment, offset);
            }
            sender.next = newEnd;
        }
        if (fin) {
            fin(connection, sender, receiver, segment, end);
        }
    }

    private static void notePayloadAfterClose(Connection connection, Side sender, Segment segment, int end) {
        Reset reset = sender.reset;
        if (reset != null && reset.isContradictedBy(segment, end, connection.handshakeRoundTripNanos())) {
            connection.payloadAfterReset = true;
        }
        if (connection.closed && connection.closedByClient != (sender == connection.client)) {
            connection.payloadAfterClose += segment.payloadLength;
        }
    }

    /**
     * A segment that fills a hole was delayed on the way. Where the hole was more than the rest of a body, what boundaries it
     * has are lost, but an answer is an answer.
     */
    private static void comeLate(Connection connection, Side sender, Segment segment) {
        connection.trail.mark(Trail.OUT_OF_ORDER);
        Exchanges exchanges = connection.exchanges;
        if (segment.payloadLength > 0 && sender.phase == MessageReader.LOST) {
            exchanges.boundariesKnown = false;
            if (sender == connection.server && exchanges.outstanding() > 0) {
                exchanges.endAnswer(segment.timeNanos);
            }
        }
    }

    private static void repeated(Connection connection, Side sender, Side receiver, Segment segment, int end) {
        if (segment.payloadLength <= 1 && segment.sequence == sender.next - 1 && !segment.has(TcpFlags.FIN)) {
            boolean wasAcknowledged = sender.acknowledgedKnown && sender.acknowledged == sender.next;
            if (wasAcknowledged && !receiver.windowIsZero) {
                probe(connection, sender, segment);
                return;
            }
        }
        Loss loss = sender.loss();
        boolean fillsHole =
                loss.holeEnd != loss.holeStart && segment.sequence - loss.holeStart >= 0 && end - loss.holeEnd <= 0;
        if (fillsHole) {
            loss.holeStart = end;
            comeLate(connection, sender, segment);
            return;
        }
        loss.retransmissions++;
        connection.trail.mark(Trail.RETRANSMISSION);
        if (sender.isAcknowledged(end) && segment.payloadLength > 0) {
            loss.spuriousRetransmissions++;
            return;
        }
        loss.retransmissionsInVain++;
        loss.largestRetransmitted = Math.max(loss.largestRetransmitted, segment.payloadLength);
        if (loss.retransmissionsInVain > 1) {
            connection.trail.alert();
        }
        loss.repeat(segment.sequence);
        if (loss.repeatedRunning >= TIMEOUTS_TO_TELL && segment.payloadLength > 1) {
            sender.inferAcknowledged(segment.sequence);
        }
    }

    private void payload(Connection connection, Side sender, Segment segment, int offset) {
        if (!connection.isEstablished() && connection.synAcks > 0) {
            // The client's ACK was not captured, but nobody sends payload without it.
            connection.handshakeNanos = segment.timeNanos;
        }
        int earlier = sender.openingLength;
        if (earlier < FirstBytes.ENOUGH) {
            if (offset == 0 || offset < 0 && earlier > 0) {
                sender.open(segment, -offset);
            } else {
                // Behind a hole it is not the first payload, and says nothing.
                sender.openingLength = FirstBytes.ENOUGH;
            }
        }
        MessageReader reader = readers.of(connection, sender, earlier);
        boolean fromClient = sender == connection.client;
        boolean bothSides = connection.client.hasSpoken() && connection.server.hasSpoken();
        if (!bothSides && !fromClient) {
            connection.exchanges.serverSpokeFirst = true;
        }
        if (offset > 0) {
            reader.gap(connection, sender, fromClient, offset);
        }
        reader.read(connection, sender, fromClient, segment, Math.max(0, -offset));
    }

    private static void fin(Connection connection, Side sender, Side receiver, Segment segment, int sequence) {
        if (sender.finSent) {
            return;
        }
        boolean fromClient = sender == connection.client;
        sender.sendFin(sequence, segment);
        MessageReader reader = connection.reader;
        if (reader != null) {
            reader.end(connection, fromClient, segment.timeNanos);
        }
        cut(connection);
        connection.close(fromClient, false, segment.timeNanos);
        if (connection.exchanges.outstanding() > 0) {
            connection.trail.alert();
        }
        if (receiver.finSent) {
            connection.over = true;
        }
    }

    private static void reset(Connection connection, Side sender, Side receiver, boolean fromClient, Segment segment) {
        connection.trail.alert();
        Reset reset = Reset.of(segment, fromClient, sender, receiver);
        sender.lastNanos = segment.timeNanos;
        Reset first = sender.reset;
        if (first == null || first.hasOvertaken(reset, connection.handshakeRoundTripNanos())) {
            sender.reset = reset;
        }
        connection.over = true;
        if (connection.isEstablished()) {
            cut(connection);
            connection.close(fromClient, true, segment.timeNanos);
        }
    }

    private static void cut(Connection connection) {
        MessageReader reader = connection.reader;
        if (reader != null && !connection.closed) {
            reader.cut(connection);
        }
    }
}
