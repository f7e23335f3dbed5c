/* What the files of the driver "escpos" share: printer_escpos.c (keys, wire, loop), escpos_jobs.c
 * (tickets and their confirmation), escpos_look.c (what the owner is told). Nobody else includes
 * it. On the loop's thread. */
#ifndef JIAOHAO_ESCPOS_PRINTER_H
#define JIAOHAO_ESCPOS_PRINTER_H

#include "escpos_drawer.h"
#include "escpos_page.h"
#include "escpos_poll.h"
#include "escpos_roll.h"
#include "printer.h"
#include "stream.h"

enum { ESCPOS_COMMAND_MAX = 16, ESCPOS_FRESH_US = 1000000 };

enum job_phase { JOB_NONE, JOB_SENDING, JOB_CONFIRMING, JOB_CHECKING };
enum sync_phase { SYNC_DONE, SYNC_NEEDED, SYNC_ASKED, SYNC_QUIET };

struct waiting_job {
	uint64_t id;
	int64_t accepted_us;
	struct print_page page;
};

struct printer {
	const struct printer_owner *owner;
	const struct escpos_profile *profile;
	enum escpos_cut cut;
	bool confirm;
	bool paced; /* chunks wait for answers */
	struct stream *stream;
	struct stream_owner stream_owner;
	struct event *timer;
	struct escpos_converter *converter;
	struct event_base *base;
	char font[ESCPOS_FONT_NAME_MAX];
	struct escpos_drawer *drawer; /* NULL until a page needs it */
	bool drawing;		      /* it works on the oldest waiting page, or has just done */
	char drawing_problem[16];     /* of the last page that was drawn; "": none */
	struct escpos_roll roll;

	struct escpos_status parser;
	struct escpos_poll poll;
	bool connected;
	bool heard; /* since the start: it answers questions about its status */
	bool lost;  /* until a whole status has been heard again */
	char lost_reason[24];
	bool mute;				 /* it does not answer GS r */
	bool seen_near, seen_cover, seen_cutter; /* since the start: so it has these sensors */
	int64_t recover_us;

	enum sync_phase sync;
	unsigned sync_tries;
	unsigned owed; /* GS r sent on this connection and not yet answered */
	int64_t sync_due_us;

	enum job_phase phase;
	unsigned confirmations; /* answers since all of the job was sent */
	int64_t pace_us;	/* until then the next chunk waits for answers */
	bool torn; /* a job was given up half-way: what is left of it lies under the cutter */
	unsigned chunk;
	uint64_t job_id;
	int64_t deadline_us, checked_from_us;
	struct escpos_job job;
	unsigned waiting_first, waiting_count;
	struct waiting_job waiting[PRINT_JOBS_MAX];

	struct printer_status told;
	char told_detail[24];
	struct device_statistics statistics;
};

/** Neither heard nor expected to be. */
bool escpos_look_is_one_way(const struct printer *printer);
/** Nothing comes out any more until somebody has opened the printer. */
bool escpos_look_is_bad(const struct escpos_state *state);
/** What is believed of the printer, without what its model has no sensor for. */
void escpos_look_state(const struct printer *printer, struct escpos_state *state);
/** The status as it is now; the detail that goes with its health. */
const char *escpos_look_at(const struct printer *printer, struct printer_status *out);
/** Tell the owner what has changed since it was last told. */
void escpos_look_tell(struct printer *printer);

/** Start the oldest waiting job if the status allows, or fail what waits. Only in JOB_NONE. */
void escpos_jobs_start(struct printer *printer, int64_t now);
/** Send, confirm or give up the job. Not in JOB_NONE. */
void escpos_jobs_go_on(struct printer *printer, int64_t now);
/** The running job ends unknown (failed when nothing was sent), what waits fails. */
void escpos_jobs_fail(struct printer *printer);
/** Does the job wait for answers before it sends more? */
bool escpos_jobs_is_held(const struct printer *printer);
/** A page was drawn (printer_escpos.c). */
void escpos_jobs_drawn(struct printer *printer);
/** Bring the answers to GS r in step. */
void escpos_jobs_sync(struct printer *printer, int64_t now);
void escpos_jobs_answered(struct printer *printer, uint8_t answer, int64_t now);

#endif
