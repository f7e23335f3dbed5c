/* What the parts of showing know together. Private to showing*.c. */
#ifndef JIAOHAO_SHOWING_PARTS_H
#define JIAOHAO_SHOWING_PARTS_H

#include "showing.h"

#include "announce.h"
#include "devices.h"

enum { PANELS_MAX = 64 };

/* What the devices of a window were told last. */
struct shown {
	bool touched;
	bool feedback; /* a press ended and its clerk must be told */
	enum caller_feedback feedback_kind;
	bool known;	  /* the display was sent since the last showing_all … */
	bool boxes_known; /* … and so were the others */
	bool active;	  /* as the caller knows it */
	uint32_t rating;  /* leg the evaluator is armed for; 0: disarmed */
	struct announce_display display;
	char agent[AGENT_MAX]; /* as the evaluator shows it */
	enum lamp_state lamp;
	bool counted; /* waiting and number were sent */
	uint16_t waiting;
	char number[NUMBER_MAX];
	uint32_t round;	    /* of the last look at waiting and number … */
	bool changed, came; /* … and what it found: another value; somebody to call at last */
};

struct showing {
	struct app *app;
	struct event *minute;	     /* what changes by time alone is looked at again */
	bool all;		     /* everything again, whatever was sent */
	bool look;		     /* at every window: its display may have changed */
	bool moved;		     /* some queue or window changed: counts and panels may have */
	uint32_t round;		     /* of looks at the boxes */
	uint64_t panels[PANELS_MAX]; /* a digest of what each shows, in the board's order; 0:
					nothing */
	struct shown windows[WINDOWS_MAX];
};

/** showing_boxes.c: the devices of one window: callers' feedback, evaluators, lamps. */
void showing_boxes(struct showing *showing, int window);
/** Counts and numbers on the callers of all windows, where they changed. */
void showing_counts(struct showing *showing);
void showing_box_restored(struct showing *showing, int window, struct device *device);
/** showing_panels.c: every panel that has changed. */
void showing_panels(struct showing *showing);

#endif
