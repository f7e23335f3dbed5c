/* What the 256 bytes of text of an identity card say: its kind, its number and the date of birth.
 * Pure. Name, address, nation and everything else of the card are not looked at.
 *
 * All is UTF-16LE. The kind of card stands at offset 248, and decides where the rest is found: so
 * it is looked at first. Offsets in bytes:
 *
 *   flag                         birth      number
 *   ' '  resident                 36 (16)   122 (36)   18 characters
 *   'I'  foreigner, 2017 edition 220 (16)   122 (30)   15: three letters, twelve digits
 *   'Y'  foreigner, 2023 edition  36 (16)   122 (36)   18, the first is 9
 *   'J'  HMT residence permit     36 (16)   122 (36)   18, beginning with 81, 82 or 83
 *
 * Sources: the resident card's and the 2017 edition's fields, GA/T 490 as tabled by wiki.nfc.im and
 * afzhan.com st170652; the 2023 edition's number, eastcoms.com/service/pro/840; the permit's own
 * layout, wtabcd.cn 78/122551; all four flags at offset 248 and the fields' order in the structures
 * of a reader program (github.com Johann356/readinfo, PCSCGetData), 'I' and 'J' there too in four
 * others. A flag that is none of these is read as a resident's: what makes no sense by the number's
 * check character is then no card for us. */
#ifndef JIAOHAO_SDT_CARD_H
#define JIAOHAO_SDT_CARD_H

#include "sdt_frame.h"

#include <stdbool.h>
#include <stdint.h>

enum { SDT_NUMBER_MAX = 18 };

enum sdt_card_kind { SDT_CARD_RESIDENT, SDT_CARD_FOREIGNER, SDT_CARD_HMT };

struct sdt_card {
	enum sdt_card_kind kind;
	char number[SDT_NUMBER_MAX + 1]; /* upper case; whoever holds it wipes it */
	uint8_t number_length;
	uint16_t born_year; /* 0: the card says none that exists */
	uint8_t born_month, born_day;
};

/** True: *card is set. False: the number is none, by its form or its check character (ISO 7064
 *  MOD 11-2 as GB 11643 has it; the 2017 edition has none that we check), or not of this kind. */
bool sdt_card_read(const uint8_t text[SDT_TEXT_BYTES], struct sdt_card *card);

#endif
