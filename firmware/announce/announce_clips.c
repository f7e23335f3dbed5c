/* The clips a call is put together from, and how a synthesiser should read them: one list, so that
 * what is spoken and what is recorded can't differ. Letters are given as the Chinese syllables that
 * callers use for them. */
#include "announce.h"

#include <stddef.h>

static const struct announce_clip clips[] = {
	{ "qing", "请", "qing3" },    { "hao", "号", "hao4" },
	{ "dao", "到", "dao4" },      { "chuangkou", "窗口", "chuang1 kou3" },
	{ "shi", "十", "shi2" },      { "yao", "幺", "yao1" },
	{ "0", "零", "ling2" },	      { "1", "一", "yi1" },
	{ "2", "二", "er4" },	      { "3", "三", "san1" },
	{ "4", "四", "si4" },	      { "5", "五", "wu3" },
	{ "6", "六", "liu4" },	      { "7", "七", "qi1" },
	{ "8", "八", "ba1" },	      { "9", "九", "jiu3" },
	{ "A", "A", "ei1" },	      { "B", "B", "bi4" },
	{ "C", "C", "xi1" },	      { "D", "D", "di4" },
	{ "E", "E", "yi4" },	      { "F", "F", "ai2 fu5" },
	{ "G", "G", "ji4" },	      { "H", "H", "ei1 qi5" },
	{ "I", "I", "ai4" },	      { "J", "J", "zhei4" },
	{ "K", "K", "kei4" },	      { "L", "L", "ai2 lou5" },
	{ "M", "M", "ai1 mu5" },      { "N", "N", "en1" },
	{ "O", "O", "ou1" },	      { "P", "P", "pi4" },
	{ "Q", "Q", "kiu1" },	      { "R", "R", "a1 er5" },
	{ "S", "S", "ai1 si5" },      { "T", "T", "ti4" },
	{ "U", "U", "you1" },	      { "V", "V", "wei1" },
	{ "W", "W", "da1 bu5 liu5" }, { "X", "X", "ai1 ke5 si5" },
	{ "Y", "Y", "wai1" },	      { "Z", "Z", "zei4" },
	{ NULL, NULL, NULL },
};

const struct announce_clip *announce_clips(void)
{
	return clips;
}
