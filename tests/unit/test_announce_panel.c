/* What a panel shows for a display group: firmware/announce/announce_panel.c. */
#include "announce.h"
#include "check.h"
#include "core_world.h"

static struct world world;
static struct announce_panel panel;

/* Its lines, one after the other: "!" before one that blinks, "~" before one that runs through. */
static const char *shows(const char *group, unsigned lines, unsigned columns)
{
	static char text[ANNOUNCE_PANEL_LINES_MAX * 104];
	announce_panel(world.state, group, lines, columns, &panel);
	text[0] = 0;
	for (unsigned i = 0; i < lines; i++) {
		const struct announce_shown *line = &panel.lines[i];
		sprintf(text + strlen(text), "%s%s%s\n", line->blink ? "!" : "",
			line->scroll ? "~" : "", line->text);
	}
	return text;
}

static void open_all(void)
{
	world_open(&world);
	struct hall *hall = &world.state->hall;
	for (int i = 0; i < hall->window_count; i++) {
		strcpy(hall->windows[i].display_group, hall->windows[i].zone);
		world_window(&world, COMMAND_WINDOW_OPEN, hall->windows[i].no);
	}
}

static void call(const char *service, const char *window)
{
	world_issue(&world, service);
	world_window(&world, COMMAND_NEXT, window);
	world_pass(&world, 1);
}

static void the_newest_call_stands_first_and_blinks(void)
{
	open_all();
	call("RE1", "01");
	call("RE1", "02");
	call("PS1", "06");
	CHECK_TEXT(shows("hall", 4, 16), "!C001 → 06\n!A002 → 02\n!A001 → 01\n\n");
	CHECK_TEXT(shows("RE", 2, 16), "!A002 → 02\n!A001 → 01\n");
	CHECK_TEXT(shows("PS", 1, 0), "!C001 → 06\n");
	CHECK_TEXT(shows("hall", 2, 30), "!C001号 → 06号窗口\n!A002号 → 02号窗口\n");
	CHECK(panel.lines[0].kind == SHOWN_CALLED && panel.brightness_percent == 100);
	world_close(&world);
}

static void who_is_served_never_takes_the_place_of_who_is_called(void)
{
	open_all();
	call("RE1", "01");
	call("RE1", "02");
	world_window(&world, COMMAND_START, "02");
	CHECK_TEXT(shows("RE", 3, 16), "!A001 → 01\nA002 → 02\n\n");
	CHECK_TEXT(shows("RE", 1, 16), "!A001 → 01\n");
	world_pass(&world, 15);
	world_window(&world, COMMAND_RECALL, "01");
	CHECK_TEXT(shows("RE", 1, 16), "!A001 → 01\n");
	world_window(&world, COMMAND_FINISH, "02");
	CHECK_TEXT(shows("RE", 2, 16), "!A001 → 01\n\n");
	world_close(&world);
}

static void free_lines_say_how_many_wait(void)
{
	open_all();
	call("RE1", "01");
	world_issue(&world, "RE1");
	world_issue(&world, "RE1");
	world_issue(&world, "RE2");
	world_issue(&world, "PS1");
	CHECK_TEXT(shows("RE", 3, 16), "!A001 → 01\n~不动产登记 等候2人\n~档案查询 等候1人\n");
	CHECK_TEXT(shows("RE", 2, 16), "!A001 → 01\n等候3人\n");
	CHECK_TEXT(shows("RE", 1, 16), "!A001 → 01\n");
	world.state->hall.displays.waiting = false;
	CHECK_TEXT(shows("RE", 3, 16), "!A001 → 01\n\n\n");
	world_close(&world);
}

static void an_idle_panel_names_its_place(void)
{
	open_all();
	CHECK_TEXT(shows("RE", 2, 16), "~不动产登记办理区\n\n");
	CHECK_TEXT(shows("hall", 2, 16), "~示范政务大厅\n\n");
	world_close(&world);
}

static void a_closed_group_is_dark_or_dimmed(void)
{
	open_all();
	world_window(&world, COMMAND_WINDOW_CLOSE, "06");
	CHECK_TEXT(shows("PS", 2, 16), "\n\n");
	CHECK(panel.brightness_percent == 0);
	shows("hall", 2, 16);
	CHECK(panel.brightness_percent == 100);
	world.state->hall.displays.dim_closed = true;
	world.state->hall.displays.dim_percent = 25;
	CHECK_TEXT(shows("PS", 2, 16), "~公安服务办理区\n\n");
	CHECK(panel.brightness_percent == 25);
	world_close(&world);
}

static void announce(enum announcement_level level, const char *text, const char *group)
{
	struct command command = world_command(&world, COMMAND_ANNOUNCE);
	command.level = (uint8_t)level;
	strcpy(command.text, text);
	strcpy(command.language, "zh");
	strcpy(command.groups[0], group);
	CHECK(world_do(&world, &command) == REFUSAL_NONE);
}

static void announcements_have_their_place(void)
{
	open_all();
	call("RE1", "01");
	announce(ANNOUNCE_INFO, "下午停水", "");
	announce(ANNOUNCE_URGENT, "请寻车主湘B12345", "RE");
	CHECK_TEXT(shows("RE", 4, 16), "~请寻车主湘B12345\n!A001 → 01\n~下午停水\n\n");
	CHECK(panel.lines[0].kind == SHOWN_NOTICE);
	CHECK_TEXT(shows("PS", 3, 16), "~公安服务办理区\n~下午停水\n\n");
	CHECK_TEXT(shows("RE", 1, 16), "!A001 → 01\n"); /* who is called must see it */
	world_window(&world, COMMAND_START, "01");
	world_window(&world, COMMAND_FINISH, "01");
	CHECK_TEXT(shows("RE", 1, 16), "~请寻车主湘B12345\n");
	world_close(&world);
}

static void an_evacuation_takes_every_line(void)
{
	open_all();
	call("RE1", "01");
	world.state->hall.displays.colours[SHOWN_EVACUATE] = COLOUR_GREEN;
	announce(ANNOUNCE_EVACUATE, "请走东侧楼梯，不要乘电梯", "");
	CHECK_TEXT(shows("RE", 4, 16), "!立即撤离\n请走东侧楼梯，不\n要乘电梯\n\n");
	CHECK_TEXT(shows("RE", 2, 16), "!立即撤离\n~请走东侧楼梯，不要乘电梯\n");
	CHECK_TEXT(shows("RE", 2, 0), "!立即撤离\n~请走东侧楼梯，不要乘电梯\n");
	CHECK_TEXT(shows("PS", 1, 16), "!立即撤离\n");
	CHECK(panel.lines[0].colour == COLOUR_RED && panel.brightness_percent == 100);
	for (int i = 0; i < world.state->hall.window_count; i++)
		world.state->windows[i].state = WINDOW_CLOSED;
	CHECK_TEXT(shows("PS", 1, 16), "!立即撤离\n"); /* whoever is still there */
	world_close(&world);
}

static void papers_and_people_without_a_number_are_not_called(void)
{
	open_all();
	call("RE1", "01");
	world.state->tickets[1].parent = 1;
	CHECK_TEXT(shows("RE", 1, 16), "~不动产登记办理区\n");
	world.state->tickets[1].parent = 0;
	world.state->tickets[1].number[0] = 0;
	CHECK_TEXT(shows("RE", 1, 16), "~不动产登记办理区\n");
	world.state->tickets[1].number[0] = 'A';
	world_close(&world);
}

int main(void)
{
	the_newest_call_stands_first_and_blinks();
	who_is_served_never_takes_the_place_of_who_is_called();
	free_lines_say_how_many_wait();
	an_idle_panel_names_its_place();
	a_closed_group_is_dark_or_dimmed();
	announcements_have_their_place();
	an_evacuation_takes_every_line();
	papers_and_people_without_a_number_are_not_called();
	return check_result();
}
