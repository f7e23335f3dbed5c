/* A hall as the core sees it: flat, without pointers, made by firmware/config from a hall file.
 * Ids are text; the core finds them by hall_find_*, records never hold an index. */
#ifndef JIAOHAO_HALL_H
#define JIAOHAO_HALL_H

#include "hall_calendar.h"
#include "hall_look.h"
#include "limits.h"

#include <stdbool.h>
#include <stdint.h>

struct floor {
	int16_t no; /* floors need not be contiguous */
	char name[NAME_MAX_BYTES];
};

enum zone_kind { ZONE_SERVICE, ZONE_SUPPORT };

/* When supervision raises a warning. A service's own value goes before its zone's, a zone's before
 * the hall's; 0 means: take the next one's. In the hall 0 means never. */
struct thresholds {
	uint16_t wait_warn_min;	 /* the longest wait; raised */
	uint16_t wait_alarm_min; /* raised again, as an alarm */
	uint16_t waiting;	 /* people */
	uint16_t service_min;	 /* one service lasts longer than this */
	uint16_t idle_min;	 /* a window is open, somebody waits, and nobody is called */
	uint16_t quota_left;	 /* numbers left of a day's quota */
};

/* Yes, no, or what the hall as a whole says. */
enum choice { CHOICE_HALL, CHOICE_YES, CHOICE_NO };

struct zone {
	char id[ID_MAX];
	char name[NAME_MAX_BYTES];    /* Chinese */
	char name_en[NAME_MAX_BYTES]; /* "" where the file gives none */
	char name_ug[NAME_MAX_BYTES];
	int16_t floor;	      /* 0: not given */
	uint8_t kind;	      /* enum zone_kind */
	uint8_t silent;	      /* enum choice: no voice for this zone's calls */
	uint8_t silent_count; /* silent in these times of the day only; 0: always, when silent */
	struct span silent_times[SPANS_MAX];
	struct thresholds thresholds;
};

/* 即办件, 一审一核件, 承诺件: how many working days a case of this kind may take. */
struct case_type {
	char id[ID_MAX];
	char name[NAME_MAX_BYTES];
	uint8_t steps;
	uint16_t workdays;
};

/* A priority class. No screen, ticket or voice says the reason: "优先办理". The name is for the
 * kiosk's and the desk's choice only. */
struct hall_class {
	char id[ID_MAX];
	char name[NAME_MAX_BYTES];
	char name_en[NAME_MAX_BYTES];
	char name_ug[NAME_MAX_BYTES];
	char proof[NAME_MAX_BYTES]; /* what to show: "老年优待证或身份证" */
	uint8_t ratio_priority;	    /* so many of this class are called … (0 stands for 1) */
	uint8_t ratio_ordinary; /* … before so many ordinary tickets, while both wait (0: for 2) */
	bool by_staff;		/* only the desk grants it */
	bool absolute;		/* before everybody else; by_staff only */
	bool no_ticket;		/* may be served without a number */
	bool slow;		/* patience_slow_s and the longer rating window */
	bool accessible;	/* goes to accessible windows while one of them is open */
};

enum { NO_CUTOFF = 65535, TARGET_S = 1200 };

struct service {
	char code[ID_MAX];
	char name[NAME_MAX_BYTES];
	char name_en[NAME_MAX_BYTES];
	char name_ug[NAME_MAX_BYTES];
	char prefix[PREFIX_MAX]; /* "A"; unique in the hall, but for services that share a queue */
	char zone[ID_MAX];
	char shares_queue[ID_MAX]; /* one queue and one row of numbers with this service; "" own */
	char department[NAME_MAX_BYTES]; /* "" not given */
	char case_type[ID_MAX];		 /* "" not given */
	uint16_t mean_s;		 /* mean service time, seconds */
	uint16_t target_s; /* the wait aimed at, weighs this service against others; 0: TARGET_S */
	uint16_t start_after_s; /* a start is inferred so long after the last call; 0: key only */
	uint16_t first_number, last_number; /* a block of numbers; 0: the hall's first, 9999 */
	uint8_t digits;			    /* least digits of a number; 0: the hall's */
	bool transfer_only; /* no number is given out at all; people come here by transfer */
	uint16_t quota_day; /* each quota: 0 is no limit */
	uint16_t quota_sessions[SPANS_MAX]; /* by session of the day (calendar.h) */
	uint16_t quota_site, quota_online;  /* of the day: taken in the hall / booked online */
	uint8_t quota_person, quota_phone;  /* numbers one person / phone gets a day; 0: no limit */
	uint16_t slot_capacity;		    /* appointments in one slot; 0: none can be made */
	uint16_t cutoff_min; /* no numbers so long before the last closing; 0: the hall's */
	bool parallel;	     /* 并联审批: several departments have the papers at once */
	bool unresolved;     /* 办不成事: each number raises a warning at the desk */
	struct thresholds thresholds;
	bool kiosk;    /* offered at kiosks */
	bool draining; /* removed by a reload: no new numbers, waiting tickets are served */
};

enum window_role {
	ROLE_MIXED,   /* everything */
	ROLE_ACCEPT,  /* 受理 */
	ROLE_REVIEW,  /* 审核: staff bring the papers, nobody is called */
	ROLE_PAY,     /* 缴费: what comes here goes back afterwards */
	ROLE_DELIVER, /* 出件 */
};

struct hall_window {
	char no[ID_MAX]; /* the number as shown: "06" */
	char zone[ID_MAX];
	char department[NAME_MAX_BYTES]; /* idle text; "" its services' departments or names */
	char holder[NAME_MAX_BYTES];	 /* "首席代表"; "" not given */
	uint8_t role;			 /* enum window_role */
	bool back_office;		 /* no visitor comes here; it takes papers only */
	bool accessible;		 /* low counter */
	bool call_chosen;		 /* may call a ticket out of turn */
	char agent[AGENT_MAX];		 /* for whom "next" opens it; defaults to the number */
	char speaker_group[ID_MAX];	 /* defaults to "hall" */
	char display_group[ID_MAX];	 /* whose panels show its calls; defaults to its zone */
	uint8_t service_count;
	char services[WINDOW_SERVICES_MAX][ID_MAX];
	uint8_t weights[WINDOW_SERVICES_MAX]; /* of services, percent; 0 stands for 100 */
	char transfer_to[ID_MAX];	      /* where its key "transfer" sends to; "" nowhere */
	bool transfer_to_window;	      /* a window's number, else a service's code */
	uint8_t overflow_count; /* helped out with when its own are empty or theirs wait too long */
	char overflow[WINDOW_SERVICES_MAX][ID_MAX];
};

struct hall_kiosk {
	char id[ID_MAX];
	int16_t floor; /* where who takes a number stands */
};

/* What becomes of a ticket that was called in vain. */
enum no_show_mode {
	NO_SHOW_REQUEUE, /* back by places and minutes, requeue_max times, then void */
	NO_SHOW_KEEP,	 /* kept keep_min minutes for whoever comes late, then void */
	NO_SHOW_VOID,
};

struct hall {
	char id[ID_MAX];
	char name[NAME_MAX_BYTES];
	char name_en[NAME_MAX_BYTES];
	char name_ug[NAME_MAX_BYTES];
	char phone[40]; /* complaints and questions; printed */
	char address[NAME_MAX_BYTES];
	char timezone[40];	      /* IANA name; only the app resolves it */
	uint8_t digest[DIGEST_BYTES]; /* of the file's text: names this hall in records */

	uint16_t day_opens_min;		 /* local minute a new service day opens (180 = 03:00) */
	uint16_t expire_after_close_min; /* waiting tickets expire so long after the last span */
	uint16_t call_interval_s;	 /* a call is repeated by itself after this */
	uint16_t recall_gap_s;		 /* the least time between two calls of one ticket */
	uint8_t max_calls;
	uint8_t voice_repeat;  /* how often one call is spoken */
	bool silent;	       /* no hall-wide voice */
	bool yao;	       /* a "1" in a number is spoken 幺, not 一 */
	bool voice_on_request; /* a silent call is spoken for who asked for it */
	bool silent_chime;     /* a call that is not spoken still rings its chime */
	char languages[LANGUAGES_MAX][LANGUAGE_MAX]; /* of calls and tickets, in order; "" ends */

	uint16_t patience_s;	  /* no no-show earlier than this after the first call */
	uint16_t patience_slow_s; /* for slow classes and those from another floor */
	uint8_t no_show_mode;	  /* enum no_show_mode */
	uint8_t requeue_places, requeue_min, requeue_max;
	uint16_t keep_min;
	uint16_t postpone_max_min; /* 0: nobody may */
	uint16_t undo_s;	   /* a step may be taken back so long by who made it */
	uint16_t note_min;	   /* outcome, items, case number may be noted so long after */

	uint16_t priority_ceiling_min; /* priority adds at most this to an ordinary wait; 0: no
					* ceiling */
	uint16_t overflow_wait_min;    /* the other zone's longest wait that calls for help */
	bool arm_on_empty; /* "next" with nobody waiting: the next to come is called at once */

	bool booking;				 /* appointments can be made */
	uint16_t slot_min, early_min, grace_min; /* a slot's length; checked in so early, so late */
	uint8_t days_ahead;			 /* working days a booking may lie ahead */
	uint8_t person_bookings;		 /* of one person on one day; 0: no limit */
	uint16_t cancel_min; /* a booking is cancelled at the latest so long before its slot */

	uint16_t rating_window_s, rating_window_slow_s;
	uint8_t rating_open_days; /* a rating may come so many days later; 0: the same day only */
	uint8_t default_level;	  /* 1 … 5 for who did not rate until then; 0: no default */
	bool default_counted;	  /* whether reports count it */
	bool followup_workdays;	  /* the deadlines below are working days, else calendar days */
	uint8_t contact_days, fix_simple_days, fix_complex_days;

	uint16_t double_press_ms;	   /* guard of hardware "next" keys */
	bool beep;			   /* a box beeps when somebody comes to an idle window */
	struct display_rules displays;
	uint16_t first_number;		   /* a day's first number of each service */
	uint8_t digits;			   /* least digits of a number, zero-padded */
	uint32_t load_day, load_peak_hour; /* visits the hall says it must cope with; 0: not said */
	struct thresholds thresholds;

	uint8_t floor_count, zone_count, service_count;
	uint8_t class_count, case_type_count, kiosk_count;
	uint16_t window_count, agent_count;
	struct floor floors[FLOORS_MAX];
	struct zone zones[ZONES_MAX];
	struct service services[SERVICES_MAX];
	struct hall_window windows[WINDOWS_MAX];
	struct hall_calendar calendar;
	struct hall_class classes[CLASSES_MAX];
	struct case_type case_types[CASE_TYPES_MAX];
	struct hall_kiosk kiosks[KIOSKS_MAX];
	struct hall_agent agents[HALL_AGENTS_MAX];
	struct ticket_layout ticket;
};

/** Fill in every default of the hall as a whole (see hall.c); all else zero. */
void hall_init(struct hall *hall);

/** Make @p to, which is zeroed or a hall, equal to @p from. Touches only the rows that are in use in
 *  one of them: the tables are large, halls are small. */
void hall_copy(struct hall *to, const struct hall *from);

/** The index, or -1. @p id is NUL-terminated. */
int hall_find_zone(const struct hall *hall, const char *id);
int hall_find_service(const struct hall *hall, const char *code);
int hall_find_window(const struct hall *hall, const char *no);
int hall_find_floor(const struct hall *hall, int no);
int hall_find_class(const struct hall *hall, const char *id);
int hall_find_kiosk(const struct hall *hall, const char *id);
int hall_find_agent(const struct hall *hall, const char *id);
/** The floor of a zone by its id; 0: not known. */
int hall_floor_of(const struct hall *hall, const char *zone);

#endif
