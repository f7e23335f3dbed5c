# Onbon's LED cards: the pure codec, the fuzz target of its decoder, and the published frames.
jiaohao_test(NAME test_onbon_frame LABEL unit SOURCES unit/test_onbon_frame.c
	ROOMS drivers_onbon_codec)
jiaohao_test(NAME judge_onbon LABEL judge SOURCES judge/judge_onbon.c ROOMS drivers_onbon_codec)
jiaohao_test(NAME test_onbon LABEL sim SOURCES unit/test_onbon.c ROOMS drivers_onbon sim_bus sim)
