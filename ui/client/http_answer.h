/* Reads one HTTP/1.1 answer from bytes as they come (RFC 9112): status line, headers, a body by
 * length, by chunks or until the end of the connection. Pure: no socket, no allocation; the body
 * goes to a sink piece by piece, so that an event stream needs no other reader. */
#ifndef JIAOHAO_HTTP_ANSWER_H
#define JIAOHAO_HTTP_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HTTP_LINE_MAX = 2048,  /* one header line; longer is refused */
	HTTP_HEAD_MAX = 16384, /* all header lines together; longer is refused */
};

enum http_feed {
	HTTP_MORE,  /* not whole yet */
	HTTP_READY, /* the answer is whole; what follows is not looked at */
	HTTP_BAD,   /* not HTTP/1.x, or over a limit: nothing of it may be used */
};

enum http_place {
	HTTP_STATUS_LINE,
	HTTP_HEADER_LINE,
	HTTP_BODY_BY_LENGTH,
	HTTP_BODY_TO_END,
	HTTP_CHUNK_SIZE,
	HTTP_CHUNK_BYTES,
	HTTP_CHUNK_END,
	HTTP_TRAILER_LINE,
	HTTP_DONE,
	HTTP_REFUSED,
};

struct http_answer {
	/* Called for each piece of the body; false refuses the answer (HTTP_BAD). */
	bool (*body)(void *context, const char *bytes, size_t count);
	void *context;

	int status;	      /* 200 …; valid when head_whole */
	bool head_whole;      /* status and headers are known */
	bool is_event_stream; /* Content-Type: text/event-stream */

	enum http_place place;
	bool chunked, has_length;
	uint64_t left; /* bytes of the body or of the chunk that are still to come */
	size_t head_bytes;
	size_t line_length;
	char line[HTTP_LINE_MAX];
};

void http_answer_init(struct http_answer *answer,
		      bool (*body)(void *context, const char *bytes, size_t count), void *context);
enum http_feed http_answer_feed(struct http_answer *answer, const char *bytes, size_t count);
/** The connection ended: HTTP_READY when that ends the body, else HTTP_BAD (half an answer). */
enum http_feed http_answer_end(struct http_answer *answer);

#endif
