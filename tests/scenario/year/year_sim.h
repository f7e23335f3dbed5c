/* One simulated day of a hall: what people, staff, clocks and power do, as moments in a heap. They
 * read the core's state as they would read a screen; whether it is right is the ledger's opinion.
 */
#ifndef JIAOHAO_YEAR_SIM_H
#define JIAOHAO_YEAR_SIM_H

#include "year_bed.h"

enum moment_kind {
	MOMENT_ARRIVAL,	 /* what = service */
	MOMENT_CLERK,	 /* what = window */
	MOMENT_CHECK_IN, /* what = index of an appointment */
	MOMENT_CITIZEN,	 /* somebody cancels, postpones, rates, comes late … */
	MOMENT_DESK,	 /* staff at the desk: grants, voids, warnings, follow-ups … */
	MOMENT_FAULT,	 /* clock, power, a new hall file */
	MOMENT_EVACUATE,
	MOMENT_ALL_CLEAR,
};

struct moment {
	int64_t time_us;
	uint32_t order, what;
	uint8_t kind;
};

struct year_appointment {
	char code[BOOKING_CODE_MAX];
	int64_t slot_us;
};

enum { MOMENTS_MAX = 1 << 16, APPOINTMENTS_MAX = 8192, SERIALS_MAX = 4096 };

struct year_sim {
	struct year_bed bed;
	unsigned load_percent;	   /* of what the hall's windows can do */
	unsigned visits, peak;	   /* instead: so many a day, so many in its first hour */
	int32_t date;		   /* local */
	int64_t first_us, last_us; /* the day's first opening and last closing */
	uint32_t moment_count, order;
	struct moment moments[MOMENTS_MAX];
	uint8_t comes[TICKETS_MAX + 1]; /* 1: does not come when called */
	int64_t there_us[WINDOWS_MAX];	/* when the one called arrives at the window */
	uint32_t pressed[WINDOWS_MAX];	/* of its key box */
	uint32_t boots;
	uint32_t appointment_count;
	struct year_appointment appointments[APPOINTMENTS_MAX];
	uint32_t announcement;
	int32_t evacuation_date;
	uint64_t restarts, jumps, reloads, dead_clocks, evacuations, arrivals;
	unsigned hall_now;
};

void sim_at(struct year_sim *sim, int64_t time_us, enum moment_kind kind, uint32_t what);
int64_t sim_seconds(struct year_sim *sim, unsigned least, unsigned most); /* µs, random */
/** The clock goes on to then; ticks at every deadline on the way. */
void sim_live_until(struct year_sim *sim, int64_t time_us);

/* year_people.c */
void people_plan_day(struct year_sim *sim);
void people_arrive(struct year_sim *sim, uint32_t service);
void people_check_in(struct year_sim *sim, uint32_t appointment);
void people_citizen(struct year_sim *sim);

/* year_staff.c */
void staff_plan_day(struct year_sim *sim);
void staff_clerk(struct year_sim *sim, uint32_t window);
void staff_desk(struct year_sim *sim);
void staff_evacuate(struct year_sim *sim, bool all_clear);

/* year_faults.c */
void faults_make_halls(struct year_sim *sim, const struct hall *hall);
void faults_load(struct year_sim *sim, unsigned hall);
void faults_happen(struct year_sim *sim);

#endif
