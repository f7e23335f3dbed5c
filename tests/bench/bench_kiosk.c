/* The kiosk under a virtual screen: measured by scenario/kiosk_measure.py, which needs Xvfb. */
#include "bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void bench_kiosk(struct bench *bench)
{
	char line[512], name[32];
	double value, bar;
	setenv("JIAOHAO_BUILD", JIAOHAO_BUILD, 1);
	FILE *script = popen("python3 " JIAOHAO_KIOSK_MEASURE, "r");
	if (!script) {
		perror(JIAOHAO_KIOSK_MEASURE);
		return;
	}
	while (fgets(line, sizeof line, script)) {
		if (sscanf(line, "ROW %31s %lf %lf", name, &value, &bar) == 3 &&
		    strcmp(name, "touch") == 0)
			bench_row(bench, "kiosk: touch to changed pixels, 1080x1920 software", "ms",
				  value, bar, 1, false);
		else if (strncmp(line, "ROW idle", 8) == 0 &&
			 sscanf(line, "ROW %31s %lf %lf", name, &value, &bar) == 3)
			bench_row(bench, "kiosk: idle CPU", "%", value, bar, 1, false);
		else if (strncmp(line, "skipped", 7) == 0)
			fputs(line, stderr);
	}
	if (pclose(script) != 0)
		fprintf(stderr, "the kiosk was not measured to the end\n");
}
