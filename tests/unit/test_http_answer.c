/* The reader of answers: however the bytes are cut, the same comes out; half answers and nonsense
 * are refused. */
#include "check.h"
#include "http_answer.h"

struct sink {
	char bytes[512];
	size_t length;
};

static bool sink_body(void *context, const char *bytes, size_t count)
{
	struct sink *sink = context;
	if (count > sizeof sink->bytes - sink->length - 1)
		return false;
	memcpy(sink->bytes + sink->length, bytes, count);
	sink->length += count;
	sink->bytes[sink->length] = '\0';
	return true;
}

static enum http_feed feed(struct http_answer *answer, struct sink *sink, const char *text,
			   size_t piece)
{
	const size_t length = strlen(text);
	enum http_feed fed = HTTP_MORE;
	memset(sink, 0, sizeof *sink);
	http_answer_init(answer, sink_body, sink);
	for (size_t at = 0; at < length && fed == HTTP_MORE; at += piece)
		fed = http_answer_feed(answer, text + at,
				       length - at < piece ? length - at : piece);
	return fed;
}

static void whole_answers_are_read_in_pieces_of_any_size(void)
{
	static const struct {
		const char *text;
		int status;
		const char *body;
	} rows[] = {
		{ "HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello", 201, "hello" },
		{ "HTTP/1.0 200 OK\nContent-length:2\n\nokextra", 200, "ok" },
		{ "HTTP/1.1 204 No Content\r\n\r\n", 204, "" },
		{ "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "" },
		{ "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 409 \r\ncontent-length: 3 \r\n\r\nabc",
		  409, "abc" },
		{ "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=1\r\n"
		  "0123456789\r\n0\r\nTrailer: x\r\n\r\n",
		  200, "abc0123456789" },
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		for (size_t piece = 1; piece <= 64; piece++) {
			struct http_answer answer;
			struct sink sink;
			CHECK(feed(&answer, &sink, rows[i].text, piece) == HTTP_READY);
			CHECK(answer.status == rows[i].status);
			CHECK_TEXT(sink.bytes, rows[i].body);
		}
	}
}

static void a_body_without_length_ends_with_the_connection(void)
{
	struct http_answer answer;
	struct sink sink;
	CHECK(feed(&answer, &sink, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nab",
		   7) == HTTP_MORE);
	CHECK(answer.head_whole && answer.is_event_stream);
	CHECK(http_answer_end(&answer) == HTTP_READY);
	CHECK_TEXT(sink.bytes, "ab");
}

static void half_answers_are_bad(void)
{
	static const char *const rows[] = {
		"",
		"HTTP/1.1 200",
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
		"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct http_answer answer;
		struct sink sink;
		CHECK(feed(&answer, &sink, rows[i], 16) == HTTP_MORE);
		CHECK(http_answer_end(&answer) == HTTP_BAD);
	}
}

static void nonsense_is_bad(void)
{
	static const char *const rows[] = {
		"SSH-2.0-OpenSSH\r\n",
		"HTTP/2 200\r\n",
		"HTTP/1.1 99 x\r\n\r\n",
		"HTTP/1.1 200 OK\r\nno colon\r\n",
		"HTTP/1.1 200 OK\r\n: empty\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 1234567890123\r\n",
		"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n123456789\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct http_answer answer;
		struct sink sink;
		CHECK(feed(&answer, &sink, rows[i], 5) == HTTP_BAD);
		CHECK(http_answer_feed(&answer, "HTTP/1.1 200 OK\r\n", 17) == HTTP_BAD);
	}
}

static void too_much_is_bad(void)
{
	struct http_answer answer;
	struct sink sink;
	char line[HTTP_LINE_MAX + 64];
	memset(line, 'a', sizeof line);
	CHECK(feed(&answer, &sink, "HTTP/1.1 200 OK\r\n", 64) == HTTP_MORE);
	CHECK(http_answer_feed(&answer, line, sizeof line) == HTTP_BAD);
	memcpy(line, "X: ", 3);
	memcpy(line + 1000, "\r\n", 2);
	CHECK(feed(&answer, &sink, "HTTP/1.1 200 OK\r\n", 64) == HTTP_MORE);
	enum http_feed fed = HTTP_MORE;
	for (int i = 0; i < 20 && fed == HTTP_MORE; i++)
		fed = http_answer_feed(&answer, line, 1002);
	CHECK(fed == HTTP_BAD);
	/* and a sink that can't take it refuses the answer */
	CHECK(feed(&answer, &sink, "HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n", 64) ==
	      HTTP_MORE);
	CHECK(http_answer_feed(&answer, line, 1000) == HTTP_BAD);
}

int main(void)
{
	whole_answers_are_read_in_pieces_of_any_size();
	a_body_without_length_ends_with_the_connection();
	half_answers_are_bad();
	nonsense_is_bad();
	too_much_is_bad();
	return check_result();
}
