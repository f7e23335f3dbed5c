/* An identity-card reader of the SDT/SAM_V kind and the cards that are laid on it. Written from
 * 身份证阅读器通信协议 (softs.im) and the tables of the cards' fields (GA/T 490 by wiki.nfc.im,
 * afzhan.com st170652, eastcoms.com 840), apart from the driver. Knows no wire. The persons are
 * made up. */
#ifndef JIAOHAO_SDT_SIM_H
#define JIAOHAO_SDT_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct event_base;
struct event;

enum { SDT_SIM_ANSWERS_MAX = 8, SDT_SIM_ANSWER_MAX = 1400, SDT_SIM_TEXT_BYTES = 256 };

enum sdt_sim_card {
	SDT_SIM_NO_CARD,
	SDT_SIM_RESIDENT,
	SDT_SIM_FOREIGNER_2017,
	SDT_SIM_FOREIGNER_2023,
	SDT_SIM_HMT,
	SDT_SIM_BROKEN, /* is found, and can't be read */
	SDT_SIM_OTHER,	/* readable, but its number is none */
};

/* All zero is a healthy reader. */
struct sdt_sim_faults {
	bool silence;
	unsigned late_ms;  /* real time before every answer */
	unsigned split_ms; /* a pause in the middle of every answer */
	bool wrong_sum;
	bool unauthorised; /* its security module refuses everything */
	unsigned times;	   /* the faults end after so many answers; 0: they stay */
};

struct sdt_sim_owner {
	void *context;
	void (*send)(void *context, const uint8_t *bytes, size_t count);
};

struct sdt_sim_statistics {
	uint64_t requests, bad_frames, finds, selects, reads, resets;
};

struct sdt_sim {
	struct event_base *base;
	struct sdt_sim_owner owner;
	struct sdt_sim_faults faults;
	struct sdt_sim_statistics statistics;
	bool finds_always;   /* a card that lies there is found again and again; else once */
	unsigned read_ms;    /* how long it takes to read a card */
	unsigned restart_ms; /* how long it is mute after power or a reset */

	enum sdt_sim_card card;
	char number[19], birth[9]; /* what the card says; ASCII */
	bool found, selected;
	int64_t mute_until_us;

	uint8_t frame[64];
	size_t length;
	struct {
		int64_t due_us;
		size_t length, sent;
		unsigned split_ms;
		uint8_t bytes[SDT_SIM_ANSWER_MAX];
	} answers[SDT_SIM_ANSWERS_MAX];
	size_t first, count;
	struct event *timer;
};

/** @p sim is zeroed by the caller and stays in place. 0 or -errno. */
int sdt_sim_init(struct sdt_sim *sim, struct event_base *base, const struct sdt_sim_owner *owner);
void sdt_sim_finish(struct sdt_sim *sim);
void sdt_sim_receive(struct sdt_sim *sim, const uint8_t *bytes, size_t count);
/** Lay a card down (with @p number and @p birth, "YYYYMMDD"; NULL: a made-up person's), or take it
 *  away: SDT_SIM_NO_CARD. */
void sdt_sim_lay(struct sdt_sim *sim, enum sdt_sim_card card, const char *number,
		 const char *birth);
/** Power off and on: it is mute for restart_ms and knows of no card. */
void sdt_sim_reboot(struct sdt_sim *sim);
/** "none" "resident" "foreigner-2017" "foreigner-2023" "hmt" "broken" "other". */
const char *sdt_sim_card_name(enum sdt_sim_card card);
/** False: no such name. */
bool sdt_sim_card_find(const char *name, enum sdt_sim_card *card);

#endif
