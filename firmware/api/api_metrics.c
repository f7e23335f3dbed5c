/* GET /metrics: Prometheus' text format 0.0.4. Names end in their unit; counters in _total. */
#include "api_exchange.h"
#include "http_server.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void head(struct evbuffer *out, const char *name, const char *type, const char *help)
{
	evbuffer_add_printf(out, "# HELP jiaohao_%s %s\n# TYPE jiaohao_%s %s\n", name, help, name,
			    type);
}

static void value(struct evbuffer *out, const char *name, const char *type, const char *help,
		  double number)
{
	head(out, name, type, help);
	evbuffer_add_printf(out, "jiaohao_%s %.17g\n", name, number);
}

/* A label's text, escaped as the format asks. */
static void escaped(struct evbuffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == '"')
			evbuffer_add(out, "\\", 1);
		evbuffer_add(out, *text == '\n' ? " " : text, 1);
	}
}

/* name{label="text"} number */
static void labelled(struct evbuffer *out, const char *name, const char *label, const char *text,
		     double number)
{
	evbuffer_add_printf(out, "jiaohao_%s{%s=\"", name, label);
	escaped(out, text);
	evbuffer_add_printf(out, "\"} %.17g\n", number);
}

static void queue_metrics(struct evbuffer *out, const struct state *state)
{
	unsigned tickets[TICKET_EXPIRED + 1] = { 0 }, windows[WINDOW_SERVING + 1] = { 0 };
	for (uint32_t i = 1; i <= state->ticket_count; i++)
		tickets[state->tickets[i].state]++;
	for (int i = 0; i < state->hall.window_count; i++)
		windows[state->windows[i].state]++;
	head(out, "tickets", "gauge", "Tickets of this service day by state.");
	for (int i = TICKET_WAITING; i <= TICKET_EXPIRED; i++)
		labelled(out, "tickets", "state", ticket_state_name((enum ticket_state)i),
			 tickets[i]);
	head(out, "windows", "gauge", "Windows by state.");
	for (int i = 0; i <= WINDOW_SERVING; i++)
		labelled(out, "windows", "state", window_state_name((enum window_state)i),
			 windows[i]);
	head(out, "waiting", "gauge", "Waiting tickets by service.");
	for (int i = 0; i < state->hall.service_count; i++)
		labelled(out, "waiting", "service", state->hall.services[i].code,
			 state->queues[i].waiting);
	value(out, "sequence", "counter", "Sequence of the last durable record.",
	      (double)state->sequence);
}

static void health_metrics(struct evbuffer *out, const struct api_health *health)
{
	value(out, "ok", "gauge", "1 while commands are accepted.", health->ok);
	value(out, "storage_ok", "gauge", "1 while the journal commits.", health->storage_ok);
	value(out, "storage_slow", "gauge", "1 while a commit takes longer than 2 s.",
	      health->storage_slow);
	value(out, "commits_total", "counter", "Transactions made durable.",
	      (double)health->commits);
	value(out, "commit_failures_total", "counter", "Transactions that failed.",
	      (double)health->commit_failures);
	value(out, "commit_last_seconds", "gauge", "Duration of the last transaction.",
	      health->last_commit_us / 1e6);
	value(out, "commit_worst_seconds", "gauge", "Longest transaction since the start.",
	      health->worst_commit_us / 1e6);
	value(out, "disk_free_bytes", "gauge", "Free space of the journal's file system.",
	      (double)health->free_bytes);
	value(out, "disk_size_bytes", "gauge", "Size of the journal's file system.",
	      (double)health->disk_bytes);
	value(out, "clock_fault_seconds", "gauge", "Step of the clock that is not accepted.",
	      (double)health->clock_fault_us / 1e6);
	value(out, "loop_worst_seconds", "gauge", "Longest callback by thread CPU time.",
	      health->loop_worst_us / 1e6);
	head(out, "announcements_total", "counter", "Calls to be spoken, by how they ended.");
	labelled(out, "announcements_total", "end", "spoken", (double)health->spoken);
	labelled(out, "announcements_total", "end", "unspoken", (double)health->unspoken);
	labelled(out, "announcements_total", "end", "merged", (double)health->announcements_merged);
	labelled(out, "announcements_total", "end", "dropped",
		 (double)health->announcements_dropped);
}

static void device_metrics(struct evbuffer *out, const struct api_owner *owner)
{
	static const char *const states[] = { "starting", "ok", "degraded", "lost" };
	static const char *const names[] = { "device_requests_total", "device_time_outs_total",
					     "device_bad_frames_total",
					     "device_stale_replies_total", "device_polls_total" };
	const size_t count = owner->device_count(owner->context);
	struct api_device device;
	head(out, "device_health", "gauge", "1 for the state each device is in.");
	for (size_t i = 0; i < count; i++) {
		owner->device(owner->context, i, &device);
		for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
			evbuffer_add_printf(out, "jiaohao_device_health{state=\"%s\",device=\"",
					    states[s]);
			escaped(out, device.name);
			evbuffer_add_printf(out, "\"} %d\n", strcmp(states[s], device.health) == 0);
		}
	}
	for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
		head(out, names[n], "counter", "Counted on the device's wire since the start.");
		for (size_t i = 0; i < count; i++) {
			owner->device(owner->context, i, &device);
			const uint64_t counts[] = { device.requests, device.time_outs,
						    device.bad_frames, device.stale_replies,
						    device.polls };
			labelled(out, names[n], "device", device.name, (double)counts[n]);
		}
	}
	head(out, "device_latency_seconds", "gauge", "Moving average of good answers.");
	for (size_t i = 0; i < count; i++) {
		owner->device(owner->context, i, &device);
		labelled(out, "device_latency_seconds", "device", device.name,
			 device.latency_us / 1e6);
	}
	head(out, "device_latency_high_seconds", "gauge", "99 of 100 good answers were sooner.");
	for (size_t i = 0; i < count; i++) {
		owner->device(owner->context, i, &device);
		labelled(out, "device_latency_high_seconds", "device", device.name,
			 device.latency_p99_us / 1e6);
	}
	head(out, "device_line_share", "gauge", "Part of its shared line that it takes, 0 to 1.");
	for (size_t i = 0; i < count; i++) {
		owner->device(owner->context, i, &device);
		labelled(out, "device_line_share", "device", device.name,
			 device.share_permille / 1e3);
	}
}

static double resident_bytes(void)
{
	FILE *file = fopen("/proc/self/statm", "re");
	long pages = 0;
	if (file == NULL)
		return 0;
	if (fscanf(file, "%*d %ld", &pages) != 1)
		pages = 0;
	fclose(file);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static void api_own_metrics(struct evbuffer *out, const struct api *api)
{
	head(out, "http_answers_total", "counter", "Answers by HTTP status.");
	for (int status = 0; status < API_STATUS_MAX; status++)
		if (api->answers[status] > 0) {
			char text[12];
			evutil_snprintf(text, sizeof text, "%d", status);
			labelled(out, "http_answers_total", "status", text,
				 (double)api->answers[status]);
		}
	value(out, "http_connections", "gauge", "Connections now open.",
	      (double)http_server_connections(api->http));
	value(out, "http_refused_total", "counter", "Connections past the limit.",
	      (double)http_server_refused(api->http));
	value(out, "http_timed_out_total", "counter", "Requests that took longer than 10 s.",
	      (double)http_server_timed_out(api->http));
	value(out, "streams", "gauge", "Event streams now open.",
	      (double)api_events_count(api->events));
	value(out, "streams_dropped_total", "counter", "Streams that did not keep up.",
	      (double)api_events_dropped(api->events));
	value(out, "resident_memory_bytes", "gauge", "Resident memory of the process.",
	      resident_bytes());
}

void api_metrics_get(struct api_exchange *exchange)
{
	const struct api *api = exchange->api;
	struct evbuffer *out = evbuffer_new();
	struct api_health health;
	if (out == NULL) {
		api_answer(exchange, 500, NULL);
		return;
	}
	api->owner.health(api->owner.context, &health);
	queue_metrics(out, api_state(api));
	health_metrics(out, &health);
	device_metrics(out, &api->owner);
	api_own_metrics(out, api);
	api_answer_text(exchange, "text/plain; version=0.0.4; charset=utf-8", out);
	evbuffer_free(out);
}
