/* Paths to views and acts. */
#include "sim_http.h"

#include "sim_act.h"
#include "sim_drivers.h"
#include "sim_view.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/http.h>
#include <event2/keyvalq_struct.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BODY_MAX = 65536, HEADERS_MAX = 8192, IDLE_S = 60 };

static const char help[] = "GET /sim/devices, GET /sim/devices/NAME, "
			   "GET /sim/devices/NAME/{history|tickets|spoken|ticket.txt|ticket.png|"
			   "ticket.bin}, POST /sim/devices/NAME/{press|set|fault}";

static void answer_bytes(struct evhttp_request *request, int status, const char *type,
			 const void *bytes, size_t length)
{
	struct evbuffer *body = evbuffer_new();
	if (body == NULL) {
		evhttp_send_error(request, 500, NULL);
		return;
	}
	evhttp_add_header(evhttp_request_get_output_headers(request), "Content-Type", type);
	evbuffer_add(body, bytes, length);
	evhttp_send_reply(request, status, NULL, body);
	evbuffer_free(body);
}

static void answer_json(struct evhttp_request *request, int status, json_t *value)
{
	char *text = value != NULL ? json_dumps(value, JSON_INDENT(1)) : NULL;
	json_decref(value);
	if (text == NULL) {
		evhttp_send_error(request, 500, NULL);
		return;
	}
	/* Its end becomes the end of a line, for terminals. */
	const size_t length = strlen(text);
	text[length] = '\n';
	answer_bytes(request, status, "application/json; charset=utf-8", text, length + 1);
	free(text);
}

static void answer_error(struct evhttp_request *request, int status, const char *problem)
{
	json_t *error = json_object();
	json_t *text = json_string(problem);
	json_object_set_new(error, "error", text != NULL ? text : json_string("not UTF-8"));
	answer_json(request, status, error);
}

static long query_number(struct evhttp_request *request, const char *key, long otherwise)
{
	const char *query = evhttp_uri_get_query(evhttp_request_get_evhttp_uri(request));
	struct evkeyvalq pairs;
	long number = otherwise;
	if (query == NULL || evhttp_parse_query_str(query, &pairs) < 0)
		return otherwise;
	const char *text = evhttp_find_header(&pairs, key);
	if (text != NULL)
		number = strtol(text, NULL, 10);
	evhttp_clear_headers(&pairs);
	return number;
}

static void answer_ticket(struct evhttp_request *request, struct sim_device *device,
			  const char *form)
{
	long number = query_number(request, "n", 0);
	const struct printer_sim_ticket *ticket = NULL;
	const struct printer_sim *printer = device->driver == &sim_escpos ? device->sim : NULL;
	if (printer != NULL && number > -1000000 && number < 1000000)
		ticket = printer_sim_ticket(printer, (int)number);
	if (ticket == NULL) {
		answer_error(request, 404,
			     printer != NULL ? "no such ticket was printed"
					     : "this device prints no tickets");
		return;
	}
	if (strcmp(form, "txt") == 0 && ticket->text != NULL) {
		answer_bytes(request, 200, "text/plain; charset=utf-8", ticket->text,
			     strlen(ticket->text));
		return;
	}
	if (ticket->bytes == NULL) {
		answer_error(request, 404, "the bytes of this ticket are no longer kept");
		return;
	}
	if (strcmp(form, "bin") == 0) {
		answer_bytes(request, 200, "application/octet-stream", ticket->bytes,
			     ticket->length);
		return;
	}
	uint8_t *png;
	size_t length;
	int result = printer_paper_draw(ticket->bytes, ticket->length, &ticket->style,
					printer->paper.width_dots, &png, &length);
	if (result < 0) {
		answer_error(request, 500,
			     result == -ENOENT ? "the font is missing: install fonts-noto-cjk"
					       : strerror(-result));
		return;
	}
	answer_bytes(request, 200, "image/png", png, length);
	free(png);
}

static void handle_post(struct evhttp_request *request, struct sim_device *device, const char *act)
{
	struct evbuffer *buffer = evhttp_request_get_input_buffer(request);
	size_t length = evbuffer_get_length(buffer);
	char problem[SIM_PROBLEM_MAX];
	json_error_t mistake;
	json_t *body = json_loadb((const char *)evbuffer_pullup(buffer, -1), length, 0, &mistake);
	int status;
	if (body == NULL) {
		snprintf(problem, sizeof problem, "the body is not JSON: line %d: %.200s",
			 mistake.line, mistake.text);
		answer_error(request, 400, problem);
		return;
	}
	if (strcmp(act, "press") == 0)
		status = sim_act_press(device, body, problem);
	else if (strcmp(act, "set") == 0)
		status = sim_act_set(device, body, problem);
	else
		status = sim_act_fault(device, body, problem);
	json_decref(body);
	if (status != 0)
		answer_error(request, status, problem);
	else
		answer_json(request, 200, sim_view_device(device));
}

static void handle_device(struct evhttp_request *request, struct sim_device *device,
			  const char *rest)
{
	bool post = evhttp_request_get_command(request) == EVHTTP_REQ_POST;
	bool act = strcmp(rest, "press") == 0 || strcmp(rest, "set") == 0 ||
		   strcmp(rest, "fault") == 0;
	json_t *log;
	if (act != post) {
		answer_error(request, act ? 405 : 404, help);
	} else if (act) {
		handle_post(request, device, rest);
	} else if (rest[0] == '\0') {
		answer_json(request, 200, sim_view_device(device));
	} else if (strcmp(rest, "ticket.txt") == 0 || strcmp(rest, "ticket.png") == 0 ||
		   strcmp(rest, "ticket.bin") == 0) {
		answer_ticket(request, device, rest + strlen("ticket."));
	} else {
		log = sim_view_log(device, rest, query_number(request, "after", 0));
		if (log == NULL)
			answer_error(request, 404, help);
		else
			answer_json(request, 200, json_pack("{s:o}", rest, log));
	}
}

static void handle(struct evhttp_request *request, void *arg)
{
	static const char root[] = "/sim/devices";
	struct sim_board *board = arg;
	const char *path = evhttp_uri_get_path(evhttp_request_get_evhttp_uri(request));
	char *decoded = evhttp_uridecode(path != NULL ? path : "/", 0, NULL);
	struct sim_device *device = NULL;
	char *rest = NULL;
	if (decoded != NULL && strncmp(decoded, root, sizeof root - 1) == 0)
		rest = decoded + sizeof root - 1;
	if (rest != NULL && (strcmp(rest, "") == 0 || strcmp(rest, "/") == 0)) {
		answer_json(request, 200, sim_view_board(board));
	} else if (rest == NULL || rest[0] != '/') {
		answer_error(request, 404, help);
	} else {
		char *name = rest + 1, *slash = strchr(name, '/');
		if (slash != NULL)
			*slash = '\0';
		device = sim_board_device(board, name);
		if (device == NULL)
			answer_error(request, 404, "no such device; GET /sim/devices lists them");
		else
			handle_device(request, device, slash != NULL ? slash + 1 : "");
	}
	free(decoded);
}

struct evhttp *sim_http_open(struct sim_board *board, const char *address, int port)
{
	struct evhttp *http = evhttp_new(board->base);
	if (http == NULL)
		return NULL;
	evhttp_set_max_body_size(http, BODY_MAX);
	evhttp_set_max_headers_size(http, HEADERS_MAX);
	evhttp_set_timeout(http, IDLE_S);
	evhttp_set_allowed_methods(http, EVHTTP_REQ_GET | EVHTTP_REQ_POST);
	evhttp_set_gencb(http, handle, board);
	if (evhttp_bind_socket(http, address, (ev_uint16_t)port) < 0) {
		int result = errno;
		evhttp_free(http);
		errno = result;
		return NULL;
	}
	return http;
}
