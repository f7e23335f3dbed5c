/* The table of option codes, and whether codes fit a level. The texts are the platform's own; code
 * 212 is the complaint that appointments must not queue again. */
#include "rating_codes.h"

#include <stddef.h>

const struct rating_code rating_codes[RATING_CODE_COUNT] = {
	{ 510, 5, true, "一窗受理一次办结" },
	{ 511, 5, true, "可以先受理后补材料" },
	{ 512, 5, true, "不用提交证明" },
	{ 513, 5, false, "可以全程网上办理" },
	{ 514, 5, false, "可以使用手机办理" },
	{ 515, 5, false, "可以就近办理" },
	{ 516, 5, false, "无需材料直接办理" },
	{ 517, 5, false, "服务热情效率高" },
	{ 406, 4, true, "填写一张表单就可完成申报" },
	{ 407, 4, true, "在线提交材料窗口核验" },
	{ 408, 4, true, "一张清单告知全部申报材料" },
	{ 409, 4, false, "用告知承诺减免申报材料" },
	{ 410, 4, false, "可以在线预约办理" },
	{ 411, 4, false, "跑大厅一次办完" },
	{ 412, 4, false, "可以使用自助机办理" },
	{ 413, 4, false, "服务态度较好" },
	{ 307, 3, true, "一次性告知需要补正的材料" },
	{ 308, 3, true, "提供申报材料样本" },
	{ 309, 3, true, "在承诺的时间内办结" },
	{ 310, 3, false, "办事指南指引准确" },
	{ 311, 3, false, "按办事指南要求的材料即可办理" },
	{ 312, 3, false, "可以快递送达" },
	{ 313, 3, false, "跑动次数与承诺的一致" },
	{ 314, 3, false, "服务态度一般" },
	{ 207, 2, true, "没有提供材料样本" },
	{ 208, 2, true, "没有提供材料清单" },
	{ 209, 2, true, "未在承诺时间内办结" },
	{ 210, 2, false, "同样内容的证明材料被要求多次提交" },
	{ 211, 2, false, "承诺网办但无法在线办理" },
	{ 212, 2, false, "在线预约办理后到实体大厅重复取号排队" },
	{ 213, 2, false, "窗口人员业务不熟练" },
	{ 214, 2, false, "服务态度生硬" },
	{ 108, 1, true, "在办事指南之外增加新的审批条件" },
	{ 109, 1, true, "需提供办事指南之外的申报材料" },
	{ 110, 1, true, "无理由超过法定办理时间" },
	{ 111, 1, false, "办事指南提供样本有错" },
	{ 112, 1, false, "承诺在线收取申报材料实际无法收取" },
	{ 113, 1, false, "多头跑窗口和部门" },
	{ 114, 1, false, "跑动次数与承诺的不一致" },
	{ 115, 1, false, "服务态度差效率低" },
};

static const char *const level_texts[RATING_LEVELS] = { "非常不满意", "不满意", "基本满意", "满意",
							"非常满意" };

const char *rating_level_text(unsigned level)
{
	return level >= 1 && level <= RATING_LEVELS ? level_texts[level - 1] : NULL;
}

static bool has_level(unsigned code, unsigned level)
{
	for (unsigned i = 0; i < RATING_CODE_COUNT; i++)
		if (rating_codes[i].code == code)
			return rating_codes[i].level == level;
	return false;
}

bool rating_codes_fit(const uint16_t codes[RATING_CODES_MAX], unsigned level)
{
	unsigned count = 0;
	while (count < RATING_CODES_MAX && codes[count]) {
		if (!has_level(codes[count], level))
			return false;
		for (unsigned i = 0; i < count; i++)
			if (codes[i] == codes[count])
				return false;
		count++;
	}
	for (; count < RATING_CODES_MAX; count++)
		if (codes[count])
			return false;
	return true;
}
