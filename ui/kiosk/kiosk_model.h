/* What the kiosk knows and what comes next: pure. Time is an argument (monotonic milliseconds),
 * wishes to the daemon come out as effects; nothing here draws, waits or asks a clock.
 *
 *   home ─zone▶ services ─service▶ issuing ─number▶ number ─done, 20 s▶ home
 *     │            │        │          └─refused▶ refused ─back, 45 s▶ home
 *     │            │        └─printer can't print▶ paperless ─yes▶ issuing
 *     └─ the only zone's services, or the only service, stand on home themselves
 *
 * One tap, one ticket: while a request is under way its place is issuing, and no tap starts
 * another. Without the daemon nothing can be tapped but the number on the screen stays. */
#ifndef JIAOHAO_KIOSK_MODEL_H
#define JIAOHAO_KIOSK_MODEL_H

#include "hall_view.h"

enum {
	KIOSK_IDLE_MS = 45000,	    /* without a touch: back to home */
	KIOSK_WARN_MS = 15000,	    /* the last seconds of it are counted down on the screen */
	KIOSK_NUMBER_MS = 20000,    /* a number stays so long after the last touch … */
	KIOSK_QR_MS = 45000,	    /* … and so long when the screen is the only ticket */
	KIOSK_REPRINT_MS = 60000,   /* a failed or unknown print is offered again so long */
	KIOSK_PRINT_SEEN_MS = 8000, /* news about the print stays at least so long */
	KIOSK_POLL_MS = 3000,	    /* the hall is read at least so often: printer, closing times */
	KIOSK_PRINT_POLL_MS = 2000, /* a print under way */
	KIOSK_EVENT_MS = 300,	    /* after an event, so that a burst is one read */
	KIOSK_SLOW_MS = 3000,	    /* an issue that lasts longer is explained */
	KIOSK_ISSUE_DEADLINE_MS = 60000,
	KIOSK_ASK_DEADLINE_MS = 10000, /* reprints and reads */
	KIOSK_EFFECTS_MAX = 8,
	KIOSK_CODE_MAX = 32,
};

enum kiosk_place {
	PLACE_HOME,
	PLACE_SERVICES,
	PLACE_PAPERLESS,
	PLACE_ISSUING,
	PLACE_NUMBER,
	PLACE_REFUSED,
};

enum kiosk_screen {
	SCREEN_AWAY,   /* no daemon, or not yet */
	SCREEN_CLOSED, /* nothing takes numbers now */
	SCREEN_HOME,
	SCREEN_SERVICES,
	SCREEN_PAPERLESS,
	SCREEN_ISSUING,
	SCREEN_NUMBER,
	SCREEN_REFUSED,
};

enum intent_kind {
	INTENT_NONE,
	INTENT_ZONE,	  /* subject: the zone's id */
	INTENT_SERVICE,	  /* subject: the service's code */
	INTENT_PAPERLESS, /* take the number without paper */
	INTENT_REPRINT,
	INTENT_HOME,	 /* back, done, understood */
	INTENT_LANGUAGE, /* the next one */
	INTENT_PAGE_BEFORE,
	INTENT_PAGE_AFTER,
};

struct intent {
	enum intent_kind kind;
	char subject[VIEW_ID_MAX];
};

enum effect_kind {
	EFFECT_READ_HALL,
	EFFECT_ISSUE,	    /* service, paperless, language; with a fresh key; answer by attempt */
	EFFECT_REPRINT,	    /* ticket; with a fresh key; answer by attempt */
	EFFECT_READ_TICKET, /* ticket; answer by attempt */
};

struct effect {
	enum effect_kind kind;
	uint32_t attempt;	      /* given back with the answer: an older one is ignored */
	char subject[VIEW_TOKEN_MAX]; /* the service's code or the ticket's id */
	bool paperless;
	enum view_language language;
};

struct kiosk_model {
	char kiosk[VIEW_ID_MAX]; /* which one it is: "K1" */
	int64_t now_ms;
	bool link_open; /* events flow */
	bool has_hall, is_lost, reading_hall;
	int64_t hall_ms;     /* when the hall was read */
	int64_t hall_due_ms; /* when it is read next */
	struct hall_view hall;

	enum kiosk_place place;
	enum view_language language, first_language;
	int page;
	int64_t entered_ms, touched_ms;
	char zone[VIEW_ID_MAX], service[VIEW_ID_MAX];
	uint32_t attempt;	      /* of the visit on the screen; grows with every new one */
	char away[KIOSK_CODE_MAX];    /* why the daemon, which can be heard, gives no hall; "" */
	char refusal[KIOSK_CODE_MAX]; /* "closed" …; "unanswered": ours */

	struct ticket_view ticket;
	int64_t issued_ms, print_ms; /* print_ms: the last news about the print */
	int64_t print_due_ms;	     /* when a print under way is asked for next */
	bool reading_ticket, reprint_refused;

	int effect_count;
	struct effect effects[KIOSK_EFFECTS_MAX]; /* taken by kiosk_take_effect, in order */
};

void kiosk_model_init(struct kiosk_model *model, const char *kiosk, enum view_language language,
		      int64_t now_ms);
enum kiosk_screen kiosk_model_screen(const struct kiosk_model *model);
/** False: nothing is wished. */
bool kiosk_take_effect(struct kiosk_model *model, struct effect *effect);

/* What happens to it. */
void kiosk_tick(struct kiosk_model *model, int64_t now_ms);
void kiosk_touched(struct kiosk_model *model, int64_t now_ms); /* any touch: somebody is there */
void kiosk_intent(struct kiosk_model *model, const struct intent *intent, int64_t now_ms);
void kiosk_link_opened(struct kiosk_model *model, int64_t now_ms);
void kiosk_link_lost(struct kiosk_model *model, int64_t now_ms);
/** An event of the stream. @p number: whose, "" for none. */
void kiosk_event(struct kiosk_model *model, const char *kind, const char *number, int64_t now_ms);
/** @p hall NULL: it could not be read; @p code says why when the daemon refused, else "". */
void kiosk_hall_read(struct kiosk_model *model, const struct hall_view *hall, const char *code,
		     int64_t now_ms);
/** @p ticket NULL: refused with @p code, "" when no answer came at all. */
void kiosk_issued(struct kiosk_model *model, uint32_t attempt, const struct ticket_view *ticket,
		  const char *code, int64_t now_ms);
void kiosk_reprinted(struct kiosk_model *model, uint32_t attempt, bool accepted, int64_t now_ms);
/** @p ticket NULL: it could not be read. */
void kiosk_ticket_read(struct kiosk_model *model, uint32_t attempt,
		       const struct ticket_view *ticket, int64_t now_ms);

/* What the screens ask. */
bool kiosk_can_print(const struct kiosk_model *model);
/** Is the reprint button shown? */
bool kiosk_offers_reprint(const struct kiosk_model *model);
/** Milliseconds until home comes by itself; -1: not by itself. */
int64_t kiosk_time_left(const struct kiosk_model *model);
/** The hall's clock now; false while it is not known. */
bool kiosk_clock(const struct kiosk_model *model, struct view_date *date);
/** Zones that offer a service at kiosks, as indices; how many. */
int kiosk_zones(const struct kiosk_model *model, int zones[VIEW_ZONES_MAX]);
/** Services offered at kiosks in a zone (index; -1: in the whole hall), as indices; how many. */
int kiosk_services(const struct kiosk_model *model, int zone, int services[VIEW_SERVICES_MAX]);
/** The zone whose services are listed (on services, or on home when it is the only one); -1: none.
 */
int kiosk_listed_zone(const struct kiosk_model *model);

#endif
