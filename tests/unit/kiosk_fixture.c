/* The halls of kiosk_fixture.h. Zone names of the city hall are those of Zhuzhou's. */
#include "kiosk_fixture.h"

#include <stdio.h>
#include <string.h>

struct zone_row {
	const char *id, *zh, *en;
	int floor;
};

struct service_row {
	const char *code, *zh, *en, *zone;
	bool open;
	int waiting, low, high;
};

static const struct zone_row zones[] = {
	{ "RE", "不动产登记办理区", "Real Estate Registration", 1 },
	{ "PS", "公安服务办理区", "Public Security", 1 },
	{ "HR", "人社医保办理区", "Social Security and Health Insurance", 1 },
	{ "BR", "商事登记办理区", "Business Registration", 1 },
	{ "HF", "住房公积金办理区", "Housing Fund", 2 },
	{ "CA", "建投审批办理区", "Construction Approval", 2 },
	{ "GS", "综合（公用）服务办理区", "General Services", 2 },
};

static const struct service_row services[] = {
	{ "RE1", "不动产登记", "Real estate registration", "RE", true, 12, 15, 45 },
	{ "EXIT", "公安出入境", "Passports and travel permits", "PS", true, 5, 8, 20 },
	{ "HUKOU", "户籍服务", "Household registration", "PS", false, 0, -1, -1 },
	{ "HR1", "人社医保", "Social security and health insurance", "HR", true, 31, 10, 32 },
	{ "BR1", "商事登记", "Business registration", "BR", true, 1, 4, 4 },
	{ "HF1", "住房公积金", "Housing fund", "HF", true, 0, 0, 0 },
	{ "CA1", "建投审批", "Construction approval", "CA", false, 0, -1, -1 },
	{ "GS1", "综合受理（无差别）", "General counter (all matters)", "GS", true, 128, 60, 190 },
	{ "OUT", "统一出件", "Collect documents", "GS", true, 2, -1, -1 },
};

static void add_zone(struct hall_view *hall, const struct zone_row *row)
{
	struct view_zone *zone = &hall->zones[hall->zone_count++];
	snprintf(zone->id, sizeof zone->id, "%s", row->id);
	snprintf(zone->name.text[VIEW_ZH], VIEW_NAME_MAX, "%s", row->zh);
	snprintf(zone->name.text[VIEW_EN], VIEW_NAME_MAX, "%s", row->en);
	zone->floor = row->floor;
	zone->is_service = true;
}

static void add_service(struct hall_view *hall, const struct service_row *row)
{
	struct view_service *service = &hall->services[hall->service_count++];
	snprintf(service->code, sizeof service->code, "%s", row->code);
	snprintf(service->name.text[VIEW_ZH], VIEW_NAME_MAX, "%s", row->zh);
	snprintf(service->name.text[VIEW_EN], VIEW_NAME_MAX, "%s", row->en);
	snprintf(service->zone, sizeof service->zone, "%s", row->zone);
	service->kiosk = true;
	service->open = row->open;
	service->waiting = row->waiting;
	service->has_wait = row->low >= 0;
	service->wait_low_min = row->low;
	service->wait_high_min = row->high;
	if (!row->open)
		view_time_parse(&service->next_opening, "2026-11-23T13:00:00+08:00");
}

static void many(struct hall_view *hall)
{
	for (int i = 0; i < VIEW_ZONES_MAX; i++) {
		char id[8], zh[40], en[40];
		snprintf(id, sizeof id, "Z%d", i);
		snprintf(zh, sizeof zh, "第%d办理区", i + 1);
		snprintf(en, sizeof en, "Area number %d", i + 1);
		add_zone(hall, &(struct zone_row){ id, zh, en, i % 6 + 1 });
	}
	for (int i = 0; i < VIEW_SERVICES_MAX; i++) {
		char code[8], zone[8], zh[40], en[40];
		snprintf(code, sizeof code, "S%d", i);
		snprintf(zone, sizeof zone, "Z%d", i < 40 ? 0 : i % VIEW_ZONES_MAX);
		snprintf(zh, sizeof zh, "业务第%d项", i + 1);
		snprintf(en, sizeof en, "Service number %d", i + 1);
		add_service(hall, &(struct service_row){ code, zh, en, zone, true, i, i, 2 * i });
	}
}

void fixture_hall(struct hall_view *hall, enum fixture_hall kind)
{
	memset(hall, 0, sizeof *hall);
	hall->sequence = 1;
	view_time_parse(&hall->time, "2026-11-23T10:24:30+08:00");
	snprintf(hall->name.text[VIEW_ZH], VIEW_NAME_MAX, "株洲市政务服务中心（市民中心）");
	snprintf(hall->name.text[VIEW_EN], VIEW_NAME_MAX, "Zhuzhou Government Service Centre");
	snprintf(hall->phone, sizeof hall->phone, "0731-28680860");
	fixture_printer(hall, VIEW_PRINTER_OK);
	if (kind == FIXTURE_MANY) {
		many(hall);
		return;
	}
	const size_t zone_count = kind == FIXTURE_CITY	  ? sizeof zones / sizeof *zones
				  : kind == FIXTURE_ZONES ? 3
							  : 1;
	const size_t first = kind == FIXTURE_ONE_ZONE ? 1 : 0;
	for (size_t i = 0; i < zone_count; i++)
		add_zone(hall, &zones[first + i]);
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (hall_view_zone(hall, services[i].zone) >= 0)
			add_service(hall, &services[i]);
	if (kind == FIXTURE_ONE_ZONE)
		add_service(hall, &(struct service_row){ "LOST", "身份证挂失补领", "Lost ID cards",
							 "PS", true, 3, 5, 15 });
}

void fixture_printer(struct hall_view *hall, enum view_printer printer)
{
	hall->printer = printer;
	hall->can_print = printer == VIEW_PRINTER_OK || printer == VIEW_PRINTER_NEAR_END;
}

void fixture_close_all(struct hall_view *hall)
{
	for (int i = 0; i < hall->service_count; i++) {
		hall->services[i].open = false;
		view_time_parse(&hall->services[i].next_opening, "2026-11-24T09:00:00+08:00");
	}
}

void fixture_ticket(struct ticket_view *ticket, const struct hall_view *hall, const char *number,
		    enum view_print print)
{
	const struct view_service *service = &hall->services[0];
	memset(ticket, 0, sizeof *ticket);
	snprintf(ticket->id, sizeof ticket->id, "4f1c2a9be07d4c5f8a6b3e2d1c0f9a87");
	snprintf(ticket->number, sizeof ticket->number, "%s", number);
	memcpy(ticket->service, service->code, sizeof ticket->service);
	memcpy(ticket->zone, service->zone, sizeof ticket->zone);
	ticket->floor = 1;
	ticket->ahead = service->waiting;
	ticket->has_wait = true;
	ticket->wait_low_min = 15;
	ticket->wait_high_min = 45;
	ticket->print = print;
}

void fixture_kiosk(struct kiosk_model *model, const struct hall_view *hall,
		   enum view_language language, int64_t now_ms)
{
	kiosk_model_init(model, "K1", language, now_ms);
	kiosk_link_opened(model, now_ms);
	kiosk_hall_read(model, hall, "", now_ms);
	model->effect_count = 0;
}

void fixture_tap(struct kiosk_model *model, enum intent_kind kind, const char *subject,
		 int64_t now_ms)
{
	struct intent intent = { kind, "" };
	snprintf(intent.subject, sizeof intent.subject, "%s", subject);
	kiosk_intent(model, &intent, now_ms);
}

int fixture_effects(struct kiosk_model *model, enum effect_kind kind, struct effect *effect)
{
	struct effect taken;
	int count = 0;
	while (kiosk_take_effect(model, &taken)) {
		if (taken.kind != kind)
			continue;
		count++;
		if (effect != NULL)
			*effect = taken;
	}
	return count;
}
