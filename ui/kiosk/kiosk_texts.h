/* Every word of the kiosk, one table a language: a language is a file and a row in kiosk_texts.c.
 * "{0}" … stand for values; a language puts them where it wants them. */
#ifndef JIAOHAO_KIOSK_TEXTS_H
#define JIAOHAO_KIOSK_TEXTS_H

#include "hall_view.h"

#include <stddef.h>

/* Only texts in here, no other members: a test walks over them all. */
struct kiosk_texts {
	const char *language; /* the API's code: "zh" */
	const char *name;     /* of the language in itself, for the button that chooses it */

	const char *months[12], *weekdays[7]; /* from January, from Monday */
	const char *date;	 /* {0} month as a number, {1} day, {2} weekday, {3} month's name */
	const char *at_today;	 /* {0} 13:00 */
	const char *at_tomorrow; /* {0} 09:00 */
	const char *at_date;	 /* {0} date, {1} 09:00 */

	const char *kiosk;     /* {0} its id */
	const char *help;      /* {0} phone number */
	const char *help_desk; /* when the hall gives no phone number */
	const char *back, *home, *done, *page_before, *page_after;
	const char *goes_home; /* {0} seconds */

	const char *choose_zone, *choose_zone_how;
	const char *choose_service, *choose_service_how;
	const char *take_number;
	const char *floor;				       /* {0} number */
	const char *waiting_label;			       /* under or beside the count */
	const char *waiting_none, *waiting_one, *waiting_many; /* {0} people */
	const char *wait_range;				       /* {0} {1} minutes */
	const char *wait_one;	/* {0} minutes, when both ends are the same */
	const char *wait_short; /* nobody ahead, a window is open */
	const char *not_now;	/* a service that takes no numbers */
	const char *opens;	/* {0} at_… */
	const char *opens_unknown;

	const char *closed_title, *closed_text;
	const char *away_title, *away_text, *away_keep;
	const char *away_short; /* a strip on the number's screen */

	const char *issuing, *issuing_how, *issuing_slow, *issuing_away;

	const char *your_number;
	const char *ahead_none, *ahead_one, *ahead_many; /* {0} people */
	const char *listen;
	const char *printing, *printed, *print_failed, *print_unknown, *print_none;
	const char *print_gone; /* failed or unknown, and reprinting is not offered any more */
	const char *reprint_ask, *reprint;
	const char *qr_how;

	/* Why the printer can't print, a short sentence each. */
	const char *printer_near_end, *printer_starting, *printer_paper_out, *printer_cover_open,
		*printer_lost, *printer_other;
	const char *paperless_also;  /* after one of them, on home */
	const char *paperless_title; /* {0} the service */
	const char *paperless_how, *paperless_yes;

	/* What happened and what to do now. */
	const char *refused_closed, *refused_closed_how, *refused_quota, *refused_quota_how,
		*refused_changed, *refused_changed_how, *refused_busy, *refused_busy_how,
		*refused_duplicate, *refused_duplicate_how, *refused_unanswered,
		*refused_unanswered_how, *refused_kiosk, *refused_kiosk_how, *refused_leave,
		*refused_leave_how, *refused_other, *refused_other_how;
};

/** The table of a language, or the Chinese one while it has none. */
const struct kiosk_texts *kiosk_texts(enum view_language language);

/** Fill in "{0}" to "{2}"; cut at a character when @p size is short. */
void kiosk_text_fill(char *out, size_t size, const char *format, const char *const values[3]);
void kiosk_text_number(char *out, size_t size, const char *format, int number);
/** none, one or many, by the number. */
void kiosk_text_count(char *out, size_t size, const char *none, const char *one, const char *many,
		      int number);
/** "11月21日 星期六" */
void kiosk_text_date(char *out, size_t size, const struct kiosk_texts *texts,
		     const struct view_date *date);
/** "今天 13:00 开始取号"; "" when @p time is zero. @p today may be NULL: then with the date. */
void kiosk_text_opens(char *out, size_t size, const struct kiosk_texts *texts,
		      const struct view_time *time, const struct view_date *today);
/** "预计等候 8–20 分钟"; "" without an estimate. */
void kiosk_text_wait(char *out, size_t size, const struct kiosk_texts *texts, bool has_wait,
		     int low, int high);
/** What a refusal's code means: title and advice. */
void kiosk_text_refusal(const struct kiosk_texts *texts, const char *code, const char **title,
			const char **advice);
/** Why no ticket can be printed, or that paper is near its end; "" when all is well. */
const char *kiosk_text_printer(const struct kiosk_texts *texts, enum view_printer printer);

#endif
