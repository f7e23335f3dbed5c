/* The board's devices, opened from its file: which driver serves which window, kiosk or speaker
 * group. Keeps their health. What a press or a finished print means is decided elsewhere. */
#ifndef JIAOHAO_DEVICES_H
#define JIAOHAO_DEVICES_H

#include "caller.h"
#include "config.h"
#include "display.h"
#include "evaluator.h"
#include "hall.h"
#include "id_reader.h"
#include "lamp.h"
#include "pager.h"
#include "panel.h"
#include "printer.h"
#include "scanner.h"
#include "speaker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board_ports;
struct devices;
struct event_base;

enum { DEVICES_MAX = 2048 };

enum device_class {
	CLASS_PRINTER,
	CLASS_DISPLAY,
	CLASS_CALLER,
	CLASS_EVALUATOR,
	CLASS_SPEAKER,
	CLASS_PANEL,
	CLASS_ID_READER,
	CLASS_SCANNER,
	CLASS_PAGER,
	CLASS_LAMP,
	CLASS_COUNT
};

enum { DEVICE_CHANGES_MAX = 10, DEVICE_DETAILS_MAX = 64 };

/* What a device went through. Its words are among those that the devices keep once for all. */
struct device_change {
	int64_t time_us;
	uint8_t health, detail;
};

struct device {
	char name[32];
	enum device_class class;
	char driver[24];
	char port[32];
	const char *port_kind; /* as in a board file; "": it has no port */
	char place[32];	       /* window number, kiosk or group */
	enum device_health health;
	char detail[64];
	int64_t since_us; /* hall time of the last change */
	int address;	  /* on its line; 0: it has none */
	unsigned change_count, newest_change;
	struct device_change changes[DEVICE_CHANGES_MAX]; /* a ring */
	struct devices *devices;
	union {
		const struct printer_ops *printer;
		const struct display_ops *display;
		const struct caller_ops *caller;
		const struct evaluator_ops *evaluator;
		const struct speaker_ops *speaker;
		const struct panel_ops *panel;
		const struct id_reader_ops *id_reader;
		const struct scanner_ops *scanner;
		const struct pager_ops *pager;
		const struct lamp_ops *lamp;
	} ops;
	union {
		struct printer *printer;
		struct display *display;
		struct caller *caller;
		struct evaluator *evaluator;
		struct speaker *speaker;
		struct panel *panel;
		struct id_reader *id_reader;
		struct scanner *scanner;
		struct pager *pager;
		struct lamp *lamp;
		void *any;
	} handle;
	union {
		struct printer_owner printer;
		struct display_owner display;
		struct caller_owner caller;
		struct evaluator_owner evaluator;
		struct speaker_owner speaker;
		struct panel_owner panel;
		struct id_reader_owner id_reader;
		struct scanner_owner scanner;
		struct pager_owner pager;
		struct lamp_owner lamp;
	} owner;
	struct printer_status printer_status;
	struct config_volume volumes[CONFIG_VOLUMES_MAX]; /* of a speaker, by the time of the day */
	unsigned volume_count;
};

struct devices_owner {
	void *context;
	int64_t (*now)(void *context);
	void (*key)(void *context, struct device *caller, uint32_t boot, uint32_t sequence, int key,
		    bool baseline);
	void (*rated)(void *context, struct device *evaluator, uint64_t token, int level,
		      uint32_t boot, uint32_t sequence);
	void (*printed)(void *context, struct device *printer, uint64_t job,
			enum print_outcome outcome);
	void (*spoken)(void *context, struct device *speaker, uint64_t utterance, bool spoken);
	bool (*hash)(void *context, const char *number, uint64_t *person);
	void (*card)(void *context, struct device *reader, const struct id_card *card);
	void (*card_problem)(void *context, struct device *reader, enum id_reader_problem problem);
	void (*scanned)(void *context, struct device *scanner, const char *text);
	void (*health)(void *context, struct device *device);
};

/** Open every port and device of the board. With @p hall (may be NULL) a device at a window that
 * the hall lacks is a mistake. 0, or -EINVAL with every mistake said in the board's report. @p rate
 *  scales the end of simulated speech. */
int devices_open(struct devices **out, struct event_base *base, struct config_board *board,
		 const struct hall *hall, unsigned rate, const struct devices_owner *owner);
/** Accepts NULL. Not from a device's callback. */
void devices_close(struct devices *devices);

const struct board_ports *devices_ports(const struct devices *devices);
size_t devices_count(const struct devices *devices);
struct device *devices_at(struct devices *devices, size_t index);
/** The next device of a class at a place (NULL: anywhere) after @p after (NULL: the first); NULL:
 * no more. */
struct device *devices_next(struct devices *devices, enum device_class class, const char *place,
			    const struct device *after);
/** NULL: there is none of this name. */
struct device *devices_find(struct devices *devices, const char *name);
/** The @p age th last change of its health, 0 is the newest. False: there was none. */
bool devices_change(const struct device *device, unsigned age, struct device_change *out,
		    const char **detail);
/** How loud this speaker is at a minute of the local day, percent of its own volume. */
unsigned devices_volume(const struct device *device, unsigned minute);
void devices_statistics(const struct device *device, struct device_statistics *out);
const char *device_class_name(enum device_class class);

#endif
