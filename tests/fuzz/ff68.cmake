jiaohao_fuzz(NAME fuzz_ff68 FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_ff68.c
	ROOMS drivers_ff68_codec)
