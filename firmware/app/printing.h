/* Tickets on paper: a durable print_started becomes one job, and how it ended becomes a record.
 * Never prints twice by itself. */
#ifndef JIAOHAO_PRINTING_H
#define JIAOHAO_PRINTING_H

#include "app.h"
#include "printer.h"

struct device;
struct record;

int printing_create(struct printing **out, struct app *app);
void printing_destroy(struct printing *printing);
void printing_record(struct printing *printing, const struct record *record);
/** After a start, or when the devices were closed: whatever has no outcome is unknown. */
void printing_forget(struct printing *printing);
void printing_finished(struct printing *printing, struct device *device, uint64_t job,
		       enum print_outcome outcome);
/** The printer of a kiosk, asked before a number is issued. */
enum printer_state printing_state(struct printing *printing, const char *kiosk);

#endif
