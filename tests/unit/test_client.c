/* The client against a server that resets, stops half-way, keeps silent and goes away: every
 * request is answered once, a POST keeps its key, the stream resumes. */
#include "check.h"
#include "client.h"
#include "cranky_server.h"

#include <errno.h>
#include <event2/event.h>
#include <time.h>

static const char created[] = "HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
			      "Content-Length: 17\r\n\r\n{\"number\":\"A012\"}";
static const char refused[] = "HTTP/1.1 409 Conflict\r\nContent-Type: application/problem+json\r\n"
			      "Content-Length: 17\r\n\r\n{\"code\":\"closed\"}";
static const char stopping[] = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 19\r\n\r\n"
			       "{\"code\":\"stopping\"}";
static const char half[] = "HTTP/1.1 201 Created\r\nContent-Length: 17\r\n\r\n{\"number\"";
static const char no_json[] = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
static const char stream_head[] =
	"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

static struct event_base *base;

struct result {
	unsigned answers;
	int status;
	char code[32], number[16];
};

static void answered(void *context, const struct client_answer *answer)
{
	struct result *result = context;
	const char *number = json_string_value(json_object_get(answer->body, "number"));
	result->answers++;
	result->status = answer->status;
	snprintf(result->code, sizeof result->code, "%s", answer->code);
	snprintf(result->number, sizeof result->number, "%s", number ? number : "");
}

static double now_s(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Run the loop until *count reaches the goal; false after ten seconds. */
static bool loop_until(const unsigned *count, unsigned goal)
{
	const double end = now_s() + 10;
	const struct timeval step = { 0, 20000 };
	while (*count < goal && now_s() < end) {
		event_base_loopexit(base, &step);
		event_base_dispatch(base);
	}
	return *count >= goal;
}

static struct client *open_to(int port)
{
	struct client *client = NULL;
	char server[32];
	snprintf(server, sizeof server, "127.0.0.1:%d", port);
	CHECK(client_open(&client, base, server) == 0);
	return client;
}

static int post(struct client *client, struct result *result, const char *key, int deadline_ms)
{
	json_t *body = json_pack("{s:s}", "service", "RE1");
	const struct client_request request = { .path = "/api/v1/tickets",
						.body = body,
						.key = key,
						.language = "zh",
						.deadline_ms = deadline_ms,
						.answered = answered,
						.context = result };
	memset(result, 0, sizeof *result);
	const int asked = client_ask(client, &request);
	json_decref(body);
	return asked;
}

static void an_answer_comes_once_and_the_request_is_right(void)
{
	static const struct cranky_step steps[] = { { created, CRANKY_CLOSE } };
	struct cranky_server server;
	struct result result;
	CHECK(cranky_start(&server, base, 0, steps, 1));
	struct client *client = open_to(server.port);
	CHECK(post(client, &result, "0123", 3000) == 0);
	CHECK(loop_until(&result.answers, 1) && result.status == 201);
	CHECK_TEXT(result.number, "A012");
	CHECK(server.seen_count == 1);
	CHECK(strncmp(server.seen[0], "POST /api/v1/tickets HTTP/1.1\r\n", 31) == 0);
	CHECK(strstr(server.seen[0], "\r\nIdempotency-Key: 0123\r\n") != NULL);
	CHECK(strstr(server.seen[0], "\r\nAccept-Language: zh\r\n") != NULL);
	CHECK(strstr(server.seen[0], "\r\n\r\n{\"service\":\"RE1\"}") != NULL);
	client_close(client);
	cranky_stop(&server);
}

static void a_post_is_asked_again_with_the_same_key_until_it_is_answered(void)
{
	static const struct cranky_step steps[] = {
		{ NULL, CRANKY_RESET },	    { half, CRANKY_CLOSE },    { half, CRANKY_RESET },
		{ stopping, CRANKY_CLOSE }, { created, CRANKY_CLOSE },
	};
	struct cranky_server server;
	struct result result;
	char key[CLIENT_KEY_MAX], header[80];
	client_new_key(key);
	CHECK(cranky_start(&server, base, 0, steps, 5));
	struct client *client = open_to(server.port);
	const double start = now_s();
	CHECK(post(client, &result, key, 20000) == 0);
	CHECK(loop_until(&result.answers, 1) && result.status == 201);
	/* 0.2 + 0.4 + 0.8 + 1.6 s of pauses */
	CHECK(now_s() - start >= 2.9 && now_s() - start < 6);
	CHECK(server.seen_count == 5);
	snprintf(header, sizeof header, "\r\nIdempotency-Key: %s\r\n", key);
	for (size_t i = 0; i < server.seen_count; i++)
		CHECK(strstr(server.seen[i], header) != NULL);
	CHECK(result.answers == 1);
	client_close(client);
	cranky_stop(&server);
}

static void a_refusal_is_an_answer(void)
{
	static const struct cranky_step steps[] = { { refused, CRANKY_CLOSE } };
	struct cranky_server server;
	struct result result;
	CHECK(cranky_start(&server, base, 0, steps, 1));
	struct client *client = open_to(server.port);
	CHECK(post(client, &result, "k", 3000) == 0);
	CHECK(loop_until(&result.answers, 1) && result.status == 409);
	CHECK_TEXT(result.code, "closed");
	CHECK(server.seen_count == 1);
	client_close(client);
	cranky_stop(&server);
}

static void silence_garbage_and_nobody_end_at_the_deadline(void)
{
	static const struct cranky_step silent[] = { { NULL, CRANKY_STAY } };
	static const struct cranky_step garbled[] = { { no_json, CRANKY_CLOSE } };
	for (int round = 0; round < 3; round++) {
		struct cranky_server server;
		struct result result;
		CHECK(cranky_start(&server, base, 0, round == 0 ? silent : garbled, 1));
		struct client *client = open_to(server.port);
		if (round == 2)
			cranky_stop(&server);
		const double start = now_s();
		CHECK(post(client, &result, "k", 700) == 0);
		CHECK(loop_until(&result.answers, 1) && result.status == 0);
		CHECK(now_s() - start >= 0.69 && now_s() - start < 1.5);
		client_close(client);
		cranky_stop(&server);
	}
}

static void a_ninth_request_is_refused_and_a_place_is_used_again(void)
{
	static const struct cranky_step steps[] = { { created, CRANKY_CLOSE } };
	struct cranky_server server;
	struct result results[CLIENT_REQUESTS_MAX + 1];
	unsigned answers = 0;
	CHECK(cranky_start(&server, base, 0, steps, 1));
	struct client *client = open_to(server.port);
	for (int i = 0; i < CLIENT_REQUESTS_MAX; i++)
		CHECK(post(client, &results[i], "k", 3000) == 0);
	CHECK(post(client, &results[CLIENT_REQUESTS_MAX], "k", 3000) == -EAGAIN);
	for (int i = 0; i < CLIENT_REQUESTS_MAX; i++) {
		CHECK(loop_until(&results[i].answers, 1));
		answers += results[i].answers;
	}
	CHECK(answers == CLIENT_REQUESTS_MAX && server.seen_count == CLIENT_REQUESTS_MAX);
	CHECK(post(client, &results[0], "k", 3000) == 0);
	CHECK(loop_until(&results[0].answers, 1));
	client_close(client);
	cranky_stop(&server);
}

static void closing_with_requests_under_way_calls_nobody(void)
{
	static const struct cranky_step steps[] = { { NULL, CRANKY_STAY } };
	struct cranky_server server;
	struct result result;
	const unsigned never = 0;
	CHECK(cranky_start(&server, base, 0, steps, 1));
	struct client *client = open_to(server.port);
	CHECK(post(client, &result, "k", 3000) == 0);
	const double end = now_s() + 0.1;
	const struct timeval step = { 0, 20000 };
	while (server.seen_count == 0 || now_s() < end) {
		event_base_loopexit(base, &step);
		event_base_dispatch(base);
	}
	client_close(client);
	CHECK(never == 0 && result.answers == 0);
	cranky_stop(&server);
}

struct listener {
	unsigned opened, events, lost;
	uint64_t last_id;
	char kinds[256];
};

static void stream_opened(void *context)
{
	((struct listener *)context)->opened++;
}

static void stream_event(void *context, uint64_t id, const char *kind, const char *data)
{
	struct listener *listener = context;
	(void)data;
	listener->events++;
	listener->last_id = id;
	strncat(listener->kinds, kind, sizeof listener->kinds - strlen(listener->kinds) - 1);
}

static void stream_lost(void *context)
{
	((struct listener *)context)->lost++;
}

static void a_cut_stream_resumes_after_the_last_event_and_a_short_cut_is_no_loss(void)
{
	static const char first[] = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
				    "Transfer-Encoding: chunked\r\n\r\n"
				    "1a\r\nid: 7\nevent: a\ndata: {}\n\ni\r\n6\r\nd: 8\ne\r\n";
	static const struct cranky_step steps[] = { { first, CRANKY_RESET },
						    { stream_head, CRANKY_STAY } };
	struct cranky_server server;
	struct listener listener = { 0 };
	const struct client_stream_owner owner = { &listener, stream_opened, stream_event,
						   stream_lost };
	CHECK(cranky_start(&server, base, 0, steps, 2));
	struct client *client = open_to(server.port);
	CHECK(client_follow(client, "/api/v1/events", &owner) == 0);
	CHECK(client_follow(client, "/api/v1/events", &owner) == -EALREADY);
	CHECK(loop_until(&listener.opened, 2));
	CHECK(strstr(server.seen[0], "Last-Event-ID") == NULL);
	CHECK(strstr(server.seen[1], "\r\nLast-Event-ID: 7\r\n") != NULL);
	CHECK(listener.events == 1 && listener.last_id == 7 && listener.lost == 0);
	cranky_send(&server, 1, "19\r\n: ping\n\nid: 8\nevent: b\n\n\r\n");
	CHECK(loop_until(&listener.events, 2) && listener.last_id == 8);
	CHECK_TEXT(listener.kinds, "ab");
	client_close(client);
	cranky_stop(&server);
}

static void a_server_that_is_gone_is_lost_within_a_second_and_found_again(void)
{
	static const struct cranky_step steps[] = { { stream_head, CRANKY_STAY } };
	static const struct cranky_step both[] = { { stream_head, CRANKY_STAY },
						   { created, CRANKY_CLOSE } };
	struct cranky_server server;
	struct listener listener = { 0 };
	const struct client_stream_owner owner = { &listener, stream_opened, stream_event,
						   stream_lost };
	struct result result;
	CHECK(cranky_start(&server, base, 0, steps, 1));
	const int port = server.port;
	struct client *client = open_to(port);
	CHECK(client_follow(client, "/api/v1/events", &owner) == 0);
	CHECK(loop_until(&listener.opened, 1));
	const double cut = now_s();
	cranky_stop(&server);
	CHECK(loop_until(&listener.lost, 1) && now_s() - cut < 1.0);
	CHECK(post(client, &result, "k", 20000) == 0);
	/* Let the pauses grow, then come back: the stream finds it and takes the request along. */
	const double end = now_s() + 2;
	const struct timeval step = { 0, 50000 };
	while (now_s() < end) {
		event_base_loopexit(base, &step);
		event_base_dispatch(base);
	}
	CHECK(listener.lost == 1 && result.answers == 0);
	CHECK(cranky_start(&server, base, port, both, 2));
	CHECK(loop_until(&listener.opened, 2));
	CHECK(loop_until(&result.answers, 1));
	client_close(client);
	cranky_stop(&server);
}

static void other_answers_are_no_stream(void)
{
	static const struct cranky_step steps[] = { { created, CRANKY_CLOSE } };
	struct cranky_server server;
	struct listener listener = { 0 };
	const struct client_stream_owner owner = { &listener, stream_opened, stream_event,
						   stream_lost };
	CHECK(cranky_start(&server, base, 0, steps, 1));
	struct client *client = open_to(server.port);
	CHECK(client_follow(client, "/api/v1/events", &owner) == 0);
	CHECK(loop_until(&listener.lost, 1));
	CHECK(listener.opened == 0 && listener.events == 0 && server.seen_count >= 2);
	client_close(client);
	cranky_stop(&server);
}

static void addresses_are_checked(void)
{
	static const char *const bad[] = {
		"", "127.0.0.1", "localhost:8080", "127.0.0.1:0", "127.0.0.1:99999", "1.2.3:80"
	};
	struct client *client = NULL;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(client_open(&client, base, bad[i]) == -EINVAL && client == NULL);
	CHECK(client_open(&client, base, "[::1]:8080") == 0);
	client_close(client);
	client_close(NULL);
}

static void keys_differ(void)
{
	char one[CLIENT_KEY_MAX], other[CLIENT_KEY_MAX];
	client_new_key(one);
	client_new_key(other);
	CHECK(strlen(one) == CLIENT_KEY_MAX - 1 && strcmp(one, other) != 0);
	CHECK(strspn(one, "0123456789abcdef") == CLIENT_KEY_MAX - 1);
}

int main(void)
{
	base = event_base_new();
	an_answer_comes_once_and_the_request_is_right();
	a_post_is_asked_again_with_the_same_key_until_it_is_answered();
	a_refusal_is_an_answer();
	silence_garbage_and_nobody_end_at_the_deadline();
	a_ninth_request_is_refused_and_a_place_is_used_again();
	closing_with_requests_under_way_calls_nobody();
	a_cut_stream_resumes_after_the_last_event_and_a_short_cut_is_no_loss();
	a_server_that_is_gone_is_lost_within_a_second_and_found_again();
	other_answers_are_no_stream();
	addresses_are_checked();
	keys_differ();
	event_base_free(base);
	return check_result();
}
