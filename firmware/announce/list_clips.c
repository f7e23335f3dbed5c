/* Prints every clip that can be named in an announcement, one a line: name, language, text, pinyin,
 * with tabs between. The build makes the stand-in clips from it; whoever records the real ones
 * reads it. */
#include "announce.h"

#include <stdio.h>

int main(void)
{
	for (const struct announce_clip *clip = announce_clips(); clip->name != NULL; clip++)
		printf("%s\t%s\t%s\t%s\n", clip->name, message_language_tag(clip->language),
		       clip->text, clip->pinyin != NULL ? clip->pinyin : "");
	return fflush(stdout) == 0 ? 0 : 1;
}
