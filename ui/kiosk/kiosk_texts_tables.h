/* The tables that kiosk_texts.c chooses from; a new language adds its line here. */
#ifndef JIAOHAO_KIOSK_TEXTS_TABLES_H
#define JIAOHAO_KIOSK_TEXTS_TABLES_H

#include "kiosk_texts.h"

extern const struct kiosk_texts kiosk_texts_zh, kiosk_texts_en;

#endif
