# Writes an access log of nginx in the combined format: `awk -v lines=N -f make-log.awk`. The same N gives the same bytes, on
# every awk: the random numbers are its own (Park and Miller's minimal standard). 40 requests a second; of 2,000 requests one is
# answered with 502, the others went well. User agents and paths are made up.
function random(below) {
    seed = (seed * 16807) % 2147483647
    return seed % below
}

BEGIN {
    seed = 1
    agents[0] = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36"
    agents[1] = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1"
    agents[2] = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
    agents[3] = "okhttp/4.12.0"
    for (line = 0; line < lines; line++) {
        second = int(line / 40)
        status = random(2000) == 0 ? 502 : random(20) == 0 ? 404 : random(8) == 0 ? 304 : 200
        printf "10.%d.%d.%d - - [%02d/Nov/2026:%02d:%02d:%02d +0000] \"GET /api/v1/items/%d?page=%d HTTP/1.1\" %d %d \"https://shop.example/list/%d\" \"%s\"\n", \
            random(256), random(256), random(256), \
            1 + int(second / 86400), int(second / 3600) % 24, int(second / 60) % 60, second % 60, \
            random(1000000), random(50), status, random(60000), random(1000), agents[random(4)]
    }
}
