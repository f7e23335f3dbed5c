/* The reader of http_answer.h. It takes what RFC 9112 allows a server to send us and refuses the
 * rest: a length that is no number, two lengths that differ, a chunk size past 2^32. */
#include "http_answer.h"

#include <string.h>
#include <strings.h>

void http_answer_init(struct http_answer *answer,
		      bool (*body)(void *context, const char *bytes, size_t count), void *context)
{
	memset(answer, 0, sizeof *answer);
	answer->body = body;
	answer->context = context;
	answer->place = HTTP_STATUS_LINE;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* "HTTP/1.1 201 Created" */
static bool status_line(struct http_answer *answer)
{
	const char *line = answer->line;
	if (strncmp(line, "HTTP/1.", 7) != 0 || !is_digit(line[7]) || line[8] != ' ' ||
	    !is_digit(line[9]) || !is_digit(line[10]) || !is_digit(line[11]) ||
	    (line[12] != ' ' && line[12] != '\0'))
		return false;
	answer->status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
	answer->place = HTTP_HEADER_LINE;
	return answer->status >= 100;
}

static bool length_header(struct http_answer *answer, const char *value)
{
	uint64_t length = 0;
	size_t digits = 0;
	for (; is_digit(value[digits]); digits++) {
		if (digits == 12)
			return false;
		length = length * 10 + (uint64_t)(value[digits] - '0');
	}
	if (digits == 0 || value[digits] != '\0' || (answer->has_length && answer->left != length))
		return false;
	answer->has_length = true;
	answer->left = length;
	return true;
}

static bool header_line(struct http_answer *answer)
{
	char *colon = strchr(answer->line, ':');
	if (colon == NULL || colon == answer->line)
		return false;
	*colon = '\0';
	char *value = colon + 1;
	value += strspn(value, " \t");
	for (size_t end = strlen(value);
	     end > 0 && (value[end - 1] == ' ' || value[end - 1] == '\t');)
		value[--end] = '\0';
	if (strcasecmp(answer->line, "content-length") == 0)
		return length_header(answer, value);
	if (strcasecmp(answer->line, "transfer-encoding") == 0) {
		answer->chunked = strcasecmp(value, "chunked") == 0;
		return answer->chunked; /* we ask for no other coding */
	}
	if (strcasecmp(answer->line, "content-type") == 0)
		answer->is_event_stream = strncasecmp(value, "text/event-stream", 17) == 0;
	return true;
}

static void head_end(struct http_answer *answer)
{
	if (answer->status < 200) { /* 100 Continue: the real answer follows */
		answer->status = 0;
		answer->has_length = answer->chunked = answer->is_event_stream = false;
		answer->left = 0;
		answer->place = HTTP_STATUS_LINE;
		return;
	}
	answer->head_whole = true;
	if (answer->status == 204 || answer->status == 304)
		answer->place = HTTP_DONE;
	else if (answer->chunked)
		answer->place = HTTP_CHUNK_SIZE;
	else if (!answer->has_length)
		answer->place = HTTP_BODY_TO_END;
	else
		answer->place = answer->left ? HTTP_BODY_BY_LENGTH : HTTP_DONE;
}

static bool chunk_size(struct http_answer *answer)
{
	uint64_t size = 0;
	size_t digits = 0;
	for (;; digits++) {
		char byte = answer->line[digits];
		unsigned value;
		if (is_digit(byte))
			value = (unsigned)(byte - '0');
		else if ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f')
			value = (unsigned)((byte | 0x20) - 'a') + 10;
		else
			break;
		if (digits == 8)
			return false;
		size = size * 16 + value;
	}
	const char after = answer->line[digits];
	if (digits == 0 || (after != '\0' && after != ';' && after != ' ' && after != '\t'))
		return false;
	answer->left = size;
	answer->place = size ? HTTP_CHUNK_BYTES : HTTP_TRAILER_LINE;
	return true;
}

/* A whole line stands in answer->line. */
static bool line_end(struct http_answer *answer)
{
	switch (answer->place) {
	case HTTP_STATUS_LINE:
		return status_line(answer);
	case HTTP_HEADER_LINE:
		if (answer->line[0] != '\0')
			return header_line(answer);
		head_end(answer);
		return true;
	case HTTP_CHUNK_SIZE:
		return chunk_size(answer);
	case HTTP_CHUNK_END:
		answer->place = HTTP_CHUNK_SIZE;
		return answer->line[0] == '\0';
	case HTTP_TRAILER_LINE:
		if (answer->line[0] == '\0')
			answer->place = HTTP_DONE;
		return true;
	case HTTP_BODY_BY_LENGTH:
	case HTTP_BODY_TO_END:
	case HTTP_CHUNK_BYTES:
	case HTTP_DONE:
	case HTTP_REFUSED:
		break;
	}
	return false;
}

/* One byte of a line; false: refused. */
static bool line_byte(struct http_answer *answer, char byte)
{
	/* Lines between chunks are short and many: only the head is counted. */
	if (!answer->head_whole && ++answer->head_bytes > HTTP_HEAD_MAX)
		return false;
	if (byte != '\n') {
		if (byte == '\0' || answer->line_length == HTTP_LINE_MAX - 1)
			return false;
		answer->line[answer->line_length++] = byte;
		return true;
	}
	if (answer->line_length > 0 && answer->line[answer->line_length - 1] == '\r')
		answer->line_length--;
	answer->line[answer->line_length] = '\0';
	answer->line_length = 0;
	return line_end(answer);
}

static bool body_bytes(struct http_answer *answer, const char *bytes, size_t count)
{
	if (!answer->body(answer->context, bytes, count))
		return false;
	if (answer->place == HTTP_BODY_TO_END)
		return true;
	answer->left -= count;
	if (answer->left == 0)
		answer->place = answer->place == HTTP_CHUNK_BYTES ? HTTP_CHUNK_END : HTTP_DONE;
	return true;
}

enum http_feed http_answer_feed(struct http_answer *answer, const char *bytes, size_t count)
{
	size_t at = 0;
	while (at < count && answer->place != HTTP_DONE && answer->place != HTTP_REFUSED) {
		bool good;
		if (answer->place == HTTP_BODY_BY_LENGTH || answer->place == HTTP_CHUNK_BYTES ||
		    answer->place == HTTP_BODY_TO_END) {
			size_t piece = count - at;
			if (answer->place != HTTP_BODY_TO_END && piece > answer->left)
				piece = (size_t)answer->left;
			good = body_bytes(answer, bytes + at, piece);
			at += piece;
		} else {
			good = line_byte(answer, bytes[at++]);
		}
		if (!good)
			answer->place = HTTP_REFUSED;
	}
	if (answer->place == HTTP_REFUSED)
		return HTTP_BAD;
	return answer->place == HTTP_DONE ? HTTP_READY : HTTP_MORE;
}

enum http_feed http_answer_end(struct http_answer *answer)
{
	if (answer->place == HTTP_DONE || answer->place == HTTP_BODY_TO_END) {
		answer->place = HTTP_DONE;
		return HTTP_READY;
	}
	answer->place = HTTP_REFUSED;
	return HTTP_BAD;
}
