/* Halls and kiosks in every state, for the tests of model and screens. */
#ifndef JIAOHAO_KIOSK_FIXTURE_H
#define JIAOHAO_KIOSK_FIXTURE_H

#include "kiosk_model.h"

enum fixture_hall {
	FIXTURE_CITY,	  /* seven zones, some with several services, one closed */
	FIXTURE_ZONES,	  /* three zones */
	FIXTURE_ONE_ZONE, /* one zone, three services */
	FIXTURE_ONE_SERVICE,
	FIXTURE_MANY, /* as many zones as there can be, one with 40 services */
};

/** A hall at 10:24 on Monday 2026-11-23, its printer well. */
void fixture_hall(struct hall_view *hall, enum fixture_hall kind);
void fixture_printer(struct hall_view *hall, enum view_printer printer);
void fixture_close_all(struct hall_view *hall);
void fixture_ticket(struct ticket_view *ticket, const struct hall_view *hall, const char *number,
		    enum view_print print);
/** A kiosk K1 that is connected and has read @p hall; its effects are taken. */
void fixture_kiosk(struct kiosk_model *model, const struct hall_view *hall,
		   enum view_language language, int64_t now_ms);
void fixture_tap(struct kiosk_model *model, enum intent_kind kind, const char *subject,
		 int64_t now_ms);
/** Take the effects; how many were of this kind, the last of them in @p effect (may be NULL). */
int fixture_effects(struct kiosk_model *model, enum effect_kind kind, struct effect *effect);

#endif
