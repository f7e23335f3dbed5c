/* Any bytes as the body of any call: read or refused, and a refusal is a whole document in every
 * language. The first byte chooses the call. */
#include "api_json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

/* assert would be gone from an optimised build. */
static void must(bool condition)
{
	if (!condition)
		abort();
}

static void ends(const char *text, size_t size)
{
	must(memchr(text, '\0', size) != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
	static struct api_body body;
	struct problem problem;
	if (length == 0)
		return 0;
	if (api_body_read((enum api_body_kind)(bytes[0] % API_BODY_KINDS), (const char *)bytes + 1,
			  length - 1, &body, &problem)) {
		json_t *again;
		ends(body.service, sizeof body.service);
		ends(body.kiosk, sizeof body.kiosk);
		ends(body.language, sizeof body.language);
		ends(body.agent, sizeof body.agent);
		ends(body.reason, sizeof body.reason);
		ends(body.phone, sizeof body.phone);
		ends(body.id_number, sizeof body.id_number);
		must(body.level <= 5 && body.channel <= 7);
		must(body.canonical_length <= sizeof body.canonical);
		again = json_loadb(body.canonical, body.canonical_length, 0, NULL);
		must(again != NULL);
		json_decref(again);
		return 0;
	}
	for (int l = 0; l < MESSAGE_LANGUAGES; l++) {
		json_t *document = problem_document(&problem, (enum message_language)l);
		must(json_string_length(json_object_get(document, "detail")) > 1);
		must(json_string_length(json_object_get(document, "code")) > 1);
		json_decref(document);
	}
	return 0;
}
