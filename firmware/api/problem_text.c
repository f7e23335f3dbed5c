/* What a refusal says to a person: the title names what happened, the detail what to do now. Short,
 * without blame, and true for everybody who may read it: citizen, clerk or technician. */
#include "problem_text.h"

static const struct problem_words words[PROBLEM_KINDS] = {
	[REFUSAL_NONE] = {
		{ "系统内部出错", "Internal error", "سىستېما ئىچكى خاتالىقى" },
		{ "请再试一次；仍不行请联系技术人员。",
		  "Please try again; if it happens again, tell the technician.",
		  "قايتا سىناپ بېقىڭ؛ يەنە بولمىسا تېخنىك خادىمغا ئېيتىڭ." },
	},
	[REFUSAL_NO_HALL] = {
		{ "大厅资料尚未载入", "No hall is loaded yet", "زال ماتېرىيالى تېخى يۈكلەنمىدى" },
		{ "系统正在启动，请稍候再试；持续出现请联系技术人员。",
		  "The system is starting: try again in a moment. If it lasts, tell the technician.",
		  "سىستېما قوزغىلىۋاتىدۇ، سەل تۇرۇپ قايتا سىناڭ؛ داۋاملاشسا تېخنىك خادىمغا ئېيتىڭ." },
	},
	[REFUSAL_UNKNOWN_SERVICE] = {
		{ "没有这项业务", "There is no such service", "بۇنداق مۇلازىمەت يوق" },
		{ "请重新选择业务；业务列表可能刚更新。",
		  "Choose a service again; the list may just have changed.",
		  "مۇلازىمەتنى قايتا تاللاڭ؛ تىزىملىك يېڭىلانغان بولۇشى مۇمكىن." },
	},
	[REFUSAL_UNKNOWN_WINDOW] = {
		{ "没有这个窗口", "There is no such window", "بۇنداق كۆزنەك يوق" },
		{ "请核对窗口号，按窗口屏上的写法填写，例如 06。",
		  "Check the window's number; write it as the window shows it, for example 06.",
		  "كۆزنەك نومۇرىنى تەكشۈرۈڭ، ئېكراندىكىدەك يېزىڭ، مەسىلەن 06." },
	},
	[REFUSAL_UNKNOWN_TICKET] = {
		{ "找不到这张号票", "This ticket was not found", "بۇ نومۇر تېپىلمىدى" },
		{ "号票只在取号当天有效。请重新取号，或到咨询导办台询问。",
		  "A ticket is valid on the day it was taken. Take a new one, or ask at the service desk.",
		  "نومۇر پەقەت ئېلىنغان كۈنى ئىناۋەتلىك. قايتا نومۇر ئېلىڭ ياكى مەسلىھەت ئورنىدىن سوراڭ." },
	},
	[REFUSAL_UNKNOWN_KIOSK] = {
		{ "没有这台取号机", "There is no such kiosk", "بۇنداق نومۇر ئېلىش ماشىنىسى يوق" },
		{ "请核对取号机编号；它须写在设备配置中并带有打印机。",
		  "Check the kiosk's name: it must stand in the board file with a printer.",
		  "ماشىنا نومۇرىنى تەكشۈرۈڭ؛ ئۇ ئۈسكۈنە سەپلىمىسىدە پرىنتېر بىلەن بىللە بولۇشى كېرەك." },
	},
	[REFUSAL_CLOSED] = {
		{ "这项业务现在不取号", "This service takes no numbers now",
		  "بۇ مۇلازىمەتكە ھازىر نومۇر بېرىلمەيدۇ" },
		{ "请在开放时间再来取号。", "Please come back in the opening hours.",
		  "ئېچىلىش ۋاقتىدا قايتا كېلىڭ." },
	},
	[REFUSAL_QUOTA_FULL] = {
		{ "今天的号已取完", "No numbers are left today", "بۈگۈنكى نومۇر تۈگىدى" },
		{ "请改天再来，或到咨询导办台询问其他办法。",
		  "Please come another day, or ask at the service desk what else is possible.",
		  "باشقا كۈنى كېلىڭ ياكى مەسلىھەت ئورنىدىن باشقا ئامال سوراڭ." },
	},
	[REFUSAL_WRONG_STATE] = {
		{ "现在不能这样做", "This is not possible now", "ھازىر بۇنداق قىلغىلى بولمايدۇ" },
		{ "号票或窗口的状态已变化。请刷新后看当前状态，再选下一步。",
		  "The ticket or window has moved on. Look at its present state, then choose again.",
		  "نومۇر ياكى كۆزنەك ھالىتى ئۆزگەردى. ھازىرقى ھالەتنى كۆرۈپ، قايتا تاللاڭ." },
	},
	[REFUSAL_WINDOW_CLOSED] = {
		{ "窗口未开放", "The window is closed", "كۆزنەك ئېچىلمىدى" },
		{ "请先打开窗口，再操作。", "Open the window first.", "ئاۋۋال كۆزنەكنى ئېچىڭ." },
	},
	[REFUSAL_WINDOW_PAUSED] = {
		{ "窗口正在暂停", "The window is paused", "كۆزنەك ۋاقىتلىق توختىتىلدى" },
		{ "请先恢复窗口，再操作。", "Resume the window first.",
		  "ئاۋۋال كۆزنەكنى ئەسلىگە كەلتۈرۈڭ." },
	},
	[REFUSAL_WINDOW_BUSY] = {
		{ "窗口还有未办完的号", "The window still has a ticket in hand",
		  "كۆزنەكتە تېخى پۈتمىگەن نومۇر بار" },
		{ "请先办结或按过号处理当前号。", "Finish the present ticket, or mark it as a no-show, first.",
		  "ئاۋۋال ھازىرقى نومۇرنى تاماملاڭ ياكى كەلمىدى دەپ بەلگىلەڭ." },
	},
	[REFUSAL_NOT_YOURS] = {
		{ "这个号在别的窗口", "The ticket is at another window", "بۇ نومۇر باشقا كۆزنەكتە" },
		{ "请在办理它的窗口操作。", "Act on it at the window that serves it.",
		  "ئۇنى بېجىرىۋاتقان كۆزنەكتە مەشغۇلات قىلىڭ." },
	},
	[REFUSAL_TOO_EARLY] = {
		{ "还太早", "It is too early for this", "تېخى بالدۇر" },
		{ "请给这位群众一点走到窗口的时间，片刻后再操作。",
		  "Give the person time to reach the window, then try again in a moment.",
		  "كىشىگە كۆزنەككە كېلىشكە ۋاقىت بېرىڭ، سەل تۇرۇپ قايتا سىناڭ." },
	},
	[REFUSAL_MAX_CALLS] = {
		{ "已叫满规定次数", "It was called as often as allowed",
		  "بەلگىلەنگەن قېتىم چاقىرىلدى" },
		{ "人未到请按过号处理，再叫下一个。",
		  "If nobody came, mark it as a no-show and call the next one.",
		  "كىشى كەلمىگەن بولسا كەلمىدى دەپ بەلگىلەپ، كېيىنكىسىنى چاقىرىڭ." },
	},
	[REFUSAL_ALREADY_RATED] = {
		{ "已经评价过了", "It was rated already", "باھا بېرىلىپ بولغان" },
		{ "谢谢，您的评价已收到，无需再评。",
		  "Thank you: your rating was received. There is nothing more to do.",
		  "رەھمەت، باھايىڭىز تاپشۇرۇۋېلىندى، قايتا باھالاش ھاجەتسىز." },
	},
	[REFUSAL_NOT_RATEABLE] = {
		{ "现在不能评价", "It can't be rated now", "ھازىر باھا بەرگىلى بولمايدۇ" },
		{ "业务办完后才能评价，且须在评价时限内。如有意见请到咨询导办台反映。",
		  "Rating opens when the service is finished, for a limited time. To comment later, go to "
		  "the service desk.",
		  "مۇلازىمەت تاماملانغاندىن كېيىن، بەلگىلەنگەن ۋاقىت ئىچىدە باھا بېرىلىدۇ. پىكىرىڭىز بولسا "
		  "مەسلىھەت ئورنىغا ئېيتىڭ." },
	},
	[REFUSAL_KEY_REUSED] = {
		{ "同一个请求键用于不同内容", "The key was used for another request",
		  "بۇ ئاچقۇچ باشقا تەلەپكە ئىشلىتىلگەن" },
		{ "每个新操作须用新的 Idempotency-Key；只有重试同一操作才用旧的。",
		  "Use a new Idempotency-Key for each new act, and the old one only to repeat that act.",
		  "ھەر بىر يېڭى مەشغۇلاتقا يېڭى Idempotency-Key ئىشلىتىڭ." },
	},
	[REFUSAL_DOUBLE_PRESS] = {
		{ "按键太快", "The key was pressed twice", "كۇنۇپكا ئىككى قېتىم بېسىلدى" },
		{ "只算一次，没有人被跳过。需要叫下一个请再按。",
		  "It counts once and nobody was skipped. Press again to call the next one.",
		  "بىر قېتىم ھېسابلاندى، ھېچكىم ئاتلاپ ئۆتۈلمىدى. كېيىنكىسى ئۈچۈن يەنە بېسىڭ." },
	},
	[REFUSAL_PRINTER] = {
		{ "取号机打印机不能打印", "The kiosk's printer can't print",
		  "پرىنتېر باسالمايدۇ" },
		{ "可改取无纸号（屏幕显示号码），或到旁边的取号机、咨询导办台取号。",
		  "Take a number without paper (it is shown on the screen), or use another kiosk or the "
		  "service desk.",
		  "قەغەزسىز نومۇر ئېلىڭ (ئېكراندا كۆرسىتىلىدۇ) ياكى باشقا ماشىنا، مەسلىھەت ئورنىغا بېرىڭ." },
	},
	[REFUSAL_HALL_IN_USE] = {
		{ "有窗口正在使用", "A window is in use", "كۆزنەك ئىشلىتىلىۋاتىدۇ" },
		{ "新资料去掉了正在叫号或办理的窗口。请等它办完再更新。",
		  "The new hall file removes a window that calls or serves. Load it when that is done.",
		  "يېڭى ماتېرىيال ئىشلەۋاتقان كۆزنەكنى چىقىرىۋەتكەن. ئىش تۈگىگەندە يېڭىلاڭ." },
	},
	[REFUSAL_LIMIT] = {
		{ "已达系统容量上限", "A size limit of the system is reached",
		  "سىستېما سىغىمى تولدى" },
		{ "请改用人工登记，并通知技术人员。",
		  "Go on by hand for now and tell the technician.",
		  "ھازىرچە قولدا تىزىملاڭ ۋە تېخنىك خادىمغا ئېيتىڭ." },
	},
	[REFUSAL_BAD_REQUEST] = {
		{ "请求有误", "The request is wrong", "تەلەپ خاتا" },
		{ "请按接口说明（openapi.yaml）核对后再发送。",
		  "Compare it with the API's description (openapi.yaml) and send it again.",
		  "ئېغىز چۈشەندۈرۈشى (openapi.yaml) بىلەن سېلىشتۇرۇپ قايتا يوللاڭ." },
	},
	[REFUSAL_RATE_LIMITED] = {
		{ "请求太多", "Too many requests", "تەلەپ بەك كۆپ" },
		{ "请稍候片刻再试。", "Wait a moment, then try again.",
		  "سەل كۈتۈپ قايتا سىناڭ." },
	},
	[REFUSAL_STORAGE] = {
		{ "暂时无法保存", "It can't be stored right now", "ھازىرچە ساقلىغىلى بولمايدۇ" },
		{ "这次操作没有生效。请稍候用同一请求再试；持续出现请通知技术人员检查磁盘。",
		  "Nothing was done. Repeat the same request in a moment; if it lasts, have the disk checked.",
		  "بۇ مەشغۇلات ئىجرا بولمىدى. سەل تۇرۇپ قايتا سىناڭ؛ داۋاملاشسا تېخنىك خادىم دىسكىنى تەكشۈرسۇن." },
	},
	[REFUSAL_CLOCK] = {
		{ "系统时间待确认", "The clock is in doubt", "سىستېما ۋاقتى جەزملەنمىدى" },
		{ "请技术人员核对时间后再操作。", "Have the technician confirm the time, then try again.",
		  "تېخنىك خادىم ۋاقىتنى جەزملىگەندىن كېيىن قايتا سىناڭ." },
	},
	[REFUSAL_STOPPING] = {
		{ "系统正在停止或重启", "The system is stopping or restarting",
		  "سىستېما توختاۋاتىدۇ ياكى قايتا قوزغىلىۋاتىدۇ" },
		{ "这次操作没有生效，请片刻后用同一请求再试。",
		  "Nothing was done. Repeat the same request in a moment.",
		  "بۇ مەشغۇلات ئىجرا بولمىدى، سەل تۇرۇپ قايتا سىناڭ." },
	},
	[REFUSAL_DUPLICATE_TICKET] = {
		{ "您已有这项业务的号", "You already hold a number for this service", "سىزدە بۇ مۇلازىمەتنىڭ نومۇرى بار" },
		{ "请用手中的号等候，办理完毕后可再取号。", "Please wait with the number you hold; take another one when it is done.",
		  "قولىڭىزدىكى نومۇر بىلەن كۈتۈڭ؛ بېجىرىپ بولغاندا يەنە ئالالايسىز." },
	},
	[REFUSAL_UNKNOWN_CLASS] = {
		{ "没有这个优先类别", "There is no such priority class", "بۇنداق ئالدىن بېجىرىش تۈرى يوق" },
		{ "请重新选择；可选的类别见大厅资料。", "Choose again; the hall's description lists the classes.",
		  "قايتا تاللاڭ؛ تۈرلەر زال ماتېرىيالىدا بار." },
	},
	[REFUSAL_CLASS_BY_STAFF] = {
		{ "这一优先须由工作人员办理", "Staff grant this priority", "بۇنى خىزمەتچى بېرىدۇ" },
		{ "请到咨询导办台办理优先。", "Please go to the service desk.",
		  "مەسلىھەت ئورنىغا بېرىڭ." },
	},
	[REFUSAL_NOT_ALLOWED] = {
		{ "本窗口没有这项权限", "This window may not do this", "بۇ كۆزنەكنىڭ ھوقۇقى يوق" },
		{ "请按“下一位”，或请大厅管理员开通权限。", "Press next, or ask the hall's manager for the permission.",
		  "«كېيىنكى»نى بېسىڭ ياكى باشقۇرغۇچىدىن ھوقۇق سوراڭ." },
	},
	[REFUSAL_UNKNOWN_APPOINTMENT] = {
		{ "找不到这个预约", "This appointment was not found", "بۇ زاكاز تېپىلمىدى" },
		{ "请核对预约码和日期，或到咨询导办台询问。", "Check the code and the day, or ask at the service desk.",
		  "زاكاز نومۇرى ۋە چېسلانى تەكشۈرۈڭ ياكى مەسلىھەت ئورنىدىن سوراڭ." },
	},
	[REFUSAL_SLOT_FULL] = {
		{ "这个时段已约满", "This time is fully booked", "بۇ ۋاقىت توشتى" },
		{ "请选择其他时段。", "Please choose another time.",
		  "باشقا ۋاقىتنى تاللاڭ." },
	},
	[REFUSAL_NOT_BOOKABLE] = {
		{ "这个时段不能预约", "No appointments can be made for this time", "بۇ ۋاقىتقا زاكاز قىلغىلى بولمايدۇ" },
		{ "请选择可预约的业务、日期和时段。", "Choose a service, day and time that takes appointments.",
		  "زاكاز قىلغىلى بولىدىغان مۇلازىمەت، كۈن ۋە ۋاقىتنى تاللاڭ." },
	},
	[REFUSAL_TOO_LATE] = {
		{ "已超过时限", "It is too late for this", "ۋاقتى ئۆتۈپ كەتتى" },
		{ "请到咨询导办台说明情况。", "Please tell the service desk what happened.",
		  "ئەھۋالنى مەسلىھەت ئورنىغا ئېيتىڭ." },
	},
	[REFUSAL_BANNED] = {
		{ "预约平台暂停了您的预约", "The booking platform has suspended your appointments", "زاكاز سۇپىسى زاكازىڭىزنى توختاتتى" },
		{ "您仍可现场取号；疑问请向预约平台查询。", "You can still take a number here; ask the booking platform why.",
		  "نەق مەيداندا نومۇر ئالالايسىز؛ سۇپىدىن سوراڭ." },
	},
	[REFUSAL_UNKNOWN_AGENT] = {
		{ "没有这位窗口人员在岗", "Nobody of this name is at a window", "بۇ خىزمەتچى كۆزنەكتە يوق" },
		{ "请核对工号，或转到业务、窗口。", "Check the staff number, or transfer to a service or a window.",
		  "خىزمەت نومۇرىنى تەكشۈرۈڭ ياكى كۆزنەككە يۆتكەڭ." },
	},
	[REFUSAL_NOTHING_TO_UNDO] = {
		{ "没有可撤销的操作", "There is nothing to undo", "قايتۇرۇۋېلىش يوق" },
		{ "只能撤销本人一分钟内的最后一步。", "Only your own last step can be undone, within a minute.",
		  "پەقەت ئۆزىڭىزنىڭ بىر مىنۇت ئىچىدىكى ئاخىرقى قەدىمىنى قايتۇرالايسىز." },
	},
	[REFUSAL_EVACUATION] = {
		{ "正在疏散", "The hall is being evacuated", "زال بوشىتىلىۋاتىدۇ" },
		{ "请立即按指示离开大厅。", "Please leave the hall now and follow the signs.",
		  "كۆرسەتمە بويىچە دەرھال چىقىڭ." },
	},
	[REFUSAL_DAY_CHANGE] = {
		{ "正在切换业务日", "The new service day is being opened", "يېڭى خىزمەت كۈنى ئېچىلىۋاتىدۇ" },
		{ "请几秒钟后再试。", "Try again in a few seconds.",
		  "نەچچە سېكۇنتتىن كېيىن قايتا سىناڭ." },
	},
	[REFUSAL_UNKNOWN_WARNING] = {
		{ "没有这条预警", "There is no such warning", "بۇنداق ئاگاھلاندۇرۇش يوق" },
		{ "它可能已经解除，请刷新列表。", "It may be over; refresh the list.",
		  "ئۇ تۈگىگەن بولۇشى مۇمكىن، تىزىملىكنى يېڭىلاڭ." },
	},
	[REFUSAL_UNKNOWN_FOLLOWUP] = {
		{ "没有这条差评回访", "There is no such follow-up", "بۇنداق قايتا زىيارەت يوق" },
		{ "它可能已经办结，请刷新列表。", "It may be closed; refresh the list.",
		  "ئۇ تۈگىگەن بولۇشى مۇمكىن، تىزىملىكنى يېڭىلاڭ." },
	},
	[REFUSAL_UNKNOWN_ANNOUNCEMENT] = {
		{ "没有这条播报", "There is no such announcement", "بۇنداق ئۇقتۇرۇش يوق" },
		{ "它可能已经结束，请刷新列表。", "It may be over; refresh the list.",
		  "ئۇ تۈگىگەن بولۇشى مۇمكىن، تىزىملىكنى يېڭىلاڭ." },
	},
	[REFUSAL_UNKNOWN_ITEM] = {
		{ "没有这个事项", "There is no such matter", "بۇنداق ئىش يوق" },
		{ "请核对事项编码，或按名称查找。", "Check the matter's code, or look it up by name.",
		  "ئىش نومۇرىنى تەكشۈرۈڭ ياكى نامى بويىچە ئىزدەڭ." },
	},
	[PROBLEM_NOT_FOUND] = {
		{ "没有这个地址", "There is nothing at this address", "بۇ ئادرېستا ھېچنېمە يوق" },
		{ "请核对路径；可用的路径见接口说明（openapi.yaml）。",
		  "Check the path; the API's description (openapi.yaml) lists what there is.",
		  "يولنى تەكشۈرۈڭ؛ بار يوللار openapi.yaml دا." },
	},
	[PROBLEM_METHOD] = {
		{ "这个地址不支持该方法", "The address does not take this method",
		  "بۇ ئادرېس بۇ ئۇسۇلنى قوللىمايدۇ" },
		{ "允许的方法：", "Allowed here:", "رۇخسەت قىلىنغىنى:" },
	},
	[PROBLEM_SYNTAX] = {
		{ "请求内容不是有效的 JSON", "The body is not valid JSON",
		  "تەلەپ مەزمۇنى ئىناۋەتلىك JSON ئەمەس" },
		{ "请改正后再发送。", "Correct it and send it again.", "تۈزىتىپ قايتا يوللاڭ." },
	},
	[PROBLEM_FIELD] = {
		{ "有一项内容不正确", "One field is not right", "بىر مەزمۇن توغرا ئەمەس" },
		{ "请改正后再发送。", "Correct it and send it again.", "تۈزىتىپ قايتا يوللاڭ." },
	},
};

const struct problem_words *problem_text(int kind)
{
	if (kind < 0 || kind >= PROBLEM_KINDS || words[kind].title[PROBLEM_ZH] == NULL)
		return &words[REFUSAL_NONE];
	return &words[kind];
}

const char *problem_field_format(enum problem_language language)
{
	static const char *const formats[PROBLEM_LANGUAGES] = {
		"“%s”收到的是 %s；允许：%s。请改正后再发送。",
		"\"%s\" was %s; allowed: %s. Correct it and send it again.",
		"«%s» دىكىسى %s؛ رۇخسەت: %s. تۈزىتىپ قايتا يوللاڭ.",
	};
	return formats[language];
}

const char *problem_syntax_format(enum problem_language language)
{
	static const char *const formats[PROBLEM_LANGUAGES] = {
		"第 %d 行第 %d 列：%s。请改正后再发送。",
		"Line %d, column %d: %s. Correct it and send it again.",
		"%d-قۇر %d-ئىستون: %s. تۈزىتىپ قايتا يوللاڭ.",
	};
	return formats[language];
}

const char *problem_opening_format(enum problem_language language)
{
	static const char *const formats[PROBLEM_LANGUAGES] = {
		"下次开放：%.*s %.*s。",
		" It opens next on %.*s at %.*s.",
		" كېيىنكى ئېچىلىش: %.*s %.*s.",
	};
	return formats[language];
}
