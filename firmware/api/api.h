/* HTTP and the event stream, version 1 (openapi.yaml beside this file is the contract). Knows
 * requests and answers; decides nothing. Every read answers from the durable state and never waits;
 * every act goes to the owner as a command and is answered when its records are durable. */
#ifndef JIAOHAO_API_H
#define JIAOHAO_API_H

#include "announce.h"
#include "command.h"
#include "record.h"
#include "state.h"

#include <stddef.h>

struct api;
struct event_base;
struct item_catalogue;

/* What a citizen may have typed; sealed under the day's key before it leaves the api. */
struct api_identity {
	uint16_t length;
	uint8_t sealed[512];
};

/** Exactly once per submit, on the loop (also from within submit), when the records are durable or
 * the command was refused.
 *  @p records are borrowed; count 0 with REFUSAL_NONE: nothing to do, or a repeated key. */
typedef void api_reply_fn(void *context, enum refusal refusal, const struct record *records,
			  uint32_t count);

/* The texts are literals: "unknown" is one of them everywhere, "none" says that the model lacks the
 * sensor. */
struct api_printer {
	const char *paper;    /* unknown ok near_end out */
	const char *near_end; /* unknown none no yes */
	const char *cover;    /* unknown none closed open */
	const char *cutter;   /* unknown none ok jammed */
	int32_t tickets_left; /* an estimate; -1: not known */
	int32_t used_mm;      /* of the roll; -1: not known */
};

struct api_device {
	char name[DEVICE_NAME_MAX];
	char class_name[16]; /* "printer" "display" "caller" "evaluator" "speaker" */
	char driver[24];
	char port[32];
	char place[32]; /* window number, kiosk or speaker group */
	char health[16];
	char detail[64];
	int64_t since_us;
	uint64_t requests, time_outs, bad_frames, stale_replies, polls;
	uint32_t latency_us, latency_p99_us, share_permille;
	int address; /* on its line; 0: it has none */
	bool is_printer;
	struct api_printer printer;
};

enum { API_DEVICE_CHANGES_MAX = 10 };

/* One device, with what it went through. */
struct api_device_report {
	struct api_device device;
	size_t change_count; /* the newest first */
	struct {
		int64_t time_us;
		char health[16], detail[64];
	} changes[API_DEVICE_CHANGES_MAX];
	/* the last self-test: "running" "passed" "failed"; "": none since the start */
	char test_state[16];
	char test_detail[96]; /* what must be seen, which key it was, why it failed */
	int64_t test_started_us, test_ended_us;
	char protocol[16]; /* what its wire carries, as a record of it names it: "modbus-tcp" */
};

/* --- the wire of a device, live --- */

enum api_wire_direction { API_WIRE_SENT, API_WIRE_RECEIVED, API_WIRE_NOTE };

struct api_wire_unit {
	int64_t time_us; /* of the system's clock, also where hall time runs otherwise */
	enum api_wire_direction direction;
	int address; /* of the device that the frame names; -1: none */
	bool good;   /* whole and right */
	bool secret; /* of a citizen: its bytes are not shown */
	const uint8_t *bytes;
	size_t length;
	const char *text;
	uint64_t missed; /* that nobody took in time, since the beginning */
};

struct api_wire; /* the owner's */
typedef void api_wire_fn(void *context, const struct api_wire_unit *unit);

/* A card that was read at a kiosk: as much as its program may know of it, and who it is for us. */
struct api_card {
	const char *kind; /* "resident" "foreigner" "hmt" */
	uint64_t person;  /* hashed under the key of @p date */
	int32_t date;
	bool elder; /* 60 or older */
};

struct api_health {
	bool ok;	 /* commands are accepted */
	bool storage_ok; /* the journal commits */
	bool storage_slow;
	int64_t clock_fault_us; /* 0: none */
	bool clock_doubtful;	/* at boot, and not yet confirmed */
	uint64_t free_bytes, disk_bytes;
	uint64_t commits, commit_failures;
	uint32_t last_commit_us, worst_commit_us;
	uint64_t spoken, unspoken, announcements_merged, announcements_dropped;
	uint32_t loop_worst_us; /* longest callback by thread CPU time */
};

/** Records after @p after for a resuming stream; @p rows once, on the loop. */
typedef void api_rows_fn(void *context, int result, const struct record *records, uint32_t count);

/* --- a booking platform's list --- */

/* What the owner is given: the list's text, borrowed for the call, and where persons are hashed. */
struct api_import {
	struct api *api;
	const char *text;
	size_t length;
	bool move; /* what can't stay at its slot goes to the next free one */
};

enum api_import_fate {
	IMPORT_BOOKED,
	IMPORT_UNCHANGED,
	IMPORT_CANCELLED,
	IMPORT_BANNED,
	IMPORT_MOVED,
	IMPORT_REFUSED,
};

struct api_import_row {
	uint32_t line;
	char code[BOOKING_CODE_MAX]; /* "": a ban's */
	uint8_t fate;		     /* enum api_import_fate */
	uint8_t refusal;
	int64_t slot_us; /* where the appointment stands, when it is not where the list says */
};

struct api_import_mistake {
	unsigned line, column;
	char field[48], found[96], allowed[400];
};

/* One of three: mistakes, and nothing was done; a refusal of the whole; what became of each row. */
struct api_import_outcome {
	const struct api_import_mistake *mistakes;
	uint32_t mistake_count;
	enum refusal refusal;
	const struct api_import_row *rows;
	uint32_t row_count;
};

/** Exactly once per import, on the loop (also from within import); all of it is borrowed. */
typedef void api_import_reply_fn(void *context, const struct api_import_outcome *outcome);

/** The hash under which a person ("person", an ID number) or a phone ("phone") is known on a day.
 *  0 or -errno: the day's key can't be had. */
int api_person_hash(struct api *api, int32_t date, const char *kind, const char *text,
		    uint64_t *out);

struct api_owner {
	void *context;
	const struct state *(*durable)(void *context);
	int64_t (*now)(void *context, int32_t *utc_offset_s);
	/** time, offset, random and printer of @p command are filled in by the owner. */
	void (*submit)(void *context, struct command *command, const struct api_identity *identity,
		       api_reply_fn *reply, void *reply_context);
	bool (*kiosk_known)(void *context, const char *kiosk); /* has a printer on this board */
	/** Why the kiosk's printer can't print ("paper_out" …), "near_end", or "ok". */
	const char *(*kiosk_printer)(void *context, const char *kiosk);
	size_t (*device_count)(void *context);
	void (*device)(void *context, size_t index, struct api_device *out);
	/** False: there is no device of this name. */
	bool (*device_report)(void *context, const char *name, struct api_device_report *out);
	/** Begin a self-test; one that runs goes on. False: there is no device of this name. */
	bool (*device_test)(void *context, const char *name);
	/** From now on @p unit is called for what runs over the device's wire: what concerns the
	 *  device, or with @p line all of its line. 0; -ENOENT: no such device; -EMFILE: too many
	 *  listen; -ENOMEM. */
	int (*wire_listen)(void *context, const char *device, bool line, struct api_wire **out,
			   api_wire_fn *unit, void *unit_context);
	/** Never called from within @p unit. */
	void (*wire_forget)(void *context, struct api_wire *wire);
	void (*health)(void *context, struct api_health *out);
	/** The list of matters beside the hall in use; NULL: it has none. Borrowed for this call.
	 */
	const struct item_catalogue *(*items)(void *context);
	/** Take a whole list; one at a time, a second is refused as rate_limited. */
	void (*import)(void *context, const struct api_import *asked, api_import_reply_fn *reply,
		       void *reply_context);
	int (*read)(void *context, uint64_t after, uint64_t upto, uint32_t limit, api_rows_fn *rows,
		    void *rows_context);
};

struct api_settings {
	const char *address;	   /* loopback only until sign-in exists: 127.0.0.0/8 or ::1 */
	int port;		   /* 0: any; api_port tells */
	const char *key_directory; /* of the per-day sealing keys, 0700, created when missing */
};

/** 0; -EACCES: not a loopback address (say so to the person); -EADDRINUSE … */
int api_open(struct api **out, struct event_base *base, const struct api_settings *settings,
	     const struct api_owner *owner);
int api_port(const struct api *api);
/** After the record is durable and applied to the durable state, in record order: every stream gets
 *  its event. */
void api_publish(struct api *api, const struct record *record);
/* What the readers and scanners of a kiosk bring, for the kiosk's program; nobody else hears it. */
void api_input_card(struct api *api, const char *kiosk, const struct api_card *card);
/** @p code: "unreadable" "other_card". */
void api_input_problem(struct api *api, const char *kiosk, const char *code);
void api_input_code(struct api *api, const char *kiosk, const char *text);
/** The health of a reader or scanner changed. */
void api_input_device(struct api *api, const struct api_device *device);
/** No new connections and no new commands (refused as stopping); streams get "event: bye". */
void api_drain(struct api *api);
/** Requests that were not answered are gone with it: the owner gives no reply and no rows
 *  afterwards. Accepts NULL. */
void api_close(struct api *api);

#endif
