/* A reader of second-generation identity cards of the SDT/SAM_V kind: "driver: sdt". Keys: port
 * (kind serial, usually with baud: 115200, or tcp for a serial server), poll_ms (how often it looks
 * for a card, 200 … 2000, default 400). */
#ifndef JIAOHAO_READER_SDT_H
#define JIAOHAO_READER_SDT_H

#include "id_reader.h"

extern const struct id_reader_ops id_reader_sdt;

#endif
