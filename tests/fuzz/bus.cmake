jiaohao_fuzz(NAME fuzz_keypad FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_keypad.c
	ROOMS drivers_keypad_codec)
jiaohao_fuzz(NAME fuzz_modbus_reply FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_modbus_reply.c
	ROOMS hal_port_codec)
