/* One simulated RS-485 bus of the bench; see bench_line.c. */
#ifndef JIAOHAO_BENCH_LINE_H
#define JIAOHAO_BENCH_LINE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum {
	BENCH_BOXES_MAX = 64,
	BENCH_BOX_FIRST = 101, /* addresses: displays from 1, boxes from here */
	BENCH_TEXT = 112,
	BENCH_REGISTERS = 16,
	BENCH_SLAVE_US = 2000, /* from the request's end to the answer's beginning */
};

/* A window's box and display. Written by the line's thread, but sequence and pressed_us. */
struct bench_box {
	_Atomic uint32_t sequence;
	_Atomic double pressed_us;	   /* 0: nothing is waited for */
	_Atomic double first_us, ended_us; /* of the text's frame after it; 0: not yet */
	bool written;
	uint16_t shown[BENCH_REGISTERS];
};

struct bench_line {
	int baud, master;
	unsigned boxes;
	double byte_us, gap_us;
	char path[64];
	pthread_t thread;
	bool started;
	_Atomic bool stop;
	_Atomic uint64_t reads;
	unsigned written; /* displays that were written at least once */
	_Atomic double refresh_first_us, refresh_last_us;
	struct bench_box box[BENCH_BOXES_MAX];
};

/** @p line is zeroed. 8N1. 0 or -1. */
int bench_line_start(struct bench_line *line, int baud, unsigned boxes);
void bench_line_stop(struct bench_line *line);
/** Press "next" there and wait: µs to the text frame's first byte and to its end. -1: it never
 *  came. */
int bench_line_press(struct bench_line *line, unsigned window, double *first_us, double *ended_us);
/** What a transaction takes on the wire at least, with the silence after it. */
double bench_line_read_us(const struct bench_line *line, unsigned registers);
double bench_line_write_us(const struct bench_line *line, unsigned registers);

#endif
