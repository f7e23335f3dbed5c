/* What readers and scanners of kiosks bring, on its way to the API: a card becomes a person known
 * by today's key, and whether he is of an age that may be offered priority; a code goes on as it
 * is. */
#ifndef JIAOHAO_KIOSK_INPUTS_H
#define JIAOHAO_KIOSK_INPUTS_H

#include "app.h"
#include "devices.h"

/** The hash by which an ID number typed at a kiosk is known, too. False: the day's key can't be
 *  had. */
bool kiosk_inputs_hash(struct app *app, const char *number, uint64_t *person);
void kiosk_inputs_card(struct app *app, const struct device *reader, const struct id_card *card);
void kiosk_inputs_problem(struct app *app, const struct device *reader,
			  enum id_reader_problem problem);
void kiosk_inputs_code(struct app *app, const struct device *scanner, const char *text);
/** The health of any device changed. */
void kiosk_inputs_health(struct app *app, const struct device *device);

#endif
