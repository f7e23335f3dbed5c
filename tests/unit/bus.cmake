jiaohao_test(NAME test_led_encode LABEL unit SOURCES unit/test_led_encode.c ROOMS drivers_display_codec)
jiaohao_test(NAME test_keypad_registers LABEL unit SOURCES unit/test_keypad_registers.c
	ROOMS drivers_keypad_codec)
