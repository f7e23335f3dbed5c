/* What a call box and an evaluator of "FF 68" share: their keys of the board file, their place on
 * the line, and what is known of their health. A box is never asked and need not speak: until its
 * first frame it is DEVICE_STARTING "unheard", though the line is fine; so it is again after the
 * line was lost. */
#ifndef JIAOHAO_FF68_BOX_H
#define JIAOHAO_FF68_BOX_H

#include "config_keys.h"
#include "device.h"
#include "ff68_frame.h"
#include "line.h"

struct event_base;

struct ff68_box {
	struct line_member *member;
	struct event *begin; /* says once that nothing was heard yet */
	uint8_t address, function;
	void *context;
	device_health_fn *health;
	bool heard;
	enum device_health line_health; /* what the line says last */
	const char *problem;
};

/** Take port, address and function. 0, or -EINVAL (said); @p port for ff68_box_join. */
int ff68_box_take(struct ff68_box *box, struct config_keys *keys, struct port **port);
/** Join the line. 0, -EINVAL (said) or -ENOMEM. @p owner's health is not used. */
int ff68_box_join(struct ff68_box *box, struct event_base *base, struct config_keys *keys,
		  struct port *port, const struct line_owner *owner);
void ff68_box_leave(struct ff68_box *box);

/** What the line says: the health function of the line's owner calls this. */
void ff68_box_health(struct ff68_box *box, enum device_health health, const char *detail);
/** A frame of this box came. */
void ff68_box_heard(struct ff68_box *box);
/** As line_problem; says it once. */
void ff68_box_problem(struct ff68_box *box, const char *problem);
/** Send; nothing answers. @p give_up_ms 0: kept until it could be sent. */
void ff68_box_send(struct ff68_box *box, unsigned slot, const uint8_t *bytes, size_t length,
		   bool urgent, unsigned give_up_ms);

#endif
