/*
 * Writes a capture of made-up HTTP/1.1 keep-alive traffic, always the same one for the same arguments.
 *
 *     cc -O2 -o make-capture make-capture.c -lm
 *     make-capture OUT.pcap CONNECTIONS [-s SEED] [-r CONNECTIONS_PER_SECOND] [-x MEAN_EXCHANGES]
 *                  [-i MEAN_IDLE_SECONDS] [-p PERCENT_RESET] [-6 PERCENT_IPV6] [-v PERCENT_VLAN]
 *                  [-k KIND] [-t TRUTH.tsv]
 *
 * It is for measuring speed: the failures in it are textbook shapes, and prove nothing about the accuracy of verdicts.
 *
 * The tap is next to the server: an answer of the server follows at once, one of the client after a round trip. Each
 * connection is played to its end when its SYN is due, from a random stream of its own (so -r changes when connections
 * begin, not what happens on them); a heap then merges the connections by time. Memory: 40 bytes per packet of the
 * connections that are open at one time.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { CLIENT = 0, SERVER = 1 };
enum { SNAPLEN = 262144, LINK_ETHERNET = 1, VLAN = 0x8100, IPV4 = 0x0800, IPV6 = 0x86dd, PROTOCOL_TCP = 6 };

/* What the payload of a packet is. */
enum content { NOTHING, GET, POST, OK, TOO_LARGE, BODY };

/* How a message starts; the number is the connection's or the length of the body. */
static const char *const HEADS[] = {
    [GET] = "GET /articles/%" PRIu32 " HTTP/1.1\r\nHost: shop.example\r\nAccept: */*\r\nX-Filler: ",
    [POST] = "POST /articles HTTP/1.1\r\nHost: shop.example\r\nContent-Length: %7" PRIu32 "\r\n\r\n",
    [OK] = "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/plain\r\nContent-Length: %7" PRIu32 "\r\n\r\n",
    [TOO_LARGE] = "HTTP/1.1 413 Content Too Large\r\nServer: bench\r\nContent-Length: %7" PRIu32 "\r\n\r\n",
};

/* ---- Chance ---- */

/* One stream of splitmix64 (Steele, Lea, Flood 2014). */
struct chance {
    uint64_t state;
};

static uint64_t next_random(struct chance *chance) {
    uint64_t z = chance->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

/* The stream number `index` of `seed`. */
static struct chance chance_of(uint64_t seed, uint64_t index) {
    struct chance mixer = {seed};
    struct chance stream = {next_random(&mixer) + index * 0xd1342543de82ef95u};
    next_random(&stream);
    return stream;
}

/* From 0 to just under 1. */
static double uniform(struct chance *chance) {
    return (double)(next_random(chance) >> 11) * 0x1p-53;
}

static bool happens(struct chance *chance, double probability) {
    return uniform(chance) < probability;
}

/* From `low` to `high`, both included. */
static unsigned between(struct chance *chance, unsigned low, unsigned high) {
    return low + (unsigned)(next_random(chance) % (high - low + 1));
}

static double exponential(struct chance *chance, double mean) {
    return -mean * log(1 - uniform(chance));
}

/* ---- What was asked for ---- */

static struct {
    uint64_t seed;
    double connections_per_second, mean_exchanges, mean_idle_seconds;
    double percent_reset, percent_ipv6, percent_vlan;
    struct kind *only;
} settings = {
    .seed = 1, .connections_per_second = 2000, .mean_exchanges = 3.2, .mean_idle_seconds = 1.5,
    .percent_reset = 2, .percent_ipv6 = 15, .percent_vlan = 10,
};

/* ---- Connections and their packets ---- */

struct packet {
    uint64_t micros;
    uint32_t seq, ack, timestamp, echo, number;
    uint16_t payload, ip_id, window;
    uint8_t from, flags, ttl, content;
    bool has_timestamp;
};

struct connection {
    uint32_t id;
    struct kind *kind;
    struct packet *packets;
    unsigned count, capacity, written;
    uint8_t address[2][16];
    uint16_t port[2], vlan;
    bool ipv6;
};

struct side {
    uint32_t next_seq, clock_base, last_timestamp;
    uint16_t next_ip_id, window;
    uint8_t ttl;
};

/* A connection while it is played. */
struct play {
    struct connection *connection;
    struct chance chance;
    struct side side[2];
    uint64_t now;
    double round_trip;
};

static void *must_have(void *memory) {
    if (memory == NULL) {
        fputs("make-capture: out of memory\n", stderr);
        exit(2);
    }
    return memory;
}

static void wait_for(struct play *play, double seconds) {
    play->now += (uint64_t)(seconds * 1e6) + 1;
}

static void wait_at_server(struct play *play) {
    wait_for(play, 30e-6);
}

static void wait_a_round_trip(struct play *play) {
    wait_for(play, play->round_trip);
}

static void wait_idle(struct play *play) {
    wait_for(play, exponential(&play->chance, settings.mean_idle_seconds));
}

static struct packet *append(struct connection *connection) {
    if (connection->count == connection->capacity) {
        connection->capacity = connection->capacity == 0 ? 16 : 2 * connection->capacity;
        connection->packets =
            must_have(realloc(connection->packets, connection->capacity * sizeof *connection->packets));
    }
    return &connection->packets[connection->count++];
}

/* One packet as the kernel of side `from` would send it now. The answer is good until the next packet is sent. */
static struct packet *transmit(struct play *play, int from, int flags, unsigned payload) {
    struct side *sender = &play->side[from];
    const struct side *peer = &play->side[1 - from];
    struct packet *packet = append(play->connection);
    sender->last_timestamp = sender->clock_base + (uint32_t)(play->now / 1000);
    *packet = (struct packet){
        .micros = play->now,
        .seq = sender->next_seq,
        .ack = flags & ACK ? peer->next_seq : 0,
        .timestamp = sender->last_timestamp,
        .echo = flags & ACK ? peer->last_timestamp : 0,
        .payload = (uint16_t)payload,
        .ip_id = sender->next_ip_id++,
        .window = sender->window,
        .from = (uint8_t)from,
        .flags = (uint8_t)flags,
        .ttl = sender->ttl,
        .content = payload > 0 ? BODY : NOTHING,
        .has_timestamp = true,
    };
    sender->next_seq += payload + (flags & SYN ? 1 : 0) + (flags & FIN ? 1 : 0);
    return packet;
}

static void acknowledge(struct play *play, int from) {
    transmit(play, from, ACK, 0);
}

static struct packet *message(struct play *play, int from, enum content content, uint32_t number, unsigned payload) {
    struct packet *packet = transmit(play, from, PSH | ACK, payload);
    packet->content = (uint8_t)content;
    packet->number = number;
    return packet;
}

static struct packet *request(struct play *play) {
    return message(play, CLIENT, GET, play->connection->id, between(&play->chance, 120, 700));
}

/* A RST for a segment that met no socket: what it acknowledged is all that the kernel knows. */
static struct packet *reset_without_socket(struct play *play, int from, uint32_t seq) {
    struct packet *packet = transmit(play, from, RST, 0);
    packet->seq = seq;
    packet->ip_id = 0;
    packet->window = 0;
    packet->has_timestamp = false;
    return packet;
}

/* A RST from a socket, because its owner wanted so. */
static void reset_by_owner(struct play *play, int from) {
    transmit(play, from, RST | ACK, 0);
}

/* ---- What connections have in common ---- */

static unsigned head_length(enum content content) {
    return (unsigned)snprintf(NULL, 0, HEADS[content], (uint32_t)0);
}

static unsigned segment_size(const struct play *play) {
    return play->connection->ipv6 ? 1428 : 1448;
}

static void request_connection(struct play *play) {
    transmit(play, CLIENT, SYN, 0)->window = 64240;
}

static void accept_connection(struct play *play) {
    wait_at_server(play);
    transmit(play, SERVER, SYN | ACK, 0)->window = 65160;
}

static void shake_hands(struct play *play) {
    request_connection(play);
    accept_connection(play);
    wait_a_round_trip(play);
    acknowledge(play, CLIENT);
}

/* The last packet was lost behind the tap, and is sent again when its timer runs out. */
static void retransmit(struct play *play) {
    struct packet again = play->connection->packets[play->connection->count - 1];
    wait_for(play, 0.2 + exponential(&play->chance, 0.02));
    again.micros = play->now;
    again.timestamp = play->side[again.from].clock_base + (uint32_t)(play->now / 1000);
    again.ip_id = play->side[again.from].next_ip_id++;
    play->side[again.from].last_timestamp = again.timestamp;
    *append(play->connection) = again;
}

/* The answer: 1 to 5 segments, of which the client acknowledges every second one and the last. */
static void respond(struct play *play, bool acknowledged) {
    struct chance *chance = &play->chance;
    double length = uniform(chance);
    unsigned segments = length < 0.55 ? 1 : length < 0.82 ? 2 : between(chance, 3, 5);
    unsigned last = between(chance, 100, segment_size(play));
    uint32_t body = (segments - 1) * segment_size(play) + last - head_length(OK);
    for (unsigned i = 1; i <= segments; i++) {
        unsigned payload = i == segments ? last : segment_size(play);
        struct packet *packet = transmit(play, SERVER, i == segments ? PSH | ACK : ACK, payload);
        if (i == 1) {
            packet->content = OK;
            packet->number = body;
        }
        if (happens(chance, 0.003)) {
            retransmit(play);
        }
        wait_for(play, 20e-6);
        if (acknowledged && (i % 2 == 0 || i == segments)) {
            wait_a_round_trip(play);
            acknowledge(play, CLIENT);
        }
    }
}

static void ask(struct play *play) {
    request(play);
    wait_at_server(play);
    acknowledge(play, SERVER);
    wait_for(play, 0.0005 + exponential(&play->chance, 0.01));
}

static void exchange(struct play *play) {
    ask(play);
    respond(play, true);
}

static void shake_hands_and_exchange(struct play *play) {
    shake_hands(play);
    wait_for(play, 0.0002);
    exchange(play);
    for (int more = 59; more > 0 && happens(&play->chance, 1 - 1 / settings.mean_exchanges); more--) {
        wait_idle(play);
        exchange(play);
    }
}

/* ---- The kinds that nobody resets ---- */

static void play_closing(struct play *play, int first) {
    double to_peer = first == CLIENT ? 0.0002 : play->round_trip;
    double back = first == CLIENT ? play->round_trip : 0.0001;
    shake_hands_and_exchange(play);
    wait_idle(play);
    transmit(play, first, FIN | ACK, 0);
    wait_for(play, to_peer);
    transmit(play, 1 - first, FIN | ACK, 0);
    wait_for(play, back);
    acknowledge(play, first);
}

static void play_client_fin(struct play *play) {
    play_closing(play, CLIENT);
}

static void play_server_fin(struct play *play) {
    play_closing(play, SERVER);
}

static void play_both_fin(struct play *play) {
    shake_hands_and_exchange(play);
    wait_idle(play);
    uint32_t server_fin = transmit(play, SERVER, FIN | ACK, 0)->seq;
    wait_for(play, 0.0001);
    transmit(play, CLIENT, FIN | ACK, 0)->ack = server_fin;
    wait_at_server(play);
    acknowledge(play, SERVER);
    wait_a_round_trip(play);
    acknowledge(play, CLIENT);
}

static void play_left_open(struct play *play) {
    shake_hands_and_exchange(play);
}

static void play_unanswered(struct play *play) {
    uint32_t seq = play->side[CLIENT].next_seq;
    request_connection(play);
    for (int seconds = 1; seconds <= 32; seconds *= 2) {
        wait_for(play, seconds);
        play->side[CLIENT].next_seq = seq;
        request_connection(play);
    }
}

/* ---- The kinds that end in a RST ---- */

static void play_refused(struct play *play) {
    request_connection(play);
    wait_at_server(play);
    struct packet *reset = reset_without_socket(play, SERVER, 0);
    reset->flags = RST | ACK;
    reset->ack = play->side[CLIENT].next_seq;
}

static void play_syn_scan(struct play *play) {
    request_connection(play);
    accept_connection(play);
    wait_a_round_trip(play);
    reset_without_socket(play, CLIENT, play->side[CLIENT].next_seq);
}

static void play_reset_after_handshake(struct play *play) {
    shake_hands(play);
    wait_at_server(play);
    reset_without_socket(play, SERVER, play->side[SERVER].next_seq);
}

/* A request while the server's FIN for 5 idle seconds is still on its way. */
static void play_keepalive_race(struct play *play) {
    shake_hands_and_exchange(play);
    wait_for(play, 5 + exponential(&play->chance, 0.02));
    uint32_t fin = transmit(play, SERVER, FIN | ACK, 0)->seq;
    wait_for(play, play->round_trip * uniform(&play->chance));
    request(play)->ack = fin;
    wait_at_server(play);
    reset_without_socket(play, SERVER, fin);
    if (happens(&play->chance, 0.5)) {
        wait_a_round_trip(play);
        play->side[SERVER].next_seq = fin + 1;
        acknowledge(play, CLIENT);
        wait_at_server(play);
        reset_without_socket(play, SERVER, fin + 1);
    }
}

/* A request to a connection that the server closed a while ago, which the client had acknowledged. */
static void play_late_request(struct play *play) {
    shake_hands_and_exchange(play);
    wait_idle(play);
    transmit(play, SERVER, FIN | ACK, 0);
    wait_a_round_trip(play);
    acknowledge(play, CLIENT);
    wait_for(play, 1 + exponential(&play->chance, 1));
    request(play);
    wait_at_server(play);
    reset_without_socket(play, SERVER, play->side[SERVER].next_seq);
}

/* An upload that the server refuses and doesn't read to its end. */
static void play_unread_data(struct play *play) {
    unsigned size = segment_size(play);
    shake_hands_and_exchange(play);
    wait_idle(play);
    message(play, CLIENT, POST, 20 * size, size);
    wait_for(play, 0.0001);
    transmit(play, CLIENT, ACK, size);
    wait_at_server(play);
    acknowledge(play, SERVER);
    wait_for(play, 0.001);
    unsigned answer = between(&play->chance, 120, 400);
    message(play, SERVER, TOO_LARGE, answer - head_length(TOO_LARGE), answer);
    wait_at_server(play);
    reset_by_owner(play, SERVER);
}

static void play_server_abort(struct play *play) {
    shake_hands_and_exchange(play);
    wait_idle(play);
    reset_by_owner(play, SERVER);
}

static void play_client_abort(struct play *play) {
    shake_hands_and_exchange(play);
    wait_idle(play);
    reset_by_owner(play, CLIENT);
}

/* The client goes away in the middle of the answer; its kernel resets what still comes. */
static void play_client_gone(struct play *play) {
    shake_hands_and_exchange(play);
    wait_idle(play);
    ask(play);
    respond(play, false);
    wait_a_round_trip(play);
    transmit(play, CLIENT, FIN | ACK, 0);
    wait_at_server(play);
    transmit(play, SERVER, ACK, segment_size(play));
    transmit(play, SERVER, PSH | ACK, 900);
    wait_a_round_trip(play);
    reset_without_socket(play, CLIENT, play->side[CLIENT].next_seq);
    reset_without_socket(play, CLIENT, play->side[CLIENT].next_seq);
}

/* Long idle, then a request to which somebody on the way answers in the server's name. */
static void play_idle_middlebox(struct play *play) {
    shake_hands_and_exchange(play);
    wait_for(play, 350 + exponential(&play->chance, 20));
    request(play);
    wait_for(play, 0.0002);
    reset_without_socket(play, SERVER, play->side[SERVER].next_seq)->ttl = 255;
}

/* The server restarted and knows nothing of the connection. */
static void play_half_open(struct play *play) {
    shake_hands_and_exchange(play);
    wait_for(play, 20 + exponential(&play->chance, 10));
    request(play);
    wait_at_server(play);
    reset_without_socket(play, SERVER, play->side[SERVER].next_seq);
}

static void forge_reset(struct play *play, int from, uint32_t ahead, uint8_t ttl) {
    uint32_t seq = play->side[from].next_seq + ahead;
    struct packet *packet = reset_without_socket(play, from, seq);
    packet->flags = RST | ACK;
    packet->ack = play->side[1 - from].next_seq;
    packet->ip_id = 0x5a5a;
    packet->ttl = ttl;
}

/* A box on the way dislikes the request and resets both sides; to be sure, three times the client. */
static void play_forged_both_ways(struct play *play) {
    uint8_t ttl = (uint8_t)between(&play->chance, 100, 250);
    shake_hands_and_exchange(play);
    wait_idle(play);
    request(play);
    wait_for(play, 0.0004);
    for (uint32_t segments = 0; segments < 3; segments++) {
        forge_reset(play, SERVER, segments * segment_size(play), ttl);
        wait_for(play, 10e-6);
    }
    forge_reset(play, CLIENT, 0, ttl - 3);
    wait_for(play, 0.0003);
    acknowledge(play, SERVER);
}

/* A box on the way resets the server alone; the client finds out when it sends its request again. */
static void play_forged_to_server(struct play *play) {
    shake_hands_and_exchange(play);
    wait_idle(play);
    ask(play);
    forge_reset(play, CLIENT, 0, (uint8_t)between(&play->chance, 140, 240));
    wait_for(play, 1);
    transmit(play, CLIENT, ACK, 0)->seq--;
    wait_at_server(play);
    reset_without_socket(play, SERVER, play->side[SERVER].next_seq);
}

/* ---- Which kind how often ---- */

struct kind {
    const char *name;
    void (*play)(struct play *);
    double percent; /* of the connections that nobody resets */
    uint64_t seen;
};

static struct kind quiet_kinds[] = {
    {"client-fin", play_client_fin, 44.8, 0}, {"server-fin", play_server_fin, 45, 0}, {"both-fin", play_both_fin, 5, 0},
    {"left-open", play_left_open, 5, 0},      {"unanswered", play_unanswered, 0.2, 0},
};

/* Equally often. */
static struct kind reset_kinds[] = {
    {.name = "refused", .play = play_refused},
    {.name = "syn-scan", .play = play_syn_scan},
    {.name = "reset-after-handshake", .play = play_reset_after_handshake},
    {.name = "keepalive-race", .play = play_keepalive_race},
    {.name = "late-request", .play = play_late_request},
    {.name = "unread-data", .play = play_unread_data},
    {.name = "server-abort", .play = play_server_abort},
    {.name = "client-abort", .play = play_client_abort},
    {.name = "client-gone", .play = play_client_gone},
    {.name = "idle-middlebox", .play = play_idle_middlebox},
    {.name = "half-open", .play = play_half_open},
    {.name = "forged-both-ways", .play = play_forged_both_ways},
    {.name = "forged-to-server", .play = play_forged_to_server},
};

enum { QUIET_KINDS = sizeof quiet_kinds / sizeof *quiet_kinds, RESET_KINDS = sizeof reset_kinds / sizeof *reset_kinds };

static struct kind *choose_kind(struct chance *chance) {
    bool is_reset = happens(chance, settings.percent_reset / 100);
    double place = uniform(chance) * 100;
    if (settings.only != NULL) {
        return settings.only;
    }
    if (is_reset) {
        return &reset_kinds[(int)(place * RESET_KINDS / 100)];
    }
    struct kind *kind = quiet_kinds;
    while (kind < &quiet_kinds[QUIET_KINDS - 1] && place >= kind->percent) {
        place -= kind++->percent;
    }
    return kind;
}

/* ---- A connection from its number ---- */

/* No two connections share a 4-tuple: ports are taken in turn, and each turn is another client network. */
static void choose_addresses(struct connection *connection, struct chance *chance) {
    static const uint16_t SERVER_PORTS[] = {80, 80, 3000, 8000, 8080, 8080};
    enum { EPHEMERAL = 32768, PORTS = 28000, CLIENTS = 61, SERVERS = 7 };
    uint32_t network = connection->id / PORTS;
    uint8_t client = (uint8_t)(1 + connection->id % CLIENTS);
    uint8_t server = (uint8_t)between(chance, 1, SERVERS);
    uint8_t high = (uint8_t)(network >> 8), low = (uint8_t)network;
    connection->port[CLIENT] = (uint16_t)(EPHEMERAL + connection->id % PORTS);
    connection->port[SERVER] = SERVER_PORTS[between(chance, 0, 5)];
    if (connection->ipv6) {
        memcpy(connection->address[CLIENT], (uint8_t[16]){0x20, 1, 0xd, 0xb8, 0, 1, high, low, [15] = client}, 16);
        memcpy(connection->address[SERVER], (uint8_t[16]){0x20, 1, 0xd, 0xb8, 0, 2, [15] = server}, 16);
    } else {
        memcpy(connection->address[CLIENT], (uint8_t[4]){10, high, low, client}, 4);
        memcpy(connection->address[SERVER], (uint8_t[4]){192, 168, 7, server}, 4);
    }
}

static struct side choose_side(struct chance *chance, uint8_t ttl, uint16_t window) {
    struct side side = {.ttl = ttl, .window = window};
    side.next_seq = (uint32_t)next_random(chance);
    side.clock_base = (uint32_t)next_random(chance);
    side.next_ip_id = (uint16_t)next_random(chance);
    return side;
}

static struct connection *make_connection(uint32_t id, uint64_t start) {
    struct connection *connection = must_have(calloc(1, sizeof *connection));
    struct play play = {.connection = connection, .chance = chance_of(settings.seed, 1 + (uint64_t)id), .now = start};
    struct chance *chance = &play.chance;
    connection->id = id;
    connection->kind = choose_kind(chance);
    connection->ipv6 = happens(chance, settings.percent_ipv6 / 100);
    connection->vlan = happens(chance, settings.percent_vlan / 100) ? (uint16_t)between(chance, 100, 140) : 0;
    choose_addresses(connection, chance);
    unsigned client_ttl = happens(chance, 0.6) ? 64 : 128;
    play.side[CLIENT] = choose_side(chance, (uint8_t)(client_ttl - between(chance, 0, 18)), 502);
    play.side[SERVER] = choose_side(chance, 64, 509);
    play.round_trip = fmin(0.3, 0.0003 + exponential(chance, 0.02));
    connection->kind->play(&play);
    return connection;
}

/* ---- Packets as bytes ---- */

static FILE *capture;
static uint64_t packets_written, bytes_written, resets_written;

static uint8_t *put16(uint8_t *at, uint32_t value) {
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
    return at + 2;
}

static uint8_t *put32(uint8_t *at, uint32_t value) {
    return put16(put16(at, value >> 16), value);
}

static uint8_t *put_bytes(uint8_t *at, const void *bytes, size_t count) {
    memcpy(at, bytes, count);
    return at + count;
}

/* The sum of RFC 1071, not folded. */
static uint32_t sum(const uint8_t *bytes, size_t count) {
    uint32_t total = 0;
    for (size_t i = 0; i + 1 < count; i += 2) {
        total += (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
    }
    return count % 2 == 0 ? total : total + (uint32_t)(bytes[count - 1] << 8);
}

static uint32_t checksum(uint32_t total) {
    while (total >> 16 != 0) {
        total = (total & 0xffff) + (total >> 16);
    }
    return ~total & 0xffff;
}

static uint8_t *put_ethernet(uint8_t *at, const struct connection *connection, int from) {
    at = put_bytes(at, (uint8_t[6]){2, [5] = (uint8_t)(2 - from)}, 6);
    at = put_bytes(at, (uint8_t[6]){2, [5] = (uint8_t)(1 + from)}, 6);
    if (connection->vlan != 0) {
        at = put16(put16(at, VLAN), connection->vlan);
    }
    return put16(at, connection->ipv6 ? IPV6 : IPV4);
}

static uint8_t *put_ip(uint8_t *at, const struct connection *connection, const struct packet *packet, unsigned length) {
    uint8_t *header = at;
    size_t address = connection->ipv6 ? 16 : 4;
    if (connection->ipv6) {
        at = put16(put32(at, 0x60000000), length);
        at = put_bytes(at, (uint8_t[]){PROTOCOL_TCP, packet->ttl}, 2);
    } else {
        at = put16(put16(at, 0x4500), 20 + length);
        at = put16(put16(at, packet->ip_id), 0x4000);
        at = put_bytes(at, (uint8_t[]){packet->ttl, PROTOCOL_TCP, 0, 0}, 4);
    }
    at = put_bytes(at, connection->address[packet->from], address);
    at = put_bytes(at, connection->address[1 - packet->from], address);
    if (!connection->ipv6) {
        put16(header + 10, checksum(sum(header, 20)));
    }
    return at;
}

static unsigned options_length(const struct packet *packet) {
    return packet->flags & SYN ? 20 : packet->has_timestamp ? 12 : 0;
}

static uint8_t *put_options(uint8_t *at, const struct connection *connection, const struct packet *packet) {
    if (packet->flags & SYN) {
        at = put16(put16(at, 0x0204), connection->ipv6 ? 1440 : 1460);
        at = put32(at, 0x0402080a);
        return put32(put32(put32(at, packet->timestamp), packet->echo), 0x01030307);
    }
    if (packet->has_timestamp) {
        return put32(put32(put32(at, 0x0101080a), packet->timestamp), packet->echo);
    }
    return at;
}

static uint8_t *put_payload(uint8_t *at, const struct packet *packet) {
    static const char BLANK_LINE[] = {'\r', '\n', '\r', '\n'};
    uint8_t *end = at + packet->payload;
    if (packet->content != NOTHING && packet->content != BODY) {
        at += snprintf((char *)at, packet->payload, HEADS[packet->content], packet->number);
    }
    for (unsigned i = 0; at < end; i++) {
        *at++ = (uint8_t)('a' + i % 26);
    }
    if (packet->content == GET) {
        memcpy(end - sizeof BLANK_LINE, BLANK_LINE, sizeof BLANK_LINE);
    }
    return end;
}

static void write_capture(const void *bytes, size_t count) {
    if (fwrite(bytes, 1, count, capture) != count) {
        perror("make-capture: writing");
        exit(2);
    }
    bytes_written += count;
}

static void write_packet(const struct connection *connection, const struct packet *packet) {
    uint8_t frame[2048];
    unsigned header = 20 + options_length(packet), length = header + packet->payload;
    uint8_t *ip = put_ethernet(frame, connection, packet->from);
    uint8_t *tcp = put_ip(ip, connection, packet, length);
    uint8_t *at = put16(put16(tcp, connection->port[packet->from]), connection->port[1 - packet->from]);
    at = put32(put32(at, packet->seq), packet->ack);
    at = put16(put16(at, header / 4 << 12 | packet->flags), packet->window);
    at = put32(at, 0); /* the checksum, and no urgent pointer */
    uint8_t *end = put_payload(put_options(at, connection, packet), packet);
    size_t addresses = connection->ipv6 ? 32 : 8;
    put16(tcp + 16, checksum(sum(tcp - addresses, addresses + length) + PROTOCOL_TCP + length));

    uint32_t size = (uint32_t)(end - frame);
    uint32_t record[] = {(uint32_t)(packet->micros / 1000000), (uint32_t)(packet->micros % 1000000), size, size};
    write_capture(record, sizeof record);
    write_capture(frame, size);
    packets_written++;
    resets_written += packet->flags & RST ? 1 : 0;
}

static void write_file_header(void) {
    uint32_t header[] = {0xa1b2c3d4, 4 << 16 | 2, 0, 0, SNAPLEN, LINK_ETHERNET};
    write_capture(header, sizeof header);
}

/* ---- The truth beside the capture ---- */

static void write_address(FILE *truth, const struct connection *connection, int side) {
    const uint8_t *address = connection->address[side];
    if (connection->ipv6) {
        for (int i = 0; i < 16; i += 2) {
            fprintf(truth, "%s%x", i == 0 ? "" : ":", (unsigned)(address[i] << 8 | address[i + 1]));
        }
    } else {
        fprintf(truth, "%d.%d.%d.%d", address[0], address[1], address[2], address[3]);
    }
    fprintf(truth, "\t%d\t", connection->port[side]);
}

static void write_truth(FILE *truth, const struct connection *connection) {
    unsigned resets = 0;
    for (unsigned i = 0; i < connection->count; i++) {
        resets += connection->packets[i].flags & RST ? 1 : 0;
    }
    fprintf(truth, "%" PRIu32 "\t", connection->id);
    write_address(truth, connection, CLIENT);
    write_address(truth, connection, SERVER);
    fprintf(truth, "%d\t%s\t%u\t%u\t%" PRIu64 "\t%" PRIu64 "\n", connection->vlan, connection->kind->name,
            connection->count, resets, connection->packets[0].micros,
            connection->packets[connection->count - 1].micros);
}

/* ---- The merge by time: a binary heap, the connection with the earliest packet first ---- */

static struct connection **heap;
static uint32_t heap_size, heap_capacity, most_open;

static uint64_t due(const struct connection *connection) {
    return connection->packets[connection->written].micros;
}

static void heap_add(struct connection *connection) {
    if (heap_size == heap_capacity) {
        heap_capacity = heap_capacity == 0 ? 1024 : 2 * heap_capacity;
        heap = must_have(realloc(heap, heap_capacity * sizeof *heap));
    }
    uint32_t i = heap_size++;
    for (; i > 0 && due(connection) < due(heap[(i - 1) / 2]); i = (i - 1) / 2) {
        heap[i] = heap[(i - 1) / 2];
    }
    heap[i] = connection;
    most_open = heap_size > most_open ? heap_size : most_open;
}

/* Puts `connection` in the place of the first, and whichever is earliest now first. */
static void heap_replace_first(struct connection *connection) {
    uint32_t i = 0;
    for (uint32_t child = 1; child < heap_size; child = 2 * i + 1) {
        if (child + 1 < heap_size && due(heap[child + 1]) < due(heap[child])) {
            child++;
        }
        if (due(connection) <= due(heap[child])) {
            break;
        }
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = connection;
}

/* Writes the earliest packet there is; a connection without another one is over. */
static void write_earliest(FILE *truth) {
    struct connection *first = heap[0];
    write_packet(first, &first->packets[first->written++]);
    if (first->written < first->count) {
        heap_replace_first(first);
        return;
    }
    if (--heap_size > 0) {
        heap_replace_first(heap[heap_size]);
    }
    if (truth != NULL) {
        write_truth(truth, first);
    }
    first->kind->seen++;
    free(first->packets);
    free(first);
}

static void write_connections(uint32_t connections, FILE *truth) {
    struct chance arrivals = chance_of(settings.seed, 0);
    uint64_t now = 1700000000u * UINT64_C(1000000);
    for (uint32_t id = 0; id < connections; id++) {
        now += 1 + (uint64_t)exponential(&arrivals, 1e6 / settings.connections_per_second);
        while (heap_size > 0 && due(heap[0]) <= now) {
            write_earliest(truth);
        }
        heap_add(make_connection(id, now));
    }
    while (heap_size > 0) {
        write_earliest(truth);
    }
}

/* ---- The command line ---- */

static void print_kinds(const struct kind *kinds, int count) {
    for (int i = 0; i < count; i++) {
        if (kinds[i].seen > 0) {
            fprintf(stderr, "  %-24s %9" PRIu64 "\n", kinds[i].name, kinds[i].seen);
        }
    }
}

static _Noreturn void fail_usage(void) {
    fputs("usage: make-capture OUT.pcap CONNECTIONS [-s SEED] [-r CONNECTIONS_PER_SECOND] [-x MEAN_EXCHANGES]\n"
          "                    [-i MEAN_IDLE_SECONDS] [-p PERCENT_RESET] [-6 PERCENT_IPV6] [-v PERCENT_VLAN]\n"
          "                    [-k KIND] [-t TRUTH.tsv]\n"
          "  KIND (only this one):", stderr);
    for (int i = 0; i < QUIET_KINDS; i++) {
        fprintf(stderr, " %s", quiet_kinds[i].name);
    }
    for (int i = 0; i < RESET_KINDS; i++) {
        fprintf(stderr, " %s", reset_kinds[i].name);
    }
    fputc('\n', stderr);
    exit(2);
}

static FILE *open_output(const char *name) {
    FILE *file = fopen(name, "wb");
    if (file == NULL) {
        fprintf(stderr, "make-capture: ");
        perror(name);
        exit(2);
    }
    return file;
}

/* The number that is all of `text`, and at least `lowest`. */
static double number(const char *text, double lowest) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= lowest)) {
        fail_usage();
    }
    return value;
}

static struct kind *kind_named(const char *name) {
    for (int i = 0; i < QUIET_KINDS; i++) {
        if (strcmp(quiet_kinds[i].name, name) == 0) {
            return &quiet_kinds[i];
        }
    }
    for (int i = 0; i < RESET_KINDS; i++) {
        if (strcmp(reset_kinds[i].name, name) == 0) {
            return &reset_kinds[i];
        }
    }
    fail_usage();
}

static FILE *parse_options(int count, char **arguments) {
    FILE *truth = NULL;
    int option;
    optind = 3;
    while ((option = getopt(count, arguments, "s:r:x:i:p:6:v:k:t:")) != -1) {
        switch (option) {
            case 's': settings.seed = (uint64_t)number(optarg, 0); break;
            case 'r': settings.connections_per_second = number(optarg, 1e-3); break;
            case 'x': settings.mean_exchanges = number(optarg, 1); break;
            case 'i': settings.mean_idle_seconds = number(optarg, 0); break;
            case 'p': settings.percent_reset = number(optarg, 0); break;
            case '6': settings.percent_ipv6 = number(optarg, 0); break;
            case 'v': settings.percent_vlan = number(optarg, 0); break;
            case 't': truth = open_output(optarg); break;
            case 'k': settings.only = kind_named(optarg); break;
            default: fail_usage();
        }
    }
    if (optind < count) {
        fail_usage();
    }
    return truth;
}

int main(int count, char **arguments) {
    if (count < 3 || arguments[1][0] == '-') {
        fail_usage();
    }
    uint32_t connections = (uint32_t)fmin(number(arguments[2], 1), UINT32_MAX);
    FILE *truth = parse_options(count, arguments);
    capture = open_output(arguments[1]);
    setvbuf(capture, NULL, _IOFBF, 1 << 20);
    if (truth != NULL) {
        fputs("id\tclient\tclient_port\tserver\tserver_port\tvlan\tkind\tpackets\tresets\tfirst_micros\tlast_micros\n",
              truth);
    }
    write_file_header();
    write_connections(connections, truth);
    if (fclose(capture) != 0 || (truth != NULL && fclose(truth) != 0)) {
        perror("make-capture: writing");
        return 2;
    }
    fprintf(stderr, "packets %" PRIu64 " bytes %" PRIu64, packets_written, bytes_written);
    fprintf(stderr, " connections %" PRIu32 " resets %" PRIu64 " most_open %" PRIu32 "\n", connections, resets_written,
            most_open);
    print_kinds(quiet_kinds, QUIET_KINDS);
    print_kinds(reset_kinds, RESET_KINDS);
    return 0;
}
