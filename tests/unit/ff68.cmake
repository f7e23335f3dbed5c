jiaohao_test(NAME test_ff68_frame LABEL unit SOURCES unit/test_ff68_frame.c ROOMS drivers_ff68_codec)
jiaohao_test(NAME test_ff68 LABEL sim SOURCES unit/test_ff68.c
	ROOMS drivers_ff68 sim sim_ff68 sim_bus)
