/* jiaohao-kiosk: where numbers are taken. The command line. */
#include "kiosk_program.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
	"usage: jiaohao-kiosk [--server ADDR:PORT] --kiosk ID [--language zh|en]\n"
	"                     [--size WIDTHxHEIGHT] [--fullscreen]\n"
	"\n"
	"  --server ADDR:PORT  where jiaohaod listens, default 127.0.0.1:8080\n"
	"  --kiosk ID          which kiosk this is, as its printer's board file names it\n"
	"  --language zh|en    the language it starts in and goes back to, default zh\n"
	"  --size WxH          the window, default 1080x1920, smaller where the screen is;\n"
	"                      the picture is scaled to it\n"
	"  --fullscreen        the whole screen, without a cursor\n";

static int refuse(const char *option, const char *found, const char *allowed)
{
	fprintf(stderr, "%s: found \"%s\", allowed is %s\n", option, found, allowed);
	return 2;
}

/* 0; 2 after saying what is wrong. */
static int parse_size(struct kiosk_settings *settings, const char *text)
{
	char rest;
	if (sscanf(text, "%5dx%5d%c", &settings->width, &settings->height, &rest) != 2 ||
	    settings->width < 240 || settings->height < 240 || settings->width > 8192 ||
	    settings->height > 8192)
		return refuse("--size", text, "240x240 … 8192x8192");
	return 0;
}

static int parse_kiosk(struct kiosk_settings *settings, const char *text)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789-_";
	settings->kiosk = text;
	if (text[0] == '\0' || strlen(text) >= VIEW_ID_MAX || text[strspn(text, letters)] != '\0')
		return refuse("--kiosk", text, "1–15 letters, digits, \"-\" or \"_\"");
	return 0;
}

static int parse_language(struct kiosk_settings *settings, const char *text)
{
	if (strcmp(text, "zh") != 0 && strcmp(text, "en") != 0)
		return refuse("--language", text, "zh or en");
	settings->language = strcmp(text, "en") == 0 ? VIEW_EN : VIEW_ZH;
	return 0;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "server", required_argument, NULL, 's' },
		{ "kiosk", required_argument, NULL, 'k' },
		{ "language", required_argument, NULL, 'l' },
		{ "size", required_argument, NULL, 'z' },
		{ "fullscreen", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct kiosk_settings settings = { "127.0.0.1:8080", NULL, VIEW_ZH, 1080, 1920, false };
	int option, wrong = 0;
	while (wrong == 0 && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's':
			settings.server = optarg;
			break;
		case 'k':
			wrong = parse_kiosk(&settings, optarg);
			break;
		case 'l':
			wrong = parse_language(&settings, optarg);
			break;
		case 'z':
			wrong = parse_size(&settings, optarg);
			break;
		case 'f':
			settings.fullscreen = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return EXIT_SUCCESS;
		default:
			wrong = 2;
			break;
		}
	}
	if (wrong == 0 && (settings.kiosk == NULL || optind < argc)) {
		fprintf(stderr, "%s\n\n%s",
			optind < argc ? "arguments without an option" : "missing: --kiosk ID",
			usage);
		wrong = 2;
	}
	if (wrong != 0)
		return wrong;
	return kiosk_run(&settings) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
