/* See ctl_text.h. */
#include "ctl_text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum ctl_language current;

static const char *const texts[TEXT_COUNT][CTL_LANGUAGES] = {
	[TEXT_USAGE] = { "用法: jiaohaoctl [--server 地址:端口] [--language zh|en] 命令 …\n"
			 "\n"
			 "守护进程运行时 (jiaohaod):\n"
			 "  devices [--watch]             所有设备: "
			 "类别、位置、端口、地址、状态、时延、超时\n"
			 "  test 设备                     自检: "
			 "打印测试票、显示自身地址、播音、等待按键\n"
			 "  watch 设备|端口               实时查看线路, 逐帧解码 (Ctrl-C 结束)\n"
			 "  record 设备 文件 [--seconds N] 把线路上的字节记到文件\n"
			 "不需要守护进程:\n"
			 "  replay 文件 [--speed N] [--pty 路径]   解码记录; "
			 "或在伪终端上扮演该设备\n"
			 "  check 板文件 [厅文件]          检查配置文件, 同 jiaohaod --check\n"
			 "  scan 线路 [--board 板文件] [--all]     试波特率和地址, "
			 "报告设备与接线问题\n"
			 "  address 端口 --board 板文件 [--printer 打印机]   逐个给新设备编址, "
			 "打印标签\n"
			 "  replace 设备 --board 板文件 [--printer 打印机]   地址为 1 "
			 "的新设备换上坏设备"
			 "的位置\n"
			 "  import 窗口表.csv              由表格生成板文件\n",
			 "usage: jiaohaoctl [--server ADDRESS:PORT] [--language zh|en] COMMAND …\n"
			 "\n"
			 "while jiaohaod runs:\n"
			 "  devices [--watch]              class, place, port, address, health, "
			 "latency, time-outs\n"
			 "  test DEVICE                    print a test ticket, show its address, "
			 "speak, wait for a key\n"
			 "  watch DEVICE|PORT              its wire, live and decoded (Ctrl-C "
			 "ends)\n"
			 "  record DEVICE FILE [--seconds N]   write the bytes of its wire to a "
			 "file\n"
			 "without jiaohaod:\n"
			 "  replay FILE [--speed N] [--pty PATH]   decode a record, or play the "
			 "device on a pty\n"
			 "  check BOARD [HALL]             the files' mistakes, as jiaohaod "
			 "--check\n"
			 "  scan LINE [--board BOARD] [--all]      try speeds and addresses, "
			 "report wiring faults\n"
			 "  address PORT --board BOARD [--printer NAME]   set new devices one by "
			 "one, "
			 "print their labels\n"
			 "  replace DEVICE --board BOARD [--printer NAME]   the new device at "
			 "address 1 takes a "
			 "dead one's place\n"
			 "  import WINDOWS.csv             make a board file from a table\n" },
	[TEXT_UNKNOWN_COMMAND] = { "没有命令“%s”。运行 jiaohaoctl --help 查看全部命令。",
				   "there is no command \"%s\"; jiaohaoctl --help lists them "
				   "all." },
	[TEXT_BAD_OPTION] = { "%s: 参数不对。运行 jiaohaoctl --help 查看写法。",
			      "%s: its arguments are wrong; jiaohaoctl --help shows how to write "
			      "it." },
	[TEXT_NO_DAEMON] = { "jiaohaod 没有在 %s 应答。先启动它 (systemctl start jiaohaod), 或用 "
			     "--server 指明地址。",
			     "jiaohaod does not answer at %s: start it (systemctl start jiaohaod), "
			     "or name its address with --server." },
	[TEXT_NO_DEVICE] = { "没有设备或端口“%s”。运行 jiaohaoctl devices 查看名称。",
			     "there is no device or port \"%s\"; jiaohaoctl devices lists their "
			     "names." },
	[TEXT_REFUSED] = { "jiaohaod 拒绝了 (%d %s)。请稍后再试。",
			   "jiaohaod refused (%d %s); try again later." },
	[TEXT_DEVICES_HEAD] = { "名称|类别|位置|端口|地址|状态|说明|时延ms|超时|坏帧|旧答",
				"name|class|place|port|address|health|detail|latency "
				"ms|time-outs|bad frames|stale" },
	[TEXT_TEST_RUNS] = { "%s: %s", "%s: %s" },
	[TEXT_TEST_PASSED] = { "%s: 通过: %s", "%s: passed: %s" },
	[TEXT_TEST_FAILED] = { "%s: 没有通过: %s。用 jiaohaoctl watch %s 看线路, 用 devices "
			       "看状态。",
			       "%s: failed: %s. See its wire with jiaohaoctl watch %s, its health "
			       "with devices." },
	[TEXT_WATCH_ENDED] = { "jiaohaod 结束了线路查看。再运行一次即可继续。",
			       "jiaohaod ended the watch; run it again to go on." },
	[TEXT_WATCH_MISSED] = { "(漏掉 %lld 帧)", "(%lld frames were missed)" },
	[TEXT_SECRET] = { "(个人信息, 不显示)", "(a citizen's: not shown)" },
	[TEXT_FILE] = { "%s: %s。检查路径和权限。", "%s: %s; check the path and its permissions." },
	[TEXT_RECORDED] = { "记录了 %u 帧到 %s", "%u frames recorded to %s" },
	[TEXT_REPLAY_LINE] = { "%s:%u:%u: %s", "%s:%u:%u: %s" },
	[TEXT_REPLAY_PTY] = { "设备在 %s 上扮演; 让板文件的端口指向它, 再启动 jiaohaod",
			      "the device is played on %s: point the board file's port there and "
			      "start jiaohaod" },
	[TEXT_REPLAYED] = { "共 %u 帧, 其中 %u 个不完整或校验错", "%u frames, %u of them broken" },
	[TEXT_BOARD_NO_PORT] = { "%s 里没有端口或设备“%s”。现有: %s",
				 "%s has no port or device \"%s\"; it has: %s" },
	[TEXT_PORT_OPEN] = { "%s: 打不开: %s。检查线缆和设备名 (ls /dev/serial/by-id)。",
			     "%s can't be opened: %s; check the cable and the name (ls "
			     "/dev/serial/by-id)." },
	[TEXT_PORT_BUSY] = { "%s 正被占用。先停下 jiaohaod (systemctl stop jiaohaod), 做完再启动。",
			     "%s is in use: stop jiaohaod first (systemctl stop jiaohaod), start "
			     "it again afterwards." },
	[TEXT_SCAN_SETTING] = { "-- %d 波特, 校验 %c: 应答 %u, 坏帧 %u, 杂音 %u",
				"-- %d baud, parity %c: %u answer, %u broken, %u garbled" },
	[TEXT_SCAN_DEVICE] = { "地址 %d: %s%s, %d ms", "address %d: %s%s, %d ms" },
	[TEXT_SCAN_KEYPAD] = { "按键盒", "a key box" },
	[TEXT_SCAN_DISPLAY] = { "显示屏", "a display" },
	[TEXT_SCAN_UNKNOWN] = { "应答, 型号不明", "answers, of an unknown kind" },
	[TEXT_SCAN_EXPECTED] = { " (%s, 窗口 %s)", " (%s, window %s)" },
	[TEXT_SCAN_STRANGER] = { " (板文件里没有)", " (not in the board file)" },
	[TEXT_SCAN_MISSING] = { "地址 %d: %s (窗口 %s) 没有应答。检查电源、插头; 新设备的地址是 1, "
				"用 address 编址。",
				"address %d: %s (window %s) is silent: check its power and plug; a "
				"new one still has address 1, set it with address." },
	[TEXT_SCAN_TWIN] = { "地址 %d: 疑似两台设备用同一地址 (只有这里校验出错)。拔掉一台, "
			     "给它重新编址。",
			     "address %d: suspected twins, two devices at one address (only here "
			     "the check sums break): unplug one and give it a new address." },
	[TEXT_SCAN_LOOSE] = { "地址 %d: 时有时无 (%u/%u)。检查插头和接线端子。",
			      "address %d: answers come and go (%u of %u): check its plug and "
			      "screw terminals." },
	[TEXT_LINE_FINE] = { "线路正常: %d 波特, 校验 %c", "the line is fine: %d baud, parity %c" },
	[TEXT_LINE_SILENT] = { "没有任何应答。检查: 设备电源; 线插在这个口上; A/B 两线; "
			       "波特率开关。",
			       "nothing answers at all. Check: the devices' power; that this is "
			       "their line; wires A and B; their speed switches." },
	[TEXT_LINE_SWAPPED] = { "疑似 A/B 两线接反: 每种波特率都只有杂音。对调 A 和 B 再试。",
				"suspected: wires A and B are swapped (at every speed there is "
				"only garbage). Swap them and scan again." },
	[TEXT_LINE_WRONG_BAUD] = { "波特率不符: 设备是 %d 校验 %c, 板文件是 %d 校验 "
				   "%c。改设备开关或板文件的 baud。",
				   "wrong speed: the devices speak %d parity %c, the board file "
				   "says %d parity %c. Change their switches or the file's baud." },
	[TEXT_LINE_ECHO] = { "适配器把自己发的字节又收回来。换一个, 或关掉它的回声 (RE 接 DE)。",
			     "the adapter hears its own bytes: use another one or switch its echo "
			     "off (join RE and DE)." },
	[TEXT_LINE_NOISY] = { "线路有杂音。检查屏蔽层、终端电阻、与电源线的距离。",
			      "the line is noisy: check the shield, the terminators, and how near "
			      "mains cables run." },
	[TEXT_ADDRESS_BEGIN] = { "%s: 板文件有 %u 台设备, 已在线 %u 台",
				 "%s: %u devices in the board file, %u of them are there already" },
	[TEXT_ADDRESS_ALREADY] = { "窗口 %s: %s 已是地址 %d",
				   "window %s: %s already has address %d" },
	[TEXT_ADDRESS_NEXT] = { "请接上窗口 %s 的%s (%s, 地址 %d)。一次只接一台。",
				"next: window %s: connect its %s now (%s, address %d). One at a "
				"time." },
	[TEXT_ADDRESS_DONE] = { "窗口 %s: 完成: %s 是地址 %d",
				"window %s: done: %s is address %d" },
	[TEXT_ADDRESS_SILENT] = { "窗口 %s: 没有应答。检查电源、插头、A/B 线; 是否插在别的总线上 "
				  "(用 scan 查); 否则换一台。",
				  "window %s: silent. Check its power, plug, wires A and B; is it "
				  "on another bus (scan that one)? Else it is dead: take "
				  "another." },
	[TEXT_ADDRESS_TWO] = { "窗口 %s: 两台未编址的设备同时应答。拔掉一台。",
			       "window %s: two devices without an address answer at once. Unplug "
			       "one." },
	[TEXT_ADDRESS_USED] = { "窗口 %s: 来的设备已有地址 %d, 改为 %d",
				"window %s: the one that came has address %d already; it becomes "
				"%d" },
	[TEXT_ADDRESS_WRONG_KIND] = { "窗口 %s: 接上的是另一种设备, 这里应是%s。换成对的那台。",
				      "window %s: another kind of device is connected, here "
				      "belongs %s. Connect that one." },
	[TEXT_ADDRESS_REFUSED] = { "窗口 %s: 设备拒绝改地址。看它的设置开关, 或换一台。",
				   "window %s: the device refuses a new address. Look at its "
				   "set-up switch, or take another." },
	[TEXT_ADDRESS_VANISHED] = { "窗口 %s: 编址中途断开。重新插好, 会自动继续。",
				    "window %s: it was lost while its address was set. Plug it in "
				    "again: this goes on by itself." },
	[TEXT_ADDRESS_LOOSE] = { "窗口 %s: 应答时有时无。插紧插头和端子。",
				 "window %s: its answers come and go. Press the plug and tighten "
				 "the terminals." },
	[TEXT_ADDRESS_WRONG_BAUD] = { "窗口 %s: 设备在 %d 波特应答, 总线是 %d。改它的波特率开关。",
				      "window %s: it answers at %d baud, this bus runs at %d. "
				      "Change its speed switch." },
	[TEXT_ADDRESS_CLASH] = { "地址 %d: 两台设备同一地址。拔掉刚接上的那台, 换一台。",
				 "address %d: two devices have it. Unplug the one that came last "
				 "and take another." },
	[TEXT_ADDRESS_NO_REGISTER] = { "%s: 板文件的 map 没有 address_register, 无法编址。写上它, "
				       "或用设备自己的开关设地址。",
				       "%s: its map in the board file has no address_register, so "
				       "it can't be set: add it, or set the address by the "
				       "device's own switch." },
	[TEXT_ADDRESS_END] = { "%s: %u 台全部核对无误", "%s: all %u verified" },
	[TEXT_ADDRESS_LEFT] = { "%s: 还有 %u 台没有完成。再运行一次, 从那里继续。",
				"%s: %u are left. Run this again: it goes on from there." },
	[TEXT_LABEL_ADDRESS] = { "%s  地址 %d", "%s  address %d" },
	[TEXT_LABEL_NONE] = { "%s 里没有票据打印机: 不打标签, 请手写",
			      "%s has no ticket printer: no labels, write them by hand" },
	[TEXT_LABEL_NO_PRINTER] = { "%s 里没有票据打印机“%s”。现有:%s",
				    "%s has no ticket printer \"%s\"; it has:%s" },
	[TEXT_LABEL_WAITS] = { "标签打印机 %s: %s。检查纸、盖、线缆; 编址照常继续, "
			       "标签恢复后补打。",
			       "label printer %s: %s. Check paper, cover and cable; the work goes "
			       "on, its labels come when it is well." },
	[TEXT_LABEL_UNKNOWN] = { "窗口 %s: 不知道标签是否打出。看一眼纸, 没有就手写。",
				 "window %s: it is not known whether its label came out: look at "
				 "the paper, else write it by hand." },
	[TEXT_LABEL_MISSING] = { "标签打印机 %s: %u 张标签没有打出, 请手写。窗口:%s",
				 "label printer %s: %u labels were not printed, write them by "
				 "hand. Windows:%s" },
	[TEXT_REPLACE_ALIVE] = { "%s 还在地址 %d 应答。先拔掉它, 再接上新设备。",
				 "%s still answers at address %d. Unplug it first, then connect "
				 "the new one." },
	[TEXT_REPLACE_NONE] = { "没有找到地址为 1 的新设备。接上它再运行一次。",
				"no new device answers at address 1. Connect it and run this "
				"again." },
	[TEXT_IMPORT_MISTAKES] = { "%s: %u 处错误, 没有生成板文件。改正后再试。",
				   "%s: %u mistakes, no board file was made. Correct them and try "
				   "again." },
	[TEXT_NO_CHECK] = { "找不到 jiaohaod。它应与 jiaohaoctl 装在一起。",
			    "jiaohaod is not found; it should be installed beside jiaohaoctl." },
};

int ctl_language_named(const char *name)
{
	if (strcmp(name, "zh") == 0)
		return CTL_ZH;
	return strcmp(name, "en") == 0 ? CTL_EN : -1;
}

enum ctl_language ctl_language_default(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && *value)
			return strncmp(value, "en", 2) == 0 ? CTL_EN : CTL_ZH;
	}
	return CTL_ZH;
}

void ctl_language_set(enum ctl_language language)
{
	current = language;
}

const char *ctl_text(enum ctl_text text)
{
	return texts[text][current];
}

const char *ctl_text_in(enum ctl_text text, enum ctl_language language)
{
	return texts[text][language];
}

void ctl_text_write(char *out, size_t size, enum ctl_text text, ...)
{
	va_list values;
	va_start(values, text);
	vsnprintf(out, size, ctl_text(text), values);
	va_end(values);
}

void ctl_say(enum ctl_text text, ...)
{
	va_list values;
	va_start(values, text);
	vprintf(ctl_text(text), values);
	va_end(values);
	putchar('\n');
	fflush(stdout);
}

void ctl_fail(enum ctl_text text, ...)
{
	va_list values;
	va_start(values, text);
	vfprintf(stderr, ctl_text(text), values);
	va_end(values);
	fputc('\n', stderr);
}
