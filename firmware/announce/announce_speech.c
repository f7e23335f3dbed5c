/* What is spoken for a call: "请A零幺二号，到六号窗口", as text for a synthesiser and as clips. The
 * clips are those of announce_clips.c. */
#include "announce.h"

#include <string.h>

static void add_text(struct announce_speech *out, const char *text)
{
	size_t used = strlen(out->text), length = strlen(text);
	if (used + length < sizeof out->text)
		memcpy(out->text + used, text, length + 1);
}

static void add_clip(struct announce_speech *out, const char *name)
{
	const struct announce_clip *clip = announce_clips();
	while (clip->name && strcmp(clip->name, name) != 0)
		clip++;
	if (clip->name == NULL || out->clip_count == ANNOUNCE_CLIPS_MAX)
		return;
	memcpy(out->clips[out->clip_count++], clip->name, strlen(clip->name) + 1);
	add_text(out, clip->text);
}

/* One by one, as numbers are read out over a telephone: "1" is yao there. What is neither digit nor
 * letter is not spoken. */
static void add_characters(struct announce_speech *out, const char *text)
{
	for (; *text; text++) {
		char name[2] = { *text, 0 };
		if (name[0] >= 'a' && name[0] <= 'z')
			name[0] = (char)(name[0] - 'a' + 'A');
		add_clip(out, strcmp(name, "1") == 0 ? "yao" : name);
	}
}

static void add_digit(struct announce_speech *out, unsigned digit)
{
	char name[2] = { (char)('0' + digit), 0 };
	add_clip(out, name);
}

/* 6 六, 10 十, 12 十二, 20 二十, 21 二十一. */
static void add_value(struct announce_speech *out, unsigned value)
{
	if (value >= 20)
		add_digit(out, value / 10);
	if (value >= 10)
		add_clip(out, "shi");
	if (value % 10 || value == 0)
		add_digit(out, value % 10);
}

/* "06" is a value, "128" a row of digits, "A3" a row of characters. */
static void add_window(struct announce_speech *out, const char *no)
{
	const char *digits = no + strspn(no, "0");
	size_t length = strlen(digits);
	if (no[0] == 0 || strspn(no, "0123456789") != strlen(no) || length > 2) {
		add_characters(out, no);
		return;
	}
	unsigned value = 0;
	for (; *digits; digits++)
		value = value * 10 + (unsigned)(*digits - '0');
	add_value(out, value);
}

void announce_speech(const struct state *state, uint32_t ticket, int window,
		     struct announce_speech *out)
{
	memset(out, 0, sizeof *out);
	strcpy(out->language, "zh");
	if (state->hall.silent)
		return;
	out->chime = true;
	add_clip(out, "qing");
	add_characters(out, state->tickets[ticket].number);
	add_clip(out, "hao");
	add_text(out, "，");
	add_clip(out, "dao");
	add_window(out, state->hall.windows[window].no);
	add_clip(out, "hao");
	add_clip(out, "chuangkou");
}
