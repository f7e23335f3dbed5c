/* The commit path. Two flat states: a batch is decided on `working` only when the one before is
 * settled, and reaches `durable` (which every read answers from) when the journal says so.
 *
 *   submit ─▶ queues (staff first) ─▶ decide + apply on working ─▶ journal ─▶ apply on durable
 *                                                       │                        └▶ replies,
 * records └ not there: working = durable, refused
 *
 * Knows nothing of devices or HTTP. */
#include "commit.h"

#include "config.h"
#include "decide.h"
#include "hall_time.h"
#include "log.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

enum { BATCH_RECORDS_MAX = 8192, RETRY_MAX = 1024 };

struct pending {
	struct command command;
	struct journal_identity identity;
	const struct journal_hall_text *hall_text;
	commit_reply_fn *reply;
	void *context;
	bool has_identity;
	int32_t date; /* service day in which its ticket's serial was looked up */
	enum refusal refusal;
	uint32_t first, count; /* its records in the batch */
	struct pending *next;
};

struct list {
	struct pending *first, *last;
};

struct commit {
	struct commit_owner owner;
	struct event_base *base;
	struct hall_time *time;
	struct journal *journal;
	struct state *working, *durable;
	struct hall *replay_hall;

	struct pending *pool, *free;
	uint32_t pool_used;	   /* pool[0 … pool_used - 1] were needed at once so far */
	struct list staff, others; /* waiting */
	uint32_t waiting;

	struct list batch; /* under way */
	struct record_list *scratch;
	struct record *records;
	uint32_t record_count;
	struct journal_identity *identities;
	uint32_t identity_count;
	bool under_way, failing, slow, closing;
	uint32_t worst_us; /* longest callback, thread CPU time */

	struct event *decide_event;
	struct event *retry_event;
	struct command *retries;
	uint32_t retry_count;
};

/* Zeroed by the kernel and backed by memory only where it is touched. */
static void *pages_create(size_t size)
{
	void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return pages == MAP_FAILED ? NULL : pages;
}

static void pages_destroy(void *pages, size_t size)
{
	if (pages)
		munmap(pages, size);
}

static void list_push(struct list *list, struct pending *pending)
{
	pending->next = NULL;
	if (list->last)
		list->last->next = pending;
	else
		list->first = pending;
	list->last = pending;
}

static struct pending *list_pop(struct list *list)
{
	struct pending *pending = list->first;
	if (!pending)
		return NULL;
	list->first = pending->next;
	if (!list->first)
		list->last = NULL;
	return pending;
}

/* --- rebuilding at start --- */

static void replay_say(void *context, const char *line)
{
	(void)context;
	log_error("a hall file kept in the journal: %s", line);
}

static int replay_attach_hall(struct commit *commit, struct record *record)
{
	struct config_report report = { .say = replay_say };
	char *text = NULL;
	size_t length;
	if (memcmp(commit->replay_hall->digest, record->digest, DIGEST_BYTES) != 0) {
		int result = journal_hall_text(commit->journal, record->digest, &text, &length);
		if (result == 0)
			result = config_hall(commit->replay_hall, "hall", text, length, &report);
		free(text);
		if (result < 0) {
			log_error("the journal names a hall file that can't be read again");
			return result;
		}
		memcpy(commit->replay_hall->digest, record->digest, DIGEST_BYTES);
	}
	record->hall = commit->replay_hall;
	return 0;
}

static int replay_record(void *context, struct record *record)
{
	struct commit *commit = context;
	if (record->kind == RECORD_HALL_LOADED) {
		int result = replay_attach_hall(commit, record);
		if (result < 0)
			return result;
	}
	apply(commit->durable, record);
	return 0;
}

/* --- a batch --- */

static void complete_time(struct commit *commit, struct command *command)
{
	int64_t now = hall_time_now(commit->time);
	command->time_us = now > commit->working->time_us ? now : commit->working->time_us;
	command->utc_offset_s = hall_time_offset(commit->time);
	if (getrandom(command->random, sizeof command->random, 0) !=
	    (ssize_t)sizeof command->random)
		abort(); /* without random bits no ticket is safe; never seen after boot */
}

/* Who took a number, or what was written with a rating. */
static void keep_identity(struct commit *commit, struct pending *pending,
			  const struct record *record)
{
	bool rating = record->kind == RECORD_RATING_GIVEN && record->has_text;
	if (record->kind != RECORD_TICKET_ISSUED && !rating)
		return;
	pending->identity.ticket = record->ticket;
	pending->identity.part = rating ? record->leg : 0;
	pending->identity.date = rating ? record->date : commit->working->date;
	commit->identities[commit->identity_count++] = pending->identity;
}

static void decide_one(struct commit *commit, struct pending *pending)
{
	struct record_list *list = commit->scratch;
	complete_time(commit, &pending->command);
	list->count = 0;
	/* The day changed meanwhile: the serial is somebody else's now, or nobody's yet. */
	if (pending->command.ticket != 0 && pending->command.date == 0 &&
	    pending->date != commit->working->date)
		pending->refusal = REFUSAL_UNKNOWN_TICKET;
	else
		pending->refusal = decide(commit->working, &pending->command, list);
	pending->first = commit->record_count;
	pending->count = pending->refusal == REFUSAL_NONE ? list->count : 0;
	for (uint32_t i = 0; i < pending->count; i++) {
		apply(commit->working, &list->records[i]);
		commit->records[commit->record_count++] = list->records[i];
		if (pending->has_identity)
			keep_identity(commit, pending, &list->records[i]);
	}
	list_push(&commit->batch, pending);
}

static void release(struct commit *commit, struct pending *pending)
{
	pending->next = commit->free;
	commit->free = pending;
}

static void tell_record(struct commit *commit, const struct record *record)
{
	if (commit->owner.record)
		commit->owner.record(commit->owner.context, record);
}

/* Replies, effects and events in record order; @p durable false: everything is refused, also what
 * wrote nothing: "done already" or "wrong state" may have been said of what is not there. */
static void settle(struct commit *commit, bool durable)
{
	struct pending *pending;
	struct list batch = commit->batch;
	commit->batch = (struct list){ 0 };
	while ((pending = list_pop(&batch))) {
		const struct record *records = commit->records + pending->first;
		enum refusal refusal = durable ? pending->refusal : REFUSAL_STORAGE;
		uint32_t count = durable ? pending->count : 0;
		for (uint32_t i = 0; i < count; i++)
			apply(commit->durable, &records[i]);
		if (pending->reply)
			pending->reply(pending->context, refusal, records, count);
		for (uint32_t i = 0; i < count; i++)
			tell_record(commit, &records[i]);
		release(commit, pending);
	}
	if (!durable)
		state_copy(commit->working, commit->durable);
	commit->record_count = 0;
	commit->identity_count = 0;
	commit->under_way = false;
	if (commit->owner.settled)
		commit->owner.settled(commit->owner.context);
}

static void refuse_list(struct commit *commit, struct list *from, enum refusal refusal)
{
	struct list list = *from;
	struct pending *pending;
	*from = (struct list){ 0 };
	while ((pending = list_pop(&list))) {
		if (pending->reply)
			pending->reply(pending->context, refusal, NULL, 0);
		release(commit, pending);
	}
}

static void refuse_waiting(struct commit *commit, enum refusal refusal)
{
	commit->waiting = 0;
	refuse_list(commit, &commit->staff, refusal);
	refuse_list(commit, &commit->others, refusal);
}

static void start_batch(struct commit *commit)
{
	const struct journal_hall_text *hall_text = NULL;
	uint32_t commands = 0;
	struct pending *pending;
	while (commands < COMMIT_BATCH_MAX &&
	       commit->record_count + RECORDS_MAX <= BATCH_RECORDS_MAX) {
		pending = list_pop(&commit->staff);
		if (!pending)
			pending = list_pop(&commit->others);
		if (!pending)
			break;
		commit->waiting--;
		commands++;
		decide_one(commit, pending);
		if (pending->hall_text && pending->count > 0) {
			hall_text = pending->hall_text;
			break; /* one hall text a batch */
		}
	}
	if (commands == 0)
		return;
	commit->under_way = true;
	if (commit->record_count == 0) {
		settle(commit, true);
		return;
	}
	struct journal_batch batch = {
		.records = commit->records,
		.record_count = commit->record_count,
		.identities = commit->identities,
		.identity_count = commit->identity_count,
		.hall_text = hall_text,
	};
	int result = journal_append(commit->journal, &batch);
	if (result < 0) {
		log_error("the journal took no batch: %s", strerror(-result));
		settle(commit, false);
	}
}

static void arm(struct commit *commit)
{
	if (commit->waiting > 0 && !commit->under_way)
		event_active(commit->decide_event, EV_TIMEOUT, 0);
}

static int64_t thread_cpu_us(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

/* The longest of our callbacks: they decide, apply, answer and set effects off. */
static void measure(struct commit *commit, int64_t begin_us)
{
	int64_t taken_us = thread_cpu_us() - begin_us;
	if (taken_us > commit->worst_us)
		commit->worst_us = (uint32_t)taken_us;
}

static void commit_decide(evutil_socket_t fd, short what, void *context)
{
	struct commit *commit = context;
	int64_t begin_us = thread_cpu_us();
	(void)fd;
	(void)what;
	if (commit->under_way)
		return;
	start_batch(commit);
	arm(commit);
	measure(commit, begin_us);
}

/* --- what the journal says --- */

static void tell_storage(struct commit *commit)
{
	if (commit->owner.storage)
		commit->owner.storage(commit->owner.context, commit->failing || commit->slow,
				      journal_problem(commit->journal));
}

static void journal_done(void *context, enum journal_result result)
{
	struct commit *commit = context;
	int64_t begin_us = thread_cpu_us();
	bool failing = result != JOURNAL_DURABLE;
	if (failing != commit->failing) {
		commit->failing = failing;
		tell_storage(commit);
	}
	if (result == JOURNAL_UNDECIDED) {
		refuse_waiting(commit, REFUSAL_STORAGE);
		return; /* done is called once more, when the disk has answered */
	}
	settle(commit, result == JOURNAL_DURABLE);
	arm(commit);
	measure(commit, begin_us);
}

static void journal_slow(void *context, bool slow)
{
	struct commit *commit = context;
	commit->slow = slow;
	tell_storage(commit);
	if (slow)
		refuse_waiting(commit, REFUSAL_STORAGE);
}

/* --- facts that must not be lost --- */

static void surely_reply(void *context, enum refusal refusal, const struct record *records,
			 uint32_t count);

static void commit_retry(evutil_socket_t fd, short what, void *context)
{
	struct commit *commit = context;
	uint32_t count = commit->retry_count;
	(void)fd;
	(void)what;
	commit->retry_count = 0;
	/* A retry that is refused at once is put at an index below the one being read. */
	for (uint32_t i = 0; i < count; i++) {
		struct command command = commit->retries[i];
		commit_submit_surely(commit, &command);
	}
}

static void retry_later(struct commit *commit, const struct command *command)
{
	const struct timeval second = { .tv_sec = 1 };
	if (commit->closing)
		return;
	if (commit->retry_count == RETRY_MAX) {
		log_error("too many outcomes wait for the storage; one is left to the next start");
		return;
	}
	commit->retries[commit->retry_count++] = *command;
	if (!evtimer_pending(commit->retry_event, NULL))
		evtimer_add(commit->retry_event, &second);
}

struct surely {
	struct commit *commit;
	struct command command;
};

static void surely_reply(void *context, enum refusal refusal, const struct record *records,
			 uint32_t count)
{
	struct surely *surely = context;
	(void)records;
	(void)count;
	/* The day's change refuses for a moment too. */
	if (refusal == REFUSAL_STORAGE || refusal == REFUSAL_DAY_CHANGE)
		retry_later(surely->commit, &surely->command);
	free(surely);
}

void commit_submit_surely(struct commit *commit, const struct command *command)
{
	struct surely *surely = malloc(sizeof *surely);
	if (!surely) {
		retry_later(commit, command);
		return;
	}
	surely->commit = commit;
	surely->command = *command;
	commit_submit(commit, command, NULL, NULL, surely_reply, surely);
}

/* --- the face --- */

void commit_submit(struct commit *commit, const struct command *command,
		   const struct journal_identity *identity,
		   const struct journal_hall_text *hall_text, commit_reply_fn *reply, void *context)
{
	bool full = !commit->free && commit->pool_used == COMMIT_QUEUE_MAX;
	enum refusal refusal = commit->closing			      ? REFUSAL_STOPPING
			       : full || commit->slow		      ? REFUSAL_STORAGE
			       : commit->failing && commit->under_way ? REFUSAL_STORAGE
								      : REFUSAL_NONE;
	if (refusal != REFUSAL_NONE) {
		if (reply)
			reply(context, refusal, NULL, 0);
		return;
	}
	if (!commit->free)
		release(commit, &commit->pool[commit->pool_used++]);
	struct pending *pending = commit->free;
	commit->free = pending->next;
	pending->command = *command;
	pending->date = commit->durable->date;
	pending->has_identity = identity != NULL;
	if (identity)
		pending->identity = *identity;
	pending->hall_text = hall_text;
	pending->reply = reply;
	pending->context = context;
	list_push(command_is_staff((enum command_kind)command->kind) ? &commit->staff
								     : &commit->others,
		  pending);
	commit->waiting++;
	arm(commit);
}

static int allocate(struct commit *commit)
{
	commit->working = pages_create(sizeof *commit->working);
	commit->durable = pages_create(sizeof *commit->durable);
	commit->pool = pages_create(sizeof *commit->pool * COMMIT_QUEUE_MAX);
	commit->scratch = pages_create(sizeof *commit->scratch);
	commit->records = pages_create(sizeof *commit->records * BATCH_RECORDS_MAX);
	commit->identities = pages_create(sizeof *commit->identities * COMMIT_BATCH_MAX);
	commit->retries = pages_create(sizeof *commit->retries * RETRY_MAX);
	commit->replay_hall = calloc(1, sizeof *commit->replay_hall);
	commit->decide_event = event_new(commit->base, -1, 0, commit_decide, commit);
	commit->retry_event = evtimer_new(commit->base, commit_retry, commit);
	if (!commit->working || !commit->durable || !commit->pool || !commit->scratch ||
	    !commit->records || !commit->identities || !commit->retries || !commit->replay_hall ||
	    !commit->decide_event || !commit->retry_event)
		return -ENOMEM;
	return 0;
}

int commit_open(struct commit **out, struct event_base *base, const char *directory,
		const char *vfs, struct hall_time *time, const struct commit_owner *owner)
{
	struct commit *commit = calloc(1, sizeof *commit);
	if (!commit)
		return -ENOMEM;
	commit->owner = *owner;
	commit->base = base;
	commit->time = time;
	int result = allocate(commit);
	if (result < 0)
		goto fail;
	const struct journal_owner journal_owner = { .context = commit,
						     .done = journal_done,
						     .slow = journal_slow };
	result = journal_open(&commit->journal, base, directory, vfs, &journal_owner);
	if (result < 0) {
		log_error("%s: the journal can't be opened: %s: %s", directory, strerror(-result),
			  commit->journal ? journal_problem(commit->journal) : "");
		goto fail;
	}
	result = journal_replay(commit->journal, replay_record, commit);
	if (result < 0) {
		log_error("%s: the journal can't be read: %s", directory,
			  journal_problem(commit->journal));
		goto fail;
	}
	state_copy(commit->working, commit->durable);
	free(commit->replay_hall);
	commit->replay_hall = NULL;
	*out = commit;
	return 0;
fail:
	commit_close(commit);
	return result;
}

void commit_close(struct commit *commit)
{
	if (!commit)
		return;
	commit->closing = true;
	refuse_waiting(commit, REFUSAL_STOPPING);
	journal_close(commit->journal);
	/* Whatever became of it, the next start knows; its keys tell who asks again. */
	refuse_list(commit, &commit->batch, REFUSAL_STOPPING);
	if (commit->decide_event)
		event_free(commit->decide_event);
	if (commit->retry_event)
		event_free(commit->retry_event);
	free(commit->replay_hall);
	pages_destroy(commit->working, sizeof *commit->working);
	pages_destroy(commit->durable, sizeof *commit->durable);
	pages_destroy(commit->pool, sizeof *commit->pool * COMMIT_QUEUE_MAX);
	pages_destroy(commit->scratch, sizeof *commit->scratch);
	pages_destroy(commit->records, sizeof *commit->records * BATCH_RECORDS_MAX);
	pages_destroy(commit->identities, sizeof *commit->identities * COMMIT_BATCH_MAX);
	pages_destroy(commit->retries, sizeof *commit->retries * RETRY_MAX);
	free(commit);
}

const struct state *commit_durable(const struct commit *commit)
{
	return commit->durable;
}

struct journal *commit_journal(const struct commit *commit)
{
	return commit->journal;
}

bool commit_idle(const struct commit *commit)
{
	return commit->waiting == 0 && !commit->under_way && commit->retry_count == 0;
}

bool commit_storage_failing(const struct commit *commit)
{
	return commit->failing;
}

bool commit_storage_slow(const struct commit *commit)
{
	return commit->slow;
}

uint32_t commit_worst_us(const struct commit *commit)
{
	return commit->worst_us;
}
