jiaohao_fuzz(NAME fuzz_onbon FRAMES SOURCES ${CMAKE_CURRENT_SOURCE_DIR}/fuzz/fuzz_onbon.c
	ROOMS drivers_onbon_codec)
