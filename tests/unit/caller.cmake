jiaohao_test(NAME test_press_filter LABEL unit SOURCES unit/test_press_filter.c ROOMS drivers_press)
jiaohao_test(NAME test_evdev_caller LABEL sim SOURCES unit/test_evdev_caller.c
	ROOMS drivers_caller sim sim_input sim_bus)
